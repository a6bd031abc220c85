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

/// <summary>What changed? Brings leads' ledgers to now, and records what that raises.</summary>
internal sealed class LeadLedger(Store store, IdentityBook identities, FunnelBook funnels)
{
    /// <summary>Of what happened longer before the lead was first heard of, the parts are not kept: a whole history came in at once.</summary>
    private const long FreshFor = 24 * 60 * 60 * 1000;

    /// <summary>Fewer leads are walked sooner than other threads are told of them.</summary>
    private const int WorthThreads = 8;

    private readonly Record record = new(store);
    private PlanSet? set;
    private LedgerKeeper? keeper;

    /// <summary>What a lead's walk begins with.</summary>
    /// <param name="accounts">Is asked for every account of the lead: the walk finds those that were asked for before.</param>
    public LeadWalk Begin(LeadDraft lead, Timeline timeline, ActivePlans plans, AccountBook accounts, Funnel funnel, long now)
    {
        if (set != plans.Set) (set, keeper) = (plans.Set, new LedgerKeeper(plans.Set));
        var isParted = false;
        var was = Keeping.NotAfter(lead.Ledger ?? lead.Inherited(out isParted), now);
        var ledgers = new PlanLedger[plans.Leads.Count];
        var news = new PlanNews[ledgers.Length];
        for (var i = 0; i < ledgers.Length; i++)
        {
            var plan = plans.Leads[i];
            var kept = was?.Plans.FirstOrDefault(one => one.Number == plan.Number);
            ledgers[i] = Keeping.Open(keeper!.LeadPlans[i], kept);
            news[i] = isParted ? PlanNews.Raised : Keeping.NewsOf(kept, plan.Version, plan.Raises);
        }
        if (plans.LookAtAccounts)
        {
            foreach (var account in timeline.AccountIds) accounts.Find(account);
        }
        var start = new WalkStart(was?.Until, was?.Place ?? Placement.Nowhere, funnel, now);
        return new LeadWalk(lead, timeline, plans, accounts, start, ledgers, news, was is null ? now - FreshFor : long.MinValue);
    }

    /// <summary>Goes all walks, on as many cores as there are.</summary>
    public void Go(IReadOnlyList<LeadWalk> walks)
    {
        if (walks.Count >= WorthThreads) Parallel.ForEach(walks, walk => walk.Go(keeper!));
        else foreach (var walk in walks) walk.Go(keeper!);
    }

    /// <summary>Records what a walk has raised, and when the lead is to be looked at again.</summary>
    public void End(Session tx, LeadWalk walk, long now)
    {
        var (lead, end) = (walk.Lead, walk.End);
        if (end.Crossings.Count + end.Moves.Count > 0) record.Raise(tx, AboutOf(tx, lead), end, walk.Funnel, id => VersionOf(walk.Plans, id), walk.PartsAt, now);
        lead.Ledger = walk.Kept;
        if (end.IsCutShort)
        {
            store.Work.Queue(tx, WorkKind.Lead, lead.Id, now);
            lead.DueAt = null;
        }
        // The row may say too early: the index on it need not follow every event that puts the change off.
        else if (!(lead.DueAt > now && lead.DueAt <= end.Due)) lead.DueAt = end.Due;
    }

    /// <summary>The funnel, with the stages that plans name and it lacks.</summary>
    public Funnel FunnelOf(Session tx, ActivePlans plans) => funnels.Read(tx).With(plans.Set.LeadPlans.Select(scorer => scorer.Plan));

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

    private static (int Number, int Version) VersionOf(ActivePlans plans, string id)
    {
        var plan = plans.Leads.First(plan => plan.Scorer.Plan.Id == id);
        return (plan.Number, plan.Version);
    }

    public About AboutOf(Session tx, LeadDraft lead)
    {
        var names = lead.Streams.Select(stream => identities.Find(tx, stream.Stream)?.Named).OfType<LeadIdentity>().Order().ToList();
        var users = names.Where(name => name.Kind == IdentityKind.User).Select(name => name.Value).ToList();
        var userId = users.Find(value => store.Key.IdentityOf(IdentityKind.User, value) == lead.Id) ?? users.FirstOrDefault();
        return new About(lead.Id, userId, names.Where(name => name.Kind == IdentityKind.Email).Select(name => name.Value).FirstOrDefault(), null, lead.Marker);
    }
}
