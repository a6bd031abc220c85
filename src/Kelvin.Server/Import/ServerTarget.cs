using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Kelvin.Server.Import;

/// <summary>
/// A running server, through its tracking API. With a token of the management API the import gets a source of its own,
/// whose key is revoked at the end.
/// </summary>
internal sealed class ServerTarget : ImportTarget
{
    private const int TriesMost = 10;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly HttpClient http;
    private readonly string? token;
    private string key;
    private int? source;

    private ServerTarget(string url, string? token, string? key)
    {
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) throw new IOException($"'{url}' is no address of a server.");
        http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        (this.token, this.key) = (token, key ?? "");
    }

    public static async Task<ServerTarget> Open(string url, string? token, string? key, string name, CancellationToken cancellation)
    {
        var target = new ServerTarget(url, token, key);
        if (key is null) await target.AddSource(name, cancellation);
        return target;
    }

    public override async Task<IReadOnlyList<NotTaken>> Send(IReadOnlyList<byte[]> calls, CancellationToken cancellation)
    {
        var body = Body(calls);
        using var answer = await Ask(() => Request(HttpMethod.Post, "v1/batch", Basic(key), body), cancellation);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(cancellation));
        return [.. json.RootElement.GetProperty("rejected").EnumerateArray().Select(one => new NotTaken(one.GetProperty("index").GetInt32(), one.GetProperty("detail").GetString() ?? ""))];
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (source is { } made) (await Ask(() => Request(HttpMethod.Delete, $"api/sources/{made}", Bearer(), null), default)).Dispose();
        }
        catch (IOException left)
        {
            await Console.Error.WriteLineAsync($"kelvin: the import's own source {source} could not be revoked: {left.Message}");
        }
        http.Dispose();
    }

    private async Task AddSource(string name, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { name, power = "server" });
        using var answer = await Ask(() => Request(HttpMethod.Post, "api/sources", Bearer(), body), cancellation);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(cancellation));
        (source, key) = (json.RootElement.GetProperty("id").GetInt32(), json.RootElement.GetProperty("writeKey").GetString()!);
    }

    private AuthenticationHeaderValue Bearer() => new("Bearer", token);

    private static AuthenticationHeaderValue Basic(string key) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key + ":")));

    private static HttpRequestMessage Request(HttpMethod method, string path, AuthenticationHeaderValue authorization, byte[]? body)
    {
        var request = new HttpRequestMessage(method, path) { Headers = { Authorization = authorization } };
        if (body is null) return request;
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }

    /// <summary>A success, after as many tries as it takes: what is sent twice counts once.</summary>
    private async Task<HttpResponseMessage> Ask(Func<HttpRequestMessage> request, CancellationToken cancellation)
    {
        var wait = FirstWait;
        for (var tries = 1; ; tries++)
        {
            string fault;
            try
            {
                using var sent = request();
                var answer = await http.SendAsync(sent, cancellation);
                if (answer.IsSuccessStatusCode) return answer;
                fault = await Refused(answer, cancellation);
                wait = answer.Headers.RetryAfter?.Delta ?? wait;
                answer.Dispose();
            }
            catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
            {
                fault = lost.InnerException?.Message ?? lost.Message;
            }
            if (tries == TriesMost) throw new IOException($"The server {http.BaseAddress} does not take the import: {fault} What it took is kept; run the same command again, and nothing counts twice.");
            await Task.Delay(wait, cancellation);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    /// <summary>What the server said; thrown where asking again would not help.</summary>
    private async Task<string> Refused(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        var said = $"{(int)answer.StatusCode} {Detail(text) ?? answer.ReasonPhrase}";
        if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)answer.StatusCode >= 500) return said;
        throw new IOException($"The server {http.BaseAddress} answered: {said}");
    }

    private static string? Detail(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (Exception notOurs) when (notOurs is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
