using System.Buffers;
using System.Text;

namespace Kelvin.Storage.Postgres;

/// <summary>
/// PostgreSQL's text holds neither the character zero nor half of a surrogate pair. The first is written as two others, so that
/// it comes back; the second becomes the replacement character, as in SQLite.
/// </summary>
internal static class PostgresText
{
    /// <summary>Of the private use area; what follows says what it stands for.</summary>
    private const char Mark = '\uE000';
    private static readonly SearchValues<char> Special = SearchValues.Create(['\0', Mark]);

    public static string ForDatabase(string text)
    {
        if (text.AsSpan().ContainsAny(Special)) text = text.Replace("\uE000", "\uE000m", StringComparison.Ordinal).Replace("\0", "\uE0000", StringComparison.Ordinal);
        return text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
    }

    public static string FromDatabase(string text) => !text.Contains(Mark) ? text
        : text.Replace("\uE0000", "\0", StringComparison.Ordinal).Replace("\uE000m", "\uE000", StringComparison.Ordinal);
}
