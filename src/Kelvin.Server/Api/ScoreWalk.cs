using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Accounts;

namespace Kelvin.Server.Api;

internal sealed record ScorePoint(
    DateTimeOffset At, long? Fit, long? Engagement, long? Score, string? Grade, string? Level, string? Label, string? Verdict);

internal sealed record ScoreHistory(IReadOnlyList<ScorePoint> Items, string? NextCursor);

/// <summary>
/// Walks through time from change to change: to the next event of the lead or its account, or of the account's leads, or to where the score changes by
/// itself, whichever is first. A point is where anything of the score differs from what it was before.
/// </summary>
internal static class ScoreWalk
{
    /// <summary>Instants that one request looks at; most of them may change nothing.</summary>
    private const int StepsMost = 5_000;
    private const int StepsLeast = 50;

    public static ScoreHistory Of(LeadScorer scorer, ShapeTable shapes, LeadHistory lead, AccountBook accounts, long from, long to, int most)
    {
        var timeline = new Timeline();
        timeline.Fill(lead, shapes);
        return Walk(EventTimes([lead], accounts), at => (scorer.Score(timeline, accounts.Find, at), scorer.NextChange(timeline, accounts.Find, at)), Math.Max(from, lead.FirstSeen), to, most, StepsMost);
    }

    /// <summary>Of an account each step looks at all its leads, so that it takes fewer of them.</summary>
    public static ScoreHistory Of(AccountScorer scorer, AccountHistory account, List<LeadHistory> candidates, AccountBook accounts, long from, long to, int most)
    {
        var timelines = scorer.TimelinesOf(candidates);
        return Walk(EventTimes(candidates, accounts), at => scorer.ScoreAndNext(account, timelines, accounts.Find, at), Math.Max(from, account.FirstSeen), to, most, Math.Max(StepsMost / (1 + candidates.Count), StepsLeast));
    }

    private static ScoreHistory Walk(long[] instants, Func<long, (Score? Score, NextChange? Next)> scoreAt, long at, long to, int most, int stepsMost)
    {
        var points = new List<ScorePoint>();
        Score? last = null;
        for (var step = 0; at <= to; step++)
        {
            if (step == stepsMost || points.Count == most) return new ScoreHistory(points, Paging.Cursor(at));
            var (score, byItself) = scoreAt(at);
            if (points.Count == 0 || !Same(score, last)) points.Add(Point(at, score));
            last = score;
            var next = Array.BinarySearch(instants, at + 1);
            if (next < 0) next = ~next;
            at = Math.Min(next < instants.Length ? instants[next] : long.MaxValue, byItself?.At ?? long.MaxValue);
        }
        return new ScoreHistory(points, null);
    }

    private static long[] EventTimes(IReadOnlyList<LeadHistory> leads, AccountBook accounts)
    {
        var times = new SortedSet<long>(leads.SelectMany(lead => lead.Events).Select(e => e.Timestamp));
        foreach (var account in leads.SelectMany(lead => lead.Events).Select(e => e.GroupId).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (accounts.Find(account) is not { } history) continue;
            foreach (var fact in history.Facts) times.Add(fact.Timestamp);
        }
        return [.. times];
    }

    /// <summary>Stages may hold or not at one and the same score; they are not shown, so a point does not differ by them.</summary>
    private static bool Same(Score? left, Score? right) =>
        left is { } one && right is { } other ? (one with { Stages = 0 }).Equals(other with { Stages = 0 }) : left is null && right is null;

    private static ScorePoint Point(long at, Score? score) => new(
        Instants.Of(at), score?.Fit, score?.Engagement, score?.Value, score?.Grade, score?.Level, score?.Label, score?.Verdict);
}
