using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Ingest;

/// <summary>
/// What browser clients fetch on every page load before they start. Exactly one integration: with a second one
/// the clients would load a further script and, failing that, never start. Cheap to ask again, by its ETag.
/// </summary>
internal static class SourceSettings
{
    private const string CacheFor = "public, max-age=300";

    public static Task AnswerSegment(HttpContext http, string writeKey) => Answer(http, writer => WriteSegment(writer, http.Request, writeKey));

    public static Task AnswerRudder(HttpContext http, string writeKey) => Answer(http, writer => WriteRudder(writer, writeKey));

    private static void WriteSegment(Utf8JsonWriter json, HttpRequest request, string writeKey)
    {
        json.WriteStartObject();
        json.WriteStartObject("integrations");
        json.WriteStartObject("Segment.io");
        json.WriteString("apiKey", writeKey);
        json.WriteString("apiHost", request.Host.Value + request.PathBase.Value + "/v1");
        json.WriteString("protocol", request.Scheme);
        json.WriteStartArray("unbundledIntegrations");
        json.WriteEndArray();
        json.WriteBoolean("addBundledMetadata", true);
        json.WriteStartObject("maybeBundledConfigIds");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("plan");
        foreach (var call in (ReadOnlySpan<string>)["track", "identify", "group"])
        {
            json.WriteStartObject(call);
            json.WriteStartObject("__default");
            json.WriteBoolean("enabled", true);
            json.WriteStartObject("integrations");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        WriteEmptyObject(json, "edgeFunction");
        json.WriteBoolean("analyticsNextEnabled", true);
        WriteEmptyObject(json, "middlewareSettings");
        WriteEmptyObject(json, "enabledMiddleware");
        json.WriteStartObject("metrics");
        json.WriteNumber("sampleRate", 0);
        json.WriteEndObject();
        json.WriteBoolean("legacyVideoPluginsEnabled", false);
        WriteEmptyArray(json, "remotePlugins");
        json.WriteEndObject();
    }

    private static void WriteRudder(Utf8JsonWriter json, string writeKey)
    {
        json.WriteStartObject();
        json.WriteStartObject("source");
        json.WriteString("id", "kelvin");
        json.WriteString("name", "kelvin");
        json.WriteString("writeKey", writeKey);
        json.WriteBoolean("enabled", true);
        json.WriteString("workspaceId", "kelvin");
        json.WriteStartObject("config");
        json.WriteStartObject("statsCollection");
        foreach (var kind in (ReadOnlySpan<string>)["errors", "metrics"])
        {
            json.WriteStartObject(kind);
            json.WriteBoolean("enabled", false);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
        WriteEmptyArray(json, "destinations");
        WriteEmptyArray(json, "connections");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static async Task Answer(HttpContext http, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan).AsSpan(0, 12))}\"";
        http.Response.Headers.CacheControl = CacheFor;
        http.Response.Headers.ETag = tag;
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = buffer.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
    }

    private static void WriteEmptyObject(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteEndObject();
    }

    private static void WriteEmptyArray(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }
}
