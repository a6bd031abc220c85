using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Ledger;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Accounts;
using Kelvin.Server.Identity;
using Kelvin.Server.Leads;
using Kelvin.Server.Scores;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ledgers;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Ledgers;

/// <summary>What changed? Brings a lead's ledger to now, and records what that raises.</summary>
internal sealed class LeadLedger(Store store, IdentityBook identities, FunnelBook funnels)
{
    /// <summary>Of what happened longer before the lead was first heard of, the parts are not kept: a whole history came in at once.</summary>
    private const long FreshFor = 24 * 60 * 60 * 1000;

    private readonly Record record = new(store);
    private PlanSet? set;
    private LedgerKeeper? keeper;

    /// <summary>The scores at now and their next changes, one for each lead plan.</summary>
    public (IReadOnlyList<Score?> Scores, IReadOnlyList<NextChange?> Next) Keep(
        Session tx, LeadDraft lead, Timeline timeline, ActivePlans plans, AccountBook accounts, long now)
    {
        if (set != plans.Set) (set, keeper) = (plans.Set, new LedgerKeeper(plans.Set));
        var isParted = false;
        var was = Keeping.NotAfter(lead.Ledger ?? lead.Inherited(out isParted), now);
        var kept = plans.Leads.Select(plan => was?.Plans.FirstOrDefault(one => one.Number == plan.Number)).ToList();
        var ledgers = plans.Leads.Select((_, i) => Keeping.Open(keeper!.LeadPlans[i], kept[i])).ToList();
        var news = plans.Leads.Select((plan, i) => isParted ? PlanNews.Raised : Keeping.NewsOf(kept[i], plan.Version, plan.Raises)).ToList();
        var funnel = FunnelOf(tx, plans);

        var end = keeper!.Keep(timeline, accounts.Find, ledgers, news, new WalkStart(was?.Until, was?.Place ?? Placement.Nowhere, funnel, now));
        Raise(tx, lead, timeline, plans, accounts, end, funnel, was is null ? now - FreshFor : long.MinValue, now);
        lead.Ledger = new KeptLedger(end.Until!.Value, end.Place, [.. plans.Leads.Select((plan, i) => Keeping.Close(ledgers[i], plan.Number, plan.Version))]);
        if (end.IsCutShort)
        {
            store.Work.Queue(tx, WorkKind.Lead, lead.Id, now);
            lead.DueAt = null;
            return ([.. plans.Leads.Select(plan => plan.Scorer.Score(timeline, accounts.Find, now))], [.. plans.Leads.Select(plan => plan.Scorer.NextChange(timeline, accounts.Find, now))]);
        }
        // The row may say too early: the index on it need not follow every event that puts the change off.
        if (!(lead.DueAt > now && lead.DueAt <= end.Due)) lead.DueAt = end.Due;
        return ([.. ledgers.Select(ledger => ledger.Score)], [.. end.NextChanges.Select((next, i) => ledgers[i].Score is null ? null : next)]);
    }

    /// <summary>Somebody moves the lead, whose ledger was just brought to now. Null: there is no such stage. One who is there already stays, and nothing is recorded.</summary>
    public StageMove? Move(Session tx, LeadDraft lead, ActivePlans plans, string stage, string? reason, string by, long now)
    {
        var funnel = FunnelOf(tx, plans);
        if (!funnel.Has(stage)) return null;
        var ledger = lead.Ledger ?? new KeptLedger(now, Placement.Nowhere, []);
        var move = new StageMove(ledger.Place.Stage, stage, MoveCause.Person, null, now, false, false, now, null);
        if (move.From == move.To) return move;
        lead.Ledger = ledger with { Place = new Placement(stage, now, MoveCause.Person, null) };
        // It may have to leave the stage again sooner than it would have left the last.
        lead.DueAt = now;
        var scores = plans.Leads.Select(plan => (Plan: plan, Score: ledger.Plans.FirstOrDefault(one => one.Number == plan.Number)?.Score))
            .Where(pair => pair.Score is not null).Select(pair => new PlanScore(pair.Plan.Scorer.Plan.Id, pair.Plan.Version, pair.Score!.Value));
        record.Raise(tx, AboutOf(tx, lead), move, funnel, new Said(by, reason, [.. scores]), now);
        return move;
    }

    private void Raise(Session tx, LeadDraft lead, Timeline timeline, ActivePlans plans, AccountBook accounts, WalkEnd end, Funnel funnel, long partsFrom, long now)
    {
        if (end.Crossings.Count + end.Moves.Count == 0) return;
        var parts = new Dictionary<(string, long), IReadOnlyList<Part>>();
        record.Raise(tx, AboutOf(tx, lead), end, funnel, id => VersionOf(plans, id), PartsAt, now);

        IReadOnlyList<Part> PartsAt(string plan, long at)
        {
            if (at < partsFrom) return [];
            if (!parts.TryGetValue((plan, at), out var found)) parts.Add((plan, at), found = plans.Set.FindLeadPlan(plan)!.PartsAt(timeline, accounts.Find, at));
            return found;
        }
    }

    private Funnel FunnelOf(Session tx, ActivePlans plans) => funnels.Read(tx).With(plans.Set.LeadPlans.Select(scorer => scorer.Plan));

    private static (int Number, int Version) VersionOf(ActivePlans plans, string id)
    {
        var plan = plans.Leads.First(plan => plan.Scorer.Plan.Id == id);
        return (plan.Number, plan.Version);
    }

    private About AboutOf(Session tx, LeadDraft lead)
    {
        var names = lead.Streams.Select(stream => identities.Find(tx, stream.Stream)?.Named).OfType<LeadIdentity>().Order().ToList();
        var users = names.Where(name => name.Kind == IdentityKind.User).Select(name => name.Value).ToList();
        var userId = users.Find(value => store.Key.IdentityOf(IdentityKind.User, value) == lead.Id) ?? users.FirstOrDefault();
        return new About(lead.Id, userId, names.Where(name => name.Kind == IdentityKind.Email).Select(name => name.Value).FirstOrDefault(), null, lead.Marker);
    }
}
