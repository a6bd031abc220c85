using Kelvin.Scoring.Timelines;
using Kelvin.Server.Accounts;
using Kelvin.Server.Identity;
using Kelvin.Server.Leads;
using Kelvin.Server.Ledgers;
using Kelvin.Server.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Scores;

/// <summary>Scores an account by every active account plan, from its own history and those of all leads that ever belonged to it.</summary>
internal sealed class AccountScoring(Store store, IdentityBook identities, LeadBook leads, AccountLedger ledger)
{
    public void Score(Session tx, StreamId key, ActivePlans plans, AccountBook accounts, long now)
    {
        if (store.Accounts.Find(tx, key) is not { } account) return;
        var left = store.Accounts.Scores(tx, key).Select(row => row.Plan).ToHashSet();
        if (accounts.Find(account.AccountId) is { } history && plans.Accounts.Count > 0)
        {
            var candidates = Candidates(store, tx, key, identities, leads);
            var (scores, next) = ledger.Keep(tx, key, history, candidates, plans, accounts, now);
            for (var i = 0; i < plans.Accounts.Count; i++)
            {
                if (scores[i] is not { } score) continue;
                var plan = plans.Accounts[i];
                left.Remove(plan.Number);
                store.Accounts.PutScore(tx, ScoreRow.Of(key, plan.Number, plan.Version, score, now, next[i]));
            }
        }
        foreach (var plan in left) store.Accounts.DeleteScore(tx, key, plan);
    }

    /// <summary>The leads that ever had a <c>group</c> call for the account.</summary>
    public static List<LeadHistory> Candidates(Store store, Session session, StreamId account, IdentityBook identities, LeadBook leads) =>
        [.. store.Accounts.Streams(session, account)
            .Select(stream => identities.Find(session, stream)?.Lead).OfType<StreamId>().Distinct().Order()
            .Select(id => leads.Find(session, id))
            .Select(lead => Histories.Of(lead.Id, Histories.Events(store, session, lead.Streams, stream => identities.SealOf(session, stream))))];
}
