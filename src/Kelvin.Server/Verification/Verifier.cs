using System.Security.Cryptography;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Accounts;
using Kelvin.Server.Identity;
using Kelvin.Server.Leads;
using Kelvin.Server.Scores;
using Kelvin.Server.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Sqlite;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Verification;

/// <summary>
/// Computes everything again from the histories, in one snapshot, and tells each difference. It asks only what the rows
/// themselves promise: a score as of its own instant and of its own plan's version.
/// </summary>
internal sealed class Verifier
{
    private const int AtOnce = 500;

    private readonly Store store;
    private readonly Session session;
    private readonly IdentityBook identities;
    private readonly LeadBook leads;
    private readonly AccountBook accounts;
    private readonly PlanVersions plans;
    private readonly HashSet<(WorkKind, StreamId)> queued;
    private readonly Action<Finding> report;
    private long eventRows;
    private readonly Dictionary<string, long> stageRows = new(StringComparer.Ordinal);
    private long leadRows;

    public Verifier(Store store, Session session, Action<Finding> report)
    {
        (this.store, this.session, this.report) = (store, session, report);
        identities = new IdentityBook(store);
        leads = new LeadBook(store);
        plans = new PlanVersions(store, session);
        queued = [.. store.Work.Take(session, 0, int.MaxValue)];
        accounts = new AccountBook(store, session, stream =>
            identities.Find(session, stream) is { } known ? new FactSource(known.Lead, leads.Find(session, known.Lead).Streams, known.Seal) : null);
    }

    /// <summary>How many leads have been looked at.</summary>
    public long Leads => leadRows;

    public void Run(CancellationToken cancellation)
    {
        StreamId? last = null;
        while (store.Leads.After(session, last, AtOnce).ToList() is { Count: > 0 } next)
        {
            foreach (var lead in next)
            {
                cancellation.ThrowIfCancellationRequested();
                Guard(lead.Id, () => VerifyLead(lead));
            }
            last = next[^1].Id;
            identities.Trim();
            leads.Trim();
        }
        VerifyAccounts(cancellation);
        VerifyIdentities(cancellation);
        VerifyCounts();
    }

    private void VerifyLead(StoredLead lead)
    {
        if (lead.Events > 0) leadRows++;
        if (lead is { Events: > 0, Stage: { } stage }) stageRows[stage] = stageRows.GetValueOrDefault(stage) + 1;
        if (!VerifyStreams(lead)) return;
        var history = Histories.Of(lead.Id, Histories.Events(store, session, lead.Streams, stream => identities.SealOf(session, stream)));
        if ((history.Events.Count, history.IsEmpty ? (long?)null : history.FirstSeen, history.IsEmpty ? null : history.LastSeen) != (lead.Events, lead.FirstSeen, lead.LastSeen))
            report(new Finding(Fault.LeadDiffers, lead.Id, $"The row says {lead.Events} events, the history has {history.Events.Count}, or its first or last time differs."));
        VerifySummary(lead, history);
        // What is in the queue is known to be behind.
        if (!queued.Contains((WorkKind.Lead, lead.Id))) VerifyScores(lead, history);
    }

    /// <summary>A lead without one is shown from its history.</summary>
    private void VerifySummary(StoredLead lead, LeadHistory history)
    {
        var names = lead.Streams.Select(stream => identities.Find(session, stream.Stream)?.Named).OfType<LeadIdentity>();
        if (store.Summaries.Find(session, lead.Id) is { } kept && !kept.SaysTheSame(SummaryStep.Of(names, history)))
            report(new Finding(Fault.SummaryDiffers, lead.Id, "What lists show of it is not what its history says."));
    }

    private bool VerifyStreams(StoredLead lead)
    {
        var sound = true;
        foreach (var said in lead.Streams)
        {
            var rows = store.Timelines.Count(session, said.Stream);
            eventRows += rows.Events;
            if (rows != said)
            {
                sound = false;
                report(new Finding(Fault.EventsDiffer, lead.Id, $"The stream {said.Stream} should have {said.Events} events and has {rows.Events}, or others than it should."));
            }
            if (identities.Find(session, said.Stream) is not { } identity || identity.Lead != lead.Id)
            {
                sound = false;
                report(new Finding(Fault.Unconnected, lead.Id, $"The stream {said.Stream} has no key, or belongs to another lead."));
            }
        }
        return sound;
    }

