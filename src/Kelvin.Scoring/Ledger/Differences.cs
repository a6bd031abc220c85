using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;

namespace Kelvin.Scoring.Ledger;

/// <summary>The crossings between two states of one score. Who has no score is below every line, and has no grade, level or verdict.</summary>
internal static class Differences
{
    public static void Between(PlanLedger was, Score? after, long at, bool late, long evaluated, List<Crossing> found)
    {
        var plan = was.Plan.Plan;
        var before = was.Score;
        Crossing Of(CrossingKind kind, Direction direction, string? from, string? to, long? line = null, long? fellBack = null) =>
            new(plan.Id, kind, direction, from, to, line, at, late, evaluated, after, fellBack);

        if (before?.Grade != after?.Grade) found.Add(Of(CrossingKind.Grade, Between(plan.Grades, before?.Grade, after?.Grade), before?.Grade, after?.Grade));
        if (before?.Level != after?.Level) found.Add(Of(CrossingKind.Level, Between(plan.Levels, before?.Level, after?.Level), before?.Level, after?.Level));
        if (before?.Verdict != after?.Verdict) found.Add(Of(CrossingKind.Verdict, OfVerdicts(plan, before, after), before?.Verdict, after?.Verdict));

        var lines = was.Plan.Lines;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!IsBelow(before, lines[i]) || IsBelow(after, lines[i])) continue;
            found.Add(Of(CrossingKind.Score, Direction.Up, null, null, lines[i], was.Lowest[i] is { } lowest ? Math.Max(0, lines[i] - lowest) : null));
        }
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            if (!IsBelow(before, lines[i]) && IsBelow(after, lines[i])) found.Add(Of(CrossingKind.Score, Direction.Down, null, null, lines[i]));
        }
    }

    private static bool IsBelow(Score? score, long line) => score is not { } known || known.Value < line;

    /// <summary>Up to the greater threshold; a name that the plan's version does not have is below all others.</summary>
    private static Direction Between(IReadOnlyList<Band> bands, string? before, string? after) => Rank(bands, after).CompareTo(Rank(bands, before)) > 0 ? Direction.Up : Direction.Down;

    private static (int Known, long From) Rank(IReadOnlyList<Band> bands, string? name)
    {
        if (name is null) return (0, 0);
        return bands.FirstOrDefault(band => band.Name == name) is { } found ? (2, found.From ?? long.MinValue) : (1, 0);
    }

    /// <summary>Verdicts are words, which no order ties: they go the way of the score, else of fit and engagement, else up the plan's list.</summary>
    private static Direction OfVerdicts(Plan plan, Score? before, Score? after)
    {
        if (before is not { } was || after is not { } now) return before is null ? Direction.Up : Direction.Down;
        var change = now.Value.CompareTo(was.Value);
        if (change == 0) change = (now.Fit + now.Engagement).CompareTo(was.Fit + was.Engagement);
        if (change == 0) change = PlaceOf(plan, was.Verdict).CompareTo(PlaceOf(plan, now.Verdict));
        return change > 0 ? Direction.Up : Direction.Down;
    }

    private static int PlaceOf(Plan plan, string? verdict)
    {
        if (verdict is null) return int.MaxValue;
        var given = plan.Verdicts.Select(rule => rule.Verdict).Concat(plan.Ceilings.Select(ceiling => ceiling.Verdict)).ToList();
        return given.IndexOf(verdict) is >= 0 and var place ? place : int.MaxValue - 1;
    }
}
