using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Kelvin.Server.Tests.BadInput;

/// <summary>A request as the fuzzer made it.</summary>
/// <param name="ValidId">The messageId of the one good call in it; null: it is anything.</param>
internal sealed record FuzzRequest(HttpMethod Method, string Path, byte[] Body, string? Encoding, string? ContentType, string? Key, string? ValidId)
{
    public HttpRequestMessage ToMessage()
    {
        var request = new HttpRequestMessage(Method, Path);
        if (Method != HttpMethod.Get) request.Content = new ByteArrayContent(Body);
        if (Encoding is not null) request.Content?.Headers.TryAddWithoutValidation("Content-Encoding", Encoding);
        if (ContentType is not null) request.Content?.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        if (Key is not null) request.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Key + ":")));
        return request;
    }
}

/// <summary>
/// Makes requests that a broken or hostile client could send, the same ones for the same seed: calls with wrong members, mutated
/// bytes, wrong encodings, paths and keys; and among them, one in ten, good ones.
/// </summary>
internal sealed class Fuzzer(int seed)
{
    private static readonly string[] Paths =
    [
        "/v1/batch", "/v1/b", "/v1/track", "/v1/t", "/v1/page", "/v1/identify", "/v1/i", "/v1/group", "/v1/alias", "/v1/screen", "/v1/import", "/v1/m", "/beacon/v1/batch", "/v1/email/sendgrid", "/v1/email/postmark",
        "/v1/pixel/track?data=", "/pixel/v1/page?writeKey=wk_for_tests&", "/v1/projects/wk_for_tests/settings", "/sourceConfig?writeKey=", "/v1/batch?writeKey=%00", "/v1/nothing", "/api/leads", "/",
    ];

    private static readonly string[] Names =
        ["type", "event", "userId", "anonymousId", "groupId", "previousId", "messageId", "timestamp", "originalTimestamp", "sentAt", "properties", "traits", "context", "integrations", "batch", "name", "category", "writeKey", "machine", "email", "url", "sg_event_id", "RecordType", "Recipient", "ReceivedAt", "__proto__", "\\u0000", "\\ud800"];

    private static readonly string[] Words =
    [
        "\"open\"", "\"Open\"", "\"SubscriptionChange\"", "\"a@b.example\"",
        "\"track\"", "\"identify\"", "\"page\"", "\"alias\"", "\"group\"", "null", "true", "0", "-0", "-1", "1e400", "1e-400", "9223372036854775808", "0.1", "\"\"", "\" \"", "\"null\"", "\"\\u0000\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u202e\"", "\"😀\"", "\"0001-01-01\"", "\"9999-12-31T23:59:59.999Z\"", "\"2025-02-30\"", "\"2025-06-30T23:59:60Z\"", "\"now\"", "\"' or 1=1 --\"",
        "\"<script>alert(1)</script>\"", "\"{{7*7}}\"", "\"${jndi:ldap://x}\"", "\"../../etc/passwd\"", "\"%s%n\"", "{}", "[]", "[[[]]]", "{\"$type\":\"System.IO.FileInfo\"}", "NaN", "Infinity", "undefined", "'x'", "/*c*/1", "01", "\"",
    ];

    private readonly Random random = new(seed);
    private int made;

    public FuzzRequest Next()
    {
        made++;
        return made % 10 == 0 ? Valid() : Anything();
    }

    private FuzzRequest Valid()
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"valid-{made}");
        var call = $$$"""{"type":"track","event":"Fuzzed","userId":"valid-user-{{{random.Next(50)}}}","messageId":"{{{id}}}","properties":{"x":{{{random.Next()}}}}}""";
        var gzip = random.Next(3) == 0;
        return random.Next(2) == 0
            ? new FuzzRequest(HttpMethod.Post, "/v1/track", Packed(call, gzip), gzip ? "gzip" : null, "text/plain", RunningServer.ServerKey, id)
            : new FuzzRequest(HttpMethod.Post, "/v1/batch", Packed($$"""{"batch":[{{Call()}},{{call}}]}""", gzip), gzip ? "gzip" : null, "application/json", RunningServer.ServerKey, id);
    }

    private FuzzRequest Anything()
    {
        var body = Encoding.UTF8.GetBytes(random.Next(5) switch { 0 => Call(), 1 => Value(0), 2 => $"[{Call()},{Call()}]", _ => $$"""{"batch":[{{string.Join(',', Enumerable.Range(0, random.Next(6)).Select(_ => Call()))}}]}""" });
        for (var i = random.Next(4); i > 0 && body.Length > 0; i--) body = Mutated(body);
        var (encoding, packed) = random.Next(8) switch
        {
            0 => ("gzip", Packed(body)),
            1 => ("gzip", body),
            2 => ("br", body),
            3 => ("gzip", Packed(Packed(body))),
            4 => ("gzip", Mutated(Packed(body))),
            _ => ((string?)null, body),
        };
        var path = Paths[random.Next(Paths.Length)];
        if (path.EndsWith('=') || path.EndsWith('&')) path += Uri.EscapeDataString(Encoding.Latin1.GetString(body.AsSpan(0, Math.Min(body.Length, 500))));
        var method = random.Next(20) switch { 0 => HttpMethod.Put, 1 => HttpMethod.Delete, 2 => HttpMethod.Options, 3 => HttpMethod.Patch, < 8 => HttpMethod.Get, _ => HttpMethod.Post };
        var key = random.Next(10) switch { 0 => null, 1 => "wrong", 2 => new string('k', random.Next(2_000)), 3 => RunningServer.PublicKey, _ => RunningServer.ServerKey };
        return new FuzzRequest(method, path, packed, encoding, random.Next(3) == 0 ? "application/json" : null, key, null);
    }

    /// <summary>A call with members of any kind; well-formed JSON, but for what its values are.</summary>
    private string Call()
    {
        var members = new List<string>();
        for (var i = random.Next(8); i > 0; i--) members.Add($"\"{Names[random.Next(Names.Length)]}\":{Sound(random.Next(3))}");
        if (random.Next(2) == 0) members.Add($"\"type\":\"track\",\"event\":\"e{random.Next(9)}\",\"userId\":\"fuzz-{random.Next(100)}\"");
        return "{" + string.Join(',', members) + "}";
    }

    private string Sound(int depth) => random.Next(6) switch
    {
        0 when depth < 6 => "{" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(i => $"\"k{i}\":{Sound(depth + 1)}")) + "}",
        1 when depth < 6 => "[" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Sound(depth + 1))) + "]",
        2 => $"\"{new string((char)random.Next('a', 'z'), random.Next(1, random.Next(1, 3_000)))}\"",
        3 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
        _ => Words[random.Next(Array.IndexOf(Words, "NaN"))],
    };

    private string Value(int depth) => random.Next(5) == 0 && depth < 40 ? $"[{Value(depth + 1)}]" : Words[random.Next(Words.Length)];

    private byte[] Mutated(byte[] bytes)
    {
        if (bytes.Length == 0) return bytes;
        var at = random.Next(bytes.Length);
        switch (random.Next(5))
        {
            case 0: return bytes[..at];
            case 1: return [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
            case 2: return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(20))..]];
            case 3: return [.. bytes, .. bytes[at..]];
            default:
                var changed = bytes.ToArray();
                changed[at] ^= (byte)(1 << random.Next(8));
                return changed;
        }
    }

    private static byte[] Packed(string text, bool gzip) => gzip ? Packed(Encoding.UTF8.GetBytes(text)) : Encoding.UTF8.GetBytes(text);

    public static byte[] Packed(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest)) stream.Write(bytes);
        return packed.ToArray();
    }
}
