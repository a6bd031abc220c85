using Kelvin.Scoring.Plans;
using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

/// <summary>
/// Reads a plan with one thing wrong. A '▸' in its text marks where the problem must be said to be; it is taken out before reading.
/// That there is exactly one problem matters as much: a plan's author must not be told three things for one slip.
/// </summary>
internal static class BadPlan
{
    private const char Marker = '▸';

    /// <summary>The line <c>plan: p</c> goes before the text.</summary>
    public static void Has(string body, string path, string words) => HasDocument("plan: p\n" + body, path, words);

    /// <summary>In an engagement rule named A.</summary>
    public static void HasEvent(string rule, string path, string words) =>
        Has($"engagement: {{ rules: [{{ name: A, {rule} }}] }}", path.Length == 0 ? "engagement.rules[0]" : "engagement.rules[0]." + path, words);

    /// <summary>In a fit rule named A.</summary>
    public static void HasFit(string rule, string path, string words) =>
        Has($"fit: {{ rules: [{{ name: A, {rule} }}] }}", path.Length == 0 ? "fit.rules[0]" : "fit.rules[0]." + path, words);

    /// <summary>In the condition of the audience.</summary>
    public static void HasCondition(string condition, string path, string words) => Has($"audience: {condition}", "audience" + path, words);

    public static void HasDocument(string marked, string path, string words) =>
        Has(marked, path, words, reading => reading.Problems);

    /// <summary>The plan is valid, but for one thing that is probably not meant. The line <c>plan: p</c> goes before the text.</summary>
    public static void Warns(string body, string path, string words) => Has("plan: p\n" + body, path, words, reading =>
    {
        Assert.Empty(reading.Problems);
        return reading.Warnings;
    });

    private static void Has(string marked, string path, string words, Func<PlanReading, IReadOnlyList<PlanProblem>> said)
    {
        var at = marked.IndexOf(Marker);
        var text = at < 0 ? marked : marked.Remove(at, 1);
        var problem = Assert.Single(said(PlanReader.Read(text)));
        Assert.Contains(words, problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(path, problem.Path);
        if (at >= 0) Assert.Equal(Place(text, at), (problem.Line, problem.Column));
    }

    private static (int, int) Place(string text, int at)
    {
        var before = text[..at];
        return (before.Count(c => c == '\n') + 1, at - before.LastIndexOf('\n'));
    }
}
