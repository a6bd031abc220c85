using System.Text;

namespace Kelvin.Server.Ingest;

/// <summary>
/// Ids that name nobody: what broken tracking code sends in place of an id. Taken at their word they would
/// unite all strangers into one lead, so a call is read as if it did not have them. Case does not matter.
/// </summary>
public static class BlockedIds
{
    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "null", "undefined", "none", "nil", "nan", "n/a", "not set", "(not set)", "unknown", "anonymous", "guest",
            "not_authenticated", "true", "false", "-1", "[object object]",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly int Longest = Values.Max(value => value.Length);

    public static bool Contains(ReadOnlySpan<byte> id)
    {
        if (id.IndexOfAnyExcept((byte)'0', (byte)'-') < 0) return true;
        if (id.Length > Longest) return false;
        foreach (var value in Values)
        {
            if (value.Length == id.Length && Ascii.EqualsIgnoreCase(value, id)) return true;
        }
        return false;
    }
}
