using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Ledger;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Accounts;
using Kelvin.Server.Leads;
using Kelvin.Server.Scores;
using Kelvin.Server.Segments;
using Kelvin.Storage.Ledgers;

namespace Kelvin.Server.Ledgers;

/// <summary>
/// A lead whose ledger is brought to now, with all that this takes: what it is made of came from the store, the walk itself
/// asks nothing more, so it runs on any thread, and what came of it is written after.
/// </summary>
internal sealed class LeadWalk(LeadDraft lead, Timeline timeline, ActivePlans plans, AccountBook accounts, WalkStart start, PlanLedger[] ledgers, PlanNews[] news, long partsFrom)
{
    private readonly Dictionary<(string Plan, long At), IReadOnlyList<Part>> parts = [];
    private WalkEnd? end;

    public LeadDraft Lead => lead;
    public Timeline Timeline => timeline;
    public ActivePlans Plans => plans;
    public Funnel Funnel => start.Funnel;
    public WalkEnd End => end ?? throw new InvalidOperationException("The walk has not been gone.");
    public KeptLedger? Kept { get; private set; }

    /// <summary>The scores at now, one for each lead plan.</summary>
    public Score?[] Scores { get; private set; } = [];

    /// <summary>Their next changes.</summary>
    public NextChange?[] Next { get; private set; } = [];

    /// <summary>The segments that it is in at now.</summary>
    public Membership Segments { get; private set; }

    /// <summary>What the score of a plan was made of at the instant of something raised.</summary>
    public IReadOnlyList<Part> PartsAt(string plan, long at) => parts.GetValueOrDefault((plan, at)) ?? [];

    public void Go(LedgerKeeper keeper)
    {
        end = keeper.Keep(timeline, accounts.Known, ledgers, news, start);
        foreach (var crossing in end.Crossings) KeepParts(crossing.Plan, crossing.Evaluated);
        foreach (var move in end.Moves) KeepParts(move.Plan!, move.Evaluated);
        var kept = new KeptPlan[ledgers.Length];
        (Scores, Next) = (new Score?[ledgers.Length], new NextChange?[ledgers.Length]);
        for (var i = 0; i < ledgers.Length; i++)
        {
            var plan = plans.Leads[i];
            kept[i] = Keeping.Close(ledgers[i], plan.Number, plan.Version);
            // A walk that was cut short knows of another instant.
            Scores[i] = end.IsCutShort ? plan.Scorer.Score(timeline, accounts.Known, start.Now) : ledgers[i].Score;
            Next[i] = end.IsCutShort ? plan.Scorer.NextChange(timeline, accounts.Known, start.Now) : ledgers[i].Score is null ? null : end.NextChanges[i];
        }
        Segments = SegmentsOf(Scores, start.Now);
        Kept = new KeptLedger(end.Until!.Value, end.Place, kept);
    }

    /// <summary>The segments that it was in at another instant, with what is known today.</summary>
    public Membership SegmentsAt(long at)
    {
        var then = SegmentsOf([.. plans.Leads.Select(plan => plan.Scorer.Score(timeline, accounts.Known, at))], at);
        var changes = plans.Leads.Select(plan => plan.Scorer.NextChange(timeline, accounts.Known, at)?.At).Append(then.Due).OfType<long>();
        return then with { Due = changes.Cast<long?>().Min() };
    }

    private Membership SegmentsOf(IReadOnlyList<Score?> scores, long at) =>
        plans.Segments.Of(new AskedLead(timeline, accounts.Known, plans.Set.LeadPlans, scores, End.Place.Stage, at), plans.Set.Watched);

    private void KeepParts(string plan, long at)
    {
        if (at < partsFrom || parts.ContainsKey((plan, at))) return;
        parts.Add((plan, at), plans.Set.FindLeadPlan(plan)!.PartsAt(timeline, accounts.Known, at));
    }
}
