using System.Text.Json;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Values;
using Kelvin.Server.Access;

namespace Kelvin.Server.Segments;

/// <summary>Checks a segment, all of it at once, and reads its condition by the grammar of plans.</summary>
internal static class SegmentReader
{
    private const int LongestName = 200;
    private const int TestsMost = 20;
    private const int ValuesMost = 100;
    private const long LongestWithin = 3_650L * 86_400_000;
    private const string Place = "stages[0].at.when";

    public static List<FieldProblem> Problems(SegmentDocument document)
    {
        var problems = new List<FieldProblem>();
        if (string.IsNullOrWhiteSpace(document.Name) || document.Name.Length > LongestName) problems.Add(new("name", $"A name has 1 to {LongestName} characters."));
        if (document.When is { } when) problems.AddRange(StageOf(when).Problems.Select(problem => new FieldProblem(problem.Path.Replace(Place, "when", StringComparison.Ordinal), problem.Message)));
        if (document is { When: null, Stages: not { Count: > 0 }, Scores: not { Count: > 0 } }) problems.Add(new("when", "A segment asks for something: when, scores or stages."));
        if (document.Stages is { Count: > ValuesMost }) problems.Add(new("stages", $"At most {ValuesMost} stages."));
        if (document.Scores is { Count: > TestsMost }) problems.Add(new("scores", $"At most {TestsMost} plans."));
        else foreach (var (test, i) in (document.Scores ?? []).Select((test, i) => (test, i))) CheckTest(test, $"scores[{i}]", problems);
        return problems;
    }

    /// <summary>The condition as the stage of a plan, whose <c>at</c> it is.</summary>
    public static PlanReading StageOf(JsonElement when) =>
        PlanReader.Read($$"""{"plan":"segments","stages":[{"name":"segment","at":{"when": {{when.GetRawText()}} } }]}""");

    /// <summary>Milliseconds; the duration was checked when the segment was saved.</summary>
    public static long WithinOf(ScoreMove move) => Durations.TryRead(move.Within, out var milliseconds) ? milliseconds : 0;

    private static void CheckTest(ScoreTest test, string path, List<FieldProblem> problems)
    {
        if (string.IsNullOrWhiteSpace(test.Plan)) problems.Add(new(path + ".plan", "A test of scores names a plan."));
        if (test.Side is not (null or "score" or "fit" or "engagement")) problems.Add(new(path + ".side", "side is score, fit or engagement."));
        CheckMove(test.Fell, path + ".fell", problems);
        CheckMove(test.Rose, path + ".rose", problems);
        foreach (var list in (IReadOnlyList<string>?[])[test.Grades, test.Levels, test.Labels, test.Verdicts])
            if (list is { Count: > ValuesMost }) problems.Add(new(path, $"At most {ValuesMost} values."));
    }

    private static void CheckMove(ScoreMove? move, string path, List<FieldProblem> problems)
    {
        if (move is null) return;
        if (move.By < 1) problems.Add(new(path + ".by", "by is 1 point or more."));
        if (!Durations.TryRead(move.Within ?? "", out var within) || within is <= 0 or > LongestWithin) problems.Add(new(path + ".within", "within is " + Durations.Allowed + ", at most ten years."));
    }
}
