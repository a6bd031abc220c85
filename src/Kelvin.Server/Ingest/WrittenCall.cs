using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Ingest;

/// <summary>Writes calls that nobody sent: those that rows of files become, and those that follow from others.</summary>
internal static class WrittenCall
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="email">Of an identify call it stands in the traits, which the caller writes.</param>
    /// <param name="at">Milliseconds since 1970; null: the call states no time.</param>
    /// <param name="rest">Writes the other members.</param>
    /// <param name="by">The person who did it, in words.</param>
    public static byte[] Json(string type, string? userId, string? anonymousId, string? email, string? messageId, long? at, Action<Utf8JsonWriter> rest, string? by = null)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            if (userId is not null) json.WriteString("userId", userId);
            if (anonymousId is not null) json.WriteString("anonymousId", anonymousId);
            if (messageId is not null) json.WriteString("messageId", messageId);
            if (at is { } instant) json.WriteString("timestamp", Dates.ToText(instant));
            WriteContext(json, type == "identify" ? null : email, by);
            rest(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A call that binds a lead to an account.</summary>
    public static byte[] Group(string? userId, string? anonymousId, string? email, string messageId, long? at, string accountId, string? domain = null, string? by = null) =>
        Json("group", userId, anonymousId, email, messageId, at, json =>
        {
            json.WriteString("groupId", accountId);
            if (domain is null) return;
            json.WriteStartObject("traits");
            json.WriteString("domain", domain);
            json.WriteEndObject();
        }, by);

    private static void WriteContext(Utf8JsonWriter json, string? email, string? by)
    {
        if (email is null && by is null) return;
        json.WriteStartObject("context");
        if (email is not null)
        {
            json.WriteStartObject("traits");
            json.WriteString("email", email);
            json.WriteEndObject();
        }
        if (by is not null) json.WriteString("by", by);
        json.WriteEndObject();
    }
}
