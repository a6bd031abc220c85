using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Kelvin.Scoring.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Kelvin.Server.Ingest;

/// <summary>Calls that come as the address of an image, from e-mails and from pages without scripts.</summary>
internal static class Pixels
{
    private static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    /// <summary>A pixel always answers with its image: an e-mail cannot show anything else.</summary>
    public static async Task Answer(HttpContext http)
    {
        var response = http.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "image/gif";
        response.ContentLength = Gif.Length;
        response.Headers.CacheControl = "no-store";
        await response.Body.WriteAsync(Gif, http.RequestAborted);
    }

    /// <summary>Segment's pixel: <c>data</c> is the call as JSON, or that in base64 of either alphabet. Null when it is neither.</summary>
    public static byte[]? FromData(string data, IngestLimits limits)
    {
        if (data.Length == 0 || data.Length > limits.PixelDataKilobytes * 1024) return null;
        if (data.AsSpan().TrimStart().StartsWith("{")) return Encoding.UTF8.GetBytes(data);
        // A '+' that was not escaped arrives as a space.
        var text = data.Trim().Replace('+', '-').Replace('/', '_').TrimEnd('=');
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>RudderStack's pixel: each parameter is a member of the call, a dot in its name leads into an object.</summary>
    public static byte[] FromQuery(IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        var root = new Branch();
        foreach (var (name, values) in query)
        {
            if (name is "writeKey" or "type" or "") continue;
            root.Put(name.Split('.', MaxDots + 1), Unquoted(name, values[0] ?? ""));
        }
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) root.Write(writer);
        return buffer.WrittenSpan.ToArray();
    }

    private const int MaxDots = 5;

    private static string Unquoted(string name, string value) =>
        name == "anonymousId" && value is ['"', .., '"'] && value.Length > 1 ? value[1..^1] : value;

    private sealed class Branch
    {
        private readonly List<(string Name, object Value)> members = [];

        public void Put(ReadOnlySpan<string> path, string value)
        {
            var place = -1;
            for (var i = 0; i < members.Count; i++) if (members[i].Name == path[0]) place = i;
            if (path.Length == 1)
            {
                if (place < 0) members.Add((path[0], value));
                return;
            }
            if (place < 0)
            {
                members.Add((path[0], new Branch()));
                place = members.Count - 1;
            }
            if (members[place].Value is Branch inner) inner.Put(path[1..], value);
        }

        public void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(Texts.WellFormed(name));
                if (value is Branch inner) inner.Write(writer);
                else writer.WriteStringValue(Texts.WellFormed((string)value));
            }
            writer.WriteEndObject();
        }
    }
}
