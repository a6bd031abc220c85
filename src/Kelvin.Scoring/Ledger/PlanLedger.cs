using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;

namespace Kelvin.Scoring.Ledger;

/// <summary>What one plan has announced of a lead or an account, up to the instant to which its ledger was kept.</summary>
public sealed class PlanLedger
{
    /// <summary>The ledger of somebody of whom nothing has been announced.</summary>
    public PlanLedger(LedgerPlan plan)
    {
        Plan = plan;
        BelowSince = new long?[plan.Plan.Stages.Count];
        Lowest = new long?[plan.Lines.Count];
    }

    public LedgerPlan Plan { get; }

    /// <summary>The score as it stood; null for none. Its stages are those whose <c>at</c> held.</summary>
    public Score? Score { get; set; }

    /// <summary>For each stage with <c>below</c>: since when the score has been too low for it; null while it is not.</summary>
    public long?[] BelowSince { get; }

    /// <summary>For each line that was reached before: the lowest score since; null for one that never was.</summary>
    public long?[] Lowest { get; }

    /// <summary>The last event that moved it to a stage: when, and to which stage of the plan.</summary>
    public (long At, int Stage)? LastOn { get; set; }

    /// <summary>Takes in a score that holds from an instant on.</summary>
    internal void Take(Score? score, long at)
    {
        Score = score;
        foreach (var stage in Plan.Exits)
        {
            var isBelow = score is not { } known || known.Value < Plan.Plan.Stages[stage].Below!.Score;
            BelowSince[stage] = isBelow ? BelowSince[stage] ?? at : null;
        }
        if (score is { } now) ComeBy(now.Value);
    }

    /// <summary>Takes note of how low the score was on its way.</summary>
    internal void ComeBy(long value)
    {
        for (var i = 0; i < Lowest.Length; i++)
        {
            if (value >= Plan.Lines[i]) Lowest[i] = value;
            else if (Lowest[i] is { } lowest) Lowest[i] = Math.Min(lowest, value);
        }
    }

    public PlanLedger Copy()
    {
        var copy = new PlanLedger(Plan) { Score = Score, LastOn = LastOn };
        BelowSince.CopyTo(copy.BelowSince, 0);
        Lowest.CopyTo(copy.Lowest, 0);
        return copy;
    }
}

/// <summary>What of a plan the ledger looks at.</summary>
public sealed class LedgerPlan
{
    private readonly Dictionary<string, int> movers = new(StringComparer.Ordinal);

    public LedgerPlan(Plan plan)
    {
        Plan = plan;
        Lines = [.. plan.Thresholds.Concat(plan.Stages.Select(stage => stage.At?.Score).OfType<long>()).Distinct().Order()];
        Exits = [.. Enumerable.Range(0, plan.Stages.Count).Where(i => plan.Stages[i].Below is not null)];
        for (var i = 0; i < plan.Stages.Count; i++)
        {
            foreach (var name in plan.Stages[i].On) movers[name] = i;
        }
    }

    public Plan Plan { get; }

    /// <summary>The scores whose crossing is raised, in ascending order.</summary>
    public IReadOnlyList<long> Lines { get; }

    /// <summary>The stages that have a <c>below</c>.</summary>
    internal int[] Exits { get; }

    internal bool HasMovers => movers.Count > 0;

    /// <summary>The stage to which an event moves; of several that name it the last. -1: none.</summary>
    internal int MovedBy(string eventName) => movers.GetValueOrDefault(eventName, -1);

    public int StageOf(string? name)
    {
        for (var i = 0; i < Plan.Stages.Count; i++)
        {
            if (Plan.Stages[i].Name == name) return i;
        }
        return -1;
    }
}
