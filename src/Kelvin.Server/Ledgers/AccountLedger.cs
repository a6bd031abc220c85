using Kelvin.Scoring.Ledger;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Accounts;
using Kelvin.Server.Scores;
using Kelvin.Storage;
using Kelvin.Storage.Ledgers;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Ledgers;

/// <summary>As <see cref="LeadLedger"/>, for accounts.</summary>
internal sealed class AccountLedger(Store store, FunnelBook funnels)
{
    private readonly Record record = new(store);
    private PlanSet? set;
    private LedgerKeeper? keeper;

    /// <summary>The scores at now and their next changes, one for each account plan.</summary>
    public (IReadOnlyList<Score?> Scores, IReadOnlyList<NextChange?> Next) Keep(
        Session tx, StreamId key, AccountHistory account, IReadOnlyList<LeadHistory> candidates, ActivePlans plans, AccountBook accounts, long now)
    {
        if (set != plans.Set) (set, keeper) = (plans.Set, new LedgerKeeper(plans.Set));
        var was = Keeping.NotAfter(store.Accounts.Ledger(tx, key), now);
        var kept = plans.Accounts.Select(plan => was?.Plans.FirstOrDefault(one => one.Number == plan.Number)).ToList();
        var ledgers = plans.Accounts.Select((_, i) => Keeping.Open(keeper!.AccountPlans[i], kept[i])).ToList();
        var news = plans.Accounts.Select((plan, i) => Keeping.NewsOf(kept[i], plan.Version, plan.Raises)).ToList();
        var funnel = funnels.Read(tx).With(plans.Set.AccountPlans.Select(scorer => scorer.Plan));

        var end = keeper!.Keep(account, candidates, accounts.Find, ledgers, news, new WalkStart(was?.Until, was?.Place ?? Placement.Nowhere, funnel, now));
        record.Raise(tx, new About(key, null, null, account.AccountId), end, funnel, VersionOf,
            (plan, at) => plans.Set.FindAccountPlan(plan)!.PartsAt(account, candidates, accounts.Find, at), now);
        store.Accounts.PutLedger(tx, key, new KeptLedger(end.Until!.Value, end.Place, [.. plans.Accounts.Select((plan, i) => Keeping.Close(ledgers[i], plan.Number, plan.Version))]), end.Due);
        if (!end.IsCutShort) return ([.. ledgers.Select(ledger => ledger.Score)], [.. end.NextChanges.Select((next, i) => ledgers[i].Score is null ? null : next)]);
        store.Work.Queue(tx, WorkKind.Account, key, now);
        return ([.. plans.Accounts.Select(plan => plan.Scorer.Score(account, candidates, accounts.Find, now))], [.. plans.Accounts.Select(plan => plan.Scorer.NextChange(account, candidates, accounts.Find, now))]);

        (int, int) VersionOf(string id)
        {
            var plan = plans.Accounts.First(plan => plan.Scorer.Plan.Id == id);
            return (plan.Number, plan.Version);
        }
    }
}
