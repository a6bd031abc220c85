using System.Buffers;

namespace Kelvin.Server.Documents;

/// <summary>A cell of comma-separated values (RFC 4180).</summary>
internal static class CsvCell
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    /// <summary>A spreadsheet takes a text that begins like this for a formula, and would run what a stranger wrote; a quote before it makes it text.</summary>
    public static string? Of(string? text)
    {
        if (string.IsNullOrEmpty(text)) return text;
        if (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\0' or '＝' or '＋' or '－' or '＠') text = "'" + text;
        return text.AsSpan().IndexOfAny(Quoted) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
