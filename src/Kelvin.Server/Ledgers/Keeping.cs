using Kelvin.Scoring.Ledger;
using Kelvin.Scoring.Scores;
using Kelvin.Storage.Ledgers;

namespace Kelvin.Server.Ledgers;

/// <summary>Ledgers as the store keeps them, and as the walk needs them.</summary>
internal static class Keeping
{
    /// <summary>What a plan announced, in the words of the version that scores now.</summary>
    public static PlanLedger Open(LedgerPlan plan, KeptPlan? kept)
    {
        var ledger = new PlanLedger(plan);
        if (kept is null) return ledger;
        ulong holding = 0;
        foreach (var stage in kept.Holding)
        {
            if (plan.StageOf(stage) is >= 0 and var number) holding |= 1UL << number;
        }
        if (kept.Score is { } score) ledger.Score = score with { Stages = holding };
        foreach (var (stage, since) in kept.Below)
        {
            if (plan.StageOf(stage) is >= 0 and var number) ledger.BelowSince[number] = since;
        }
        for (var i = 0; i < plan.Lines.Count; i++)
        {
            foreach (var (line, lowest) in kept.Lowest)
            {
                if (line == plan.Lines[i]) ledger.Lowest[i] = lowest;
            }
        }
        if (kept.LastOn is { } last && plan.StageOf(last.Stage) is >= 0 and var moved) ledger.LastOn = (last.At, moved);
        return ledger;
    }

    public static KeptPlan Close(PlanLedger ledger, int number, int version)
    {
        var stages = ledger.Plan.Plan.Stages;
        var holding = stages.Where((_, i) => ledger.Score is { } score && score.StageHolds(i)).Select(stage => stage.Name).ToArray();
        var below = ledger.BelowSince.Select((since, i) => (stages[i].Name, since)).Where(pair => pair.since is not null).Select(pair => (pair.Name, pair.since!.Value)).ToArray();
        var lowest = ledger.Lowest.Select((value, i) => (ledger.Plan.Lines[i], value)).Where(pair => pair.value is not null).Select(pair => (pair.Item1, pair.value!.Value)).ToArray();
        return new KeptPlan(number, version, ledger.Score, holding, below, lowest, ledger.LastOn is { } last ? (last.At, stages[last.Stage].Name) : null);
    }

    /// <summary>Where time was set back, what was kept of a time that has not come yet counts as of now.</summary>
    public static KeptLedger? NotAfter(KeptLedger? kept, long now)
    {
        if (kept is null || kept.Until <= now) return kept;
        var plans = kept.Plans.Select(plan => plan with
        {
            Below = [.. plan.Below.Select(below => (below.Stage, Math.Min(below.Since, now)))],
            LastOn = plan.LastOn is { } last ? (Math.Min(last.At, now), last.Stage) : null,
        });
        return new KeptLedger(now, kept.Place with { Since = Math.Min(kept.Place.Since, now) }, [.. plans]);
    }

    public static PlanNews NewsOf(KeptPlan? kept, int version, bool raises) =>
        kept?.Version == version ? PlanNews.None : raises ? PlanNews.Raised : PlanNews.Silent;
}
