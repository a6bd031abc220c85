using System.Buffers;

namespace Kelvin.Server.Documents;

/// <summary>A cell of comma-separated values (RFC 4180).</summary>
internal static class CsvCell
{
    private const string FormulaSigns = "=+-@\t\r\n\0＝＋－＠";

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n");

    /// <summary>
    /// A text from outside. A spreadsheet takes one that begins like a formula for a formula, and would run what a stranger
    /// wrote; an apostrophe before it makes it text.
    /// </summary>
    public static string? Of(string? text) => string.IsNullOrEmpty(text) ? text : Quoted(IsFormula(text) ? "'" + text : text);

    public static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(NeedQuotes) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool IsFormula(string text) => FormulaSigns.Contains(text.TrimStart(' ') is { Length: > 0 } trimmed ? trimmed[0] : text[0]);
}
