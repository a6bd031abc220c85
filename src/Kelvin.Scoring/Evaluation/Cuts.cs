using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;

namespace Kelvin.Scoring.Evaluation;

/// <summary>
/// Where a change of points becomes a crossing: the scores and engagements at which a level, a verdict, a stage or a line
/// begins. A search that asks for crossings alone need not stop at every point that fades away.
/// </summary>
internal sealed class Cuts
{
    private readonly Finish finish;
    private readonly long[] scores;
    private readonly long[] engagements;

    /// <param name="lines">Scores whose crossing is raised.</param>
    public Cuts(Plan plan, Finish finish, IEnumerable<long> lines)
    {
        this.finish = finish;
        scores = [.. lines.Concat(plan.Verdicts.Select(v => v.Score).OfType<long>()).Concat(plan.Stages.Select(s => s.Below?.Score).OfType<long>()).Distinct()];
        engagements = [.. plan.Levels.Select(l => l.From).OfType<long>().Concat(plan.Stages.Select(s => s.At?.Engagement).OfType<long>()).Distinct()];
    }

    /// <summary>Whether there is a crossing between two scores.</summary>
    public bool Differ(Score? left, Score? right)
    {
        if (left is not { } one || right is not { } other) return left is not null || right is not null;
        if (one.Grade != other.Grade || one.Level != other.Level || one.Verdict != other.Verdict || one.Stages != other.Stages) return true;
        foreach (var cut in scores)
        {
            if (one.Value >= cut != other.Value >= cut) return true;
        }
        return false;
    }

    /// <summary>Whether some engagement between two bounds could be on another side of a cut than others, all else being equal.</summary>
    public bool LieBetween(long fit, long low, long high)
    {
        foreach (var cut in engagements)
        {
            if (low >= cut != high >= cut) return true;
        }
        if (scores.Length == 0) return false;
        long least = finish.Bounded(fit, low), most = finish.Bounded(fit, high);
        foreach (var cut in scores)
        {
            if (least >= cut != most >= cut) return true;
        }
        return false;
    }
}