    private void VerifyScores(StoredLead lead, LeadHistory history)
    {
        var rows = store.Scores.Of(session, lead.Id);
        foreach (var row in rows)
        {
            if (plans.Lead(row.Plan, row.Version) is not { } scorer)
            {
                report(new Finding(Fault.ScoreWithoutReason, lead.Id, $"There is no version {row.Version} of plan number {row.Plan}."));
                continue;
            }
            var timeline = new Timeline();
            timeline.Fill(history, scorer.Shapes);
            Compare(lead.Id, scorer.Name, row, scorer.Scorer.Score(timeline, accounts.Find, row.At) is { } score
                ? ScoreRow.Of(lead.Id, row.Plan, row.Version, score, row.At, scorer.Scorer.NextChange(timeline, accounts.Find, row.At))
                : null);
        }
        if (history.IsEmpty || lead.Epoch != plans.Active.Epoch || lead.ScoredAt is not { } at) return;
        foreach (var plan in plans.Active.Leads.Where(plan => rows.All(row => row.Plan != plan.Number)))
        {
            if (plan.Scorer.Score(history, accounts.Find, at) is { } score)
                report(new Finding(Fault.ScoreMissing, lead.Id, $"The plan '{plan.Scorer.Plan.Id}' gives {score.Value}, and nothing is stored."));
        }
    }

    private void VerifyAccounts(CancellationToken cancellation)
    {
        StreamId? last = null;
        while (store.Accounts.After(session, last, AtOnce) is { Count: > 0 } next)
        {
            foreach (var account in next.Where(account => !queued.Contains((WorkKind.Account, account.Key))))
            {
                cancellation.ThrowIfCancellationRequested();
                Guard(account.Key, () => VerifyAccount(account.Key, account.AccountId));
            }
            last = next[^1].Key;
        }
    }

    private void VerifyAccount(StreamId key, string accountId)
    {
        var rows = store.Accounts.Scores(session, key);
        if (rows.Count == 0) return;
        var history = accounts.Find(accountId);
        var candidates = AccountScoring.Candidates(store, session, key, identities, leads);
        foreach (var row in rows)
        {
            // Of an older version nobody knows with which version of its members' plan it went.
            if (plans.ActiveAccount(row.Plan, row.Version) is not { } scorer) continue;
            var score = history is null ? null : scorer.Score(history, candidates, accounts.Find, row.At);
            Compare(key, scorer.Plan.Id, row, score is { } there
                ? ScoreRow.Of(key, row.Plan, row.Version, there, row.At, scorer.NextChange(history!, candidates, accounts.Find, row.At))
                : null);
        }
    }

    private void Compare(StreamId subject, string plan, StoredScore stored, StoredScore? computed)
    {
        if (computed is null) report(new Finding(Fault.ScoreWithoutReason, subject, $"'{plan}' has {stored.Score} stored, and gives no score."));
        else if (computed != stored) report(new Finding(Fault.ScoreDiffers, subject, $"'{plan}' has {Words(stored)} stored, and gives {Words(computed)}."));
    }

    private static string Words(StoredScore score) =>
        $"fit {score.Fit}, engagement {score.Engagement}, score {score.Score}, label {score.Label ?? "none"}, verdict {score.Verdict ?? "none"}, next change {score.NextChangeAt?.ToString() ?? "never"}";

    /// <summary>That every identity's lead knows it. An identity that stands alone and has no events has no lead's row.</summary>
    private void VerifyIdentities(CancellationToken cancellation)
    {
        foreach (var (identity, lead) in store.Identities.All(session))
        {
            cancellation.ThrowIfCancellationRequested();
            var stored = store.Leads.Find(session, lead);
            if (stored is null ? lead == identity && store.Timelines.Count(session, identity).Events == 0 : stored.Streams.Any(stream => stream.Stream == identity)) continue;
            report(new Finding(Fault.Unconnected, identity, $"Its lead {lead} does not know it."));
        }
    }

    private void VerifyCounts()
    {
        CompareCount(Counter.Leads, leadRows);
        CompareCount(Counter.Events, eventRows);
        foreach (var stage in stageRows.Keys.Union(store.Counters.ReadStages(session).Keys)) CompareCount(Counter.OfStage(stage), stageRows.GetValueOrDefault(stage));
    }

    private void CompareCount(string counter, long rows)
    {
        var kept = store.Counters.Read(session, counter);
        if (kept != rows) report(new Finding(Fault.CountDiffers, counter, $"The count says {kept}, the rows are {rows}."));
    }

    private void Guard(StreamId subject, Action verify)
    {
        try
        {
            verify();
        }
        catch (Exception fault) when (fault is CryptographicException or StoreException or IndexOutOfRangeException or ArgumentException)
        {
            report(new Finding(Fault.Unreadable, subject, $"Its history does not open: {fault.GetType().Name}."));
        }
    }
}
