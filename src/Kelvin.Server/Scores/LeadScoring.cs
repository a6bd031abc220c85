using Kelvin.Scoring.Timelines;
using Kelvin.Server.Accounts;
using Kelvin.Server.Identity;
using Kelvin.Server.Leads;
using Kelvin.Server.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Scores;

/// <summary>What is it worth? Scores a lead by every active plan, and writes one row for each whose audience it belongs to.</summary>
internal sealed class LeadScoring(Store store, IdentityBook identities)
{
    private readonly Timeline timeline = new();

    public void Score(Session tx, LeadDraft lead, ActivePlans plans, AccountBook accounts, long now)
    {
        var was = store.Scores.Of(tx, lead.Id);
        var history = Histories.Of(lead.Id, Histories.Events(store, tx, lead.Streams, stream => identities.SealOf(tx, stream)));
        lead.Describe(history.Events.Count, history.IsEmpty ? null : history.FirstSeen, history.IsEmpty ? null : history.LastSeen);
        (lead.Epoch, lead.ScoredAt) = (plans.Epoch, now);
        if (!history.IsEmpty) Write(tx, lead, history, plans, accounts, was, now);
        else foreach (var row in was) store.Scores.Delete(tx, lead.Id, row.Plan);
    }

    private void Write(Session tx, LeadDraft lead, LeadHistory history, ActivePlans plans, AccountBook accounts, List<StoredScore> was, long now)
    {
        timeline.Fill(history, plans.Set.Shapes);
        foreach (var plan in plans.Leads)
        {
            var old = was.Find(row => row.Plan == plan.Number);
            if (old is not null) was.Remove(old);
            if (plan.Scorer.Score(timeline, accounts.Find, now) is { } score)
            {
                var next = plan.Scorer.NextChange(timeline, accounts.Find, now);
                store.Scores.Put(tx, ScoreRow.Of(lead.Id, plan.Number, plan.Version, score, now, next), old);
            }
            else if (old is not null) store.Scores.Delete(tx, lead.Id, plan.Number);
        }
        // What is left was given by plans that are no longer active.
        foreach (var row in was) store.Scores.Delete(tx, lead.Id, row.Plan);
        if (plans.Accounts.Count == 0) return;
        foreach (var account in history.Events.Select(e => e.GroupId).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            store.Work.Queue(tx, WorkKind.Account, store.Key.AccountOf(account), now);
        }
    }
}
