using System.Text;
using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Reading;

namespace Kelvin.Scoring.Plans;

/// <summary>
/// Reads plans written in YAML 1.2 or JSON (scoring.md 2). A plan is the work of people, and may come from a stranger: every
/// problem is told at once with its place, and no text, however large or odd, makes the reader slow or throws.
/// </summary>
public static class PlanReader
{
    /// <summary>The plan, or everything that is wrong with it. Never throws.</summary>
    public static PlanReading Read(string text)
    {
        var problems = new Problems();
        var plan = PlanDocument.Read(text, problems) is { } root ? WholePlanReader.Read(root, text, problems) : null;
        return problems.Count == 0 ? new PlanReading(plan, []) { Warnings = problems.WarningsInOrder() } : new PlanReading(null, problems.InOrder());
    }

    /// <summary>Reads the bytes of a file: UTF-8, with or without a byte order mark.</summary>
    public static PlanReading Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > PlanLimits.TextBytes + Encoding.UTF8.Preamble.Length) return TooLarge();
        var text = Encoding.UTF8.GetString(utf8);
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        try
        {
            strict.GetCharCount(utf8);
        }
        catch (DecoderFallbackException error)
        {
            var (line, column) = SourceText.Place(text, Encoding.UTF8.GetCharCount(utf8[..Math.Clamp(error.Index, 0, utf8.Length)]));
            return new PlanReading(null, [new PlanProblem(line, column, "", "The text is not UTF-8.", "a file in UTF-8")]);
        }
        return Read(text);
    }

    private static PlanReading TooLarge()
    {
        var problems = new Problems();
        PlanDocument.SayTooLarge(problems);
        return new PlanReading(null, problems.InOrder());
    }
}
