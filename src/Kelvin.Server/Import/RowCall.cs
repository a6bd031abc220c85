using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Import;

/// <summary>Who a row is about.</summary>
internal readonly record struct RowLead(string? UserId, string? AnonymousId, string? Email)
{
    public bool IsNobody => UserId is null && AnonymousId is null && Email is null;
}

/// <summary>Writes the calls that rows become.</summary>
internal static class RowCall
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// A call whose messageId follows from what it says (from <paramref name="said"/>, else from <paramref name="stated"/> and the
    /// rest), so that the same row makes the same message whenever and wherever it is read.
    /// </summary>
    /// <param name="stated">The time that the row states; null: it states none, and happened at <paramref name="at"/>.</param>
    public static byte[] Write(string type, in RowLead lead, long? stated, long at, Action<Utf8JsonWriter> rest, string? messageId = null, string? said = null, int repeat = 0)
    {
        if (messageId is null)
        {
            var hash = said is null ? SHA256.HashData(Json(type, lead, null, stated, rest)) : SHA256.HashData(Json(type, lead, said, stated, _ => { }));
            messageId = $"row-{Convert.ToHexStringLower(hash.AsSpan(0, 12))}{(repeat > 0 ? $"-{repeat}" : "")}";
        }
        return Json(type, lead, messageId, stated ?? at, rest);
    }

    /// <summary>What tells a call from others, for counting equal ones.</summary>
    public static UInt128 Print(byte[] call) => BitConverter.ToUInt128(SHA256.HashData(call));

    private static byte[] Json(string type, in RowLead lead, string? messageId, long? at, Action<Utf8JsonWriter> rest)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            if (lead.UserId is not null) json.WriteString("userId", lead.UserId);
            if (lead.AnonymousId is not null) json.WriteString("anonymousId", lead.AnonymousId);
            if (messageId is not null) json.WriteString("messageId", messageId);
            if (at is { } instant) json.WriteString("timestamp", Dates.ToText(instant));
            // An identify call says the address itself, as a trait.
            if (type != "identify" && lead.Email is not null)
            {
                json.WriteStartObject("context");
                json.WriteStartObject("traits");
                json.WriteString("email", lead.Email);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            rest(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
