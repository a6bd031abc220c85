using System.Security.Cryptography;
using System.Text.Json;
using Kelvin.Server.Ingest;

namespace Kelvin.Server.Import;

/// <summary>Who a row is about.</summary>
internal readonly record struct RowLead(string? UserId, string? AnonymousId, string? Email)
{
    public bool IsNobody => UserId is null && AnonymousId is null && Email is null;
}

/// <summary>Writes the calls that rows become.</summary>
internal static class RowCall
{
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

    private static byte[] Json(string type, in RowLead lead, string? messageId, long? at, Action<Utf8JsonWriter> rest) =>
        WrittenCall.Json(type, lead.UserId, lead.AnonymousId, lead.Email, messageId, at, rest);
}
