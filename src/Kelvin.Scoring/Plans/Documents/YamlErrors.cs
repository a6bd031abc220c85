using Kelvin.Scoring.Plans.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kelvin.Scoring.Plans.Documents;

/// <summary>Says in a plan author's words, and at the right place, what the YAML reader stumbled over.</summary>
internal static class YamlErrors
{
    /// <param name="open">The lists and mappings that were begun and not ended, the innermost first.</param>
    public static void Explain(string text, Exception error, ParsingEvent? last, IEnumerable<NodeEvent> open, Problems problems)
    {
        var mark = error is YamlException known ? known.Start : last?.End ?? Mark.Empty;
        var at = Math.Clamp((int)mark.Index, 0, text.Length);
        if (error.Message.Contains(" tab ", StringComparison.Ordinal) && FirstTab(text, at) is { } tab) (at, mark) = (tab, default);
        var (line, column) = SourceText.Place(text, at);
        if (Unclosed(open) is { } bracket && (error is not YamlException || at >= text.TrimEnd().Length || error.Message.Contains("did not find expected ','", StringComparison.Ordinal)))
        {
            var sign = bracket is SequenceStart ? "[" : "{";
            problems.Add((int)bracket.Start.Line, (int)bracket.Start.Column, "", $"The '{sign}' here is not closed, or a comma is missing behind it.");
            return;
        }
        var (message, allowed) = Said(text, at, error.Message);
        problems.Add(line, column, "", message, allowed);
    }

    private static NodeEvent? Unclosed(IEnumerable<NodeEvent> open) =>
        open.FirstOrDefault() switch
        {
            SequenceStart { Style: SequenceStyle.Flow } list => list,
            MappingStart { Style: MappingStyle.Flow } mapping => mapping,
            _ => null,
        };

    private static (string Message, string? Allowed) Said(string text, int at, string message)
    {
        var c = at < text.Length ? text[at] : '\n';
        if (c == '\t') return ("A tab stands where YAML wants spaces.", "spaces");
        if (c is '*' or '&' or '!' or '@' or '%' or '`') return ($"A value that starts with '{c}' needs quotes.", $"\"{c}...\" in quotes");
        if (c is '"' or '\'') return ($"The text in quotes that starts here is not closed, or it is not well written: {Lower(message)}", null);
        if (message.Contains("invalid mapping", StringComparison.Ordinal)) return ("A ': ' within a value: it needs quotes, or the line is indented wrongly.", "quotes around a value with ': '");
        return ($"This is not YAML: {Lower(message)}", null);
    }

    private static string Lower(string message) => message.Length == 0 ? message : char.ToLowerInvariant(message[0]) + message[1..];

    /// <summary>The first tab in the indentation of a line, from the line of that place on.</summary>
    private static int? FirstTab(string text, int from)
    {
        var start = from == 0 ? 0 : text.LastIndexOf('\n', from - 1) + 1;
        while (start < text.Length)
        {
            var at = start;
            while (at < text.Length && text[at] == ' ') at++;
            if (at < text.Length && text[at] == '\t') return at;
            var next = text.IndexOf('\n', at);
            if (next < 0) return null;
            start = next + 1;
        }
        return null;
    }
}
