using System.Collections.Frozen;
using System.Text;

namespace Kelvin.Server.Ingest;

/// <summary>
/// Ids that name nobody: what broken tracking code sends in place of an id. Taken at their word they would
/// unite all strangers into one lead, so a call is read as if it did not have them.
/// </summary>
public static class BlockedIds
{
    private static readonly FrozenSet<string> Values = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "null", "undefined", "none", "nil", "nan", "n/a", "not set", "(not set)", "unknown", "anonymous", "guest",
        "not_authenticated", "true", "false", "-1", "[object object]");

    private const int Longest = 17;

    public static bool Contains(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOfAnyExcept((byte)'0', (byte)'-') < 0) return true;
        return utf8.Length <= Longest && Values.Contains(Encoding.UTF8.GetString(utf8));
    }

    public static bool Contains(string id) =>
        id.AsSpan().IndexOfAnyExcept('0', '-') < 0 || (id.Length <= Longest && Values.Contains(id));
}
