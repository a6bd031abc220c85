using System.Security.Cryptography;
using Kelvin.Scoring.Ledger;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Accounts;
using Kelvin.Server.Identity;
using Kelvin.Server.Leads;
using Kelvin.Server.Ledgers;
using Kelvin.Server.Segments;
using Kelvin.Server.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Scores;

/// <summary>
/// What is it worth? Scores leads by every active plan, and writes one row for each whose audience they belong to: first
/// everything is read, then all are walked, on as many cores as there are, then everything is written.
/// </summary>
internal sealed class LeadScoring(Store store, IdentityBook identities, SummaryStep summary, TimelineCache cache, LeadLedger ledger)
{
    private PlanSet? readerOf;
    private TimelineReader? reader;
    private readonly SegmentStep segments = new(store, ledger);
    private readonly List<(LeadWalk Walk, List<StoredScore> Was)> scored = [];

    /// <param name="byTime">Nothing happened but that time went by: the leads' accounts are due by themselves.</param>
    /// <param name="unreadable">Told of a lead that cannot be read; the others are scored. Null: that is thrown.</param>
    public void Score(
        Session tx, IReadOnlyCollection<LeadDraft> leads, ActivePlans plans, AccountBook accounts, long now, bool byTime = false, Action<LeadDraft, Exception>? unreadable = null)
    {
        if (leads.Count == 0) return;
        scored.Clear();
        var funnel = ledger.FunnelOf(tx, plans);
        foreach (var lead in leads) PassOver(lead, unreadable, () => Gather(tx, lead, plans, accounts, funnel, now, byTime));
        ledger.Go([.. scored.Select(one => one.Walk)]);
        foreach (var (walk, was) in scored) PassOver(walk.Lead, unreadable, () => Write(tx, walk, was, now, byTime));
    }

    private static void PassOver(LeadDraft lead, Action<LeadDraft, Exception>? unreadable, Action work)
    {
        try
        {
            work();
        }
        catch (Exception fault) when (unreadable is not null && fault is CryptographicException or StoreException)
        {
            unreadable!(lead, fault);
        }
    }

    private void Gather(Session tx, LeadDraft lead, ActivePlans plans, AccountBook accounts, Funnel funnel, long now, bool byTime)
    {
        if (!byTime) lead.Summary = summary.Keep(tx, lead);
        var was = lead.ScoreRows ?? (lead.IsStored ? store.Scores.Of(tx, lead.Id) : []);
        lead.ScoreRows = null;
        var timeline = TimelineOf(tx, lead, plans);
        if (!timeline.IsEmpty)
        {
            scored.Add((ledger.Begin(lead, timeline, plans, accounts, funnel, now), was));
            return;
        }
        lead.Describe(0, null, null);
        lead.DueAt = null;
        foreach (var row in was) store.Scores.Delete(tx, lead.Id, row.Plan);
        lead.ScoreRows = [];
        lead.Scored(plans.Epoch, now);
    }

    private void Write(Session tx, LeadWalk walk, List<StoredScore> was, long now, bool byTime)
    {
        var (lead, timeline, plans) = (walk.Lead, walk.Timeline, walk.Plans);
        lead.Describe(timeline.Count, timeline.FirstSeen, timeline.LastSeen);
        ledger.End(tx, walk, now);
        segments.Follow(tx, walk, now, byTime);
        var rows = Put(tx, lead, plans, walk.Scores, walk.Next, was, now);
        // What is left was given by plans that are no longer active, or whose audience the lead has left.
        foreach (var row in was) store.Scores.Delete(tx, lead.Id, row.Plan);
        if (!byTime && plans.Accounts.Count > 0)
        {
            foreach (var account in timeline.AccountIds) store.Work.Queue(tx, WorkKind.Account, store.Key.AccountOf(account), now);
        }
        lead.ScoreRows = rows;
        lead.Scored(plans.Epoch, now);
        cache.Put(lead.Id, timeline);
    }

    private List<StoredScore> Put(Session tx, LeadDraft lead, ActivePlans plans, IReadOnlyList<Score?> scores, IReadOnlyList<NextChange?> next, List<StoredScore> was, long now)
    {
        var rows = new List<StoredScore>(plans.Leads.Count);
        for (var i = 0; i < plans.Leads.Count; i++)
        {
            if (scores[i] is not { } score) continue;
            var plan = plans.Leads[i];
            var old = was.Find(row => row.Plan == plan.Number);
            if (old is not null) was.Remove(old);
            var row = ScoreRow.Of(lead.Id, plan.Number, plan.Version, score, now, next[i]);
            store.Scores.Put(tx, row, old);
            rows.Add(row);
        }
        return rows;
    }

    /// <summary>The lead's timeline: the one that is in memory with what has come since, or else read from the store.</summary>
    private Timeline TimelineOf(Session tx, LeadDraft lead, ActivePlans plans)
    {
        if (cache.Take(lead.Id, plans.Epoch) is { } known && !lead.IsRearranged && known.Count == lead.Events && Extend(known, lead.Fresh, plans.Set.Shapes)) return known;
        if (readerOf != plans.Set) (readerOf, reader) = (plans.Set, new TimelineReader(store, plans.Set.Shapes, isKept: true));
        var timeline = reader!.Read(tx, lead.Id, lead.Streams, lead.IsRearranged ? null : lead.Events + lead.Fresh.Count,
            stream => identities.Find(tx, stream) ?? throw new StoreException($"The stream {stream} belongs to a lead but has no key."));
        return timeline;
    }

    /// <summary>Only what is later than all before it can be put at the end; of equal times the messageIds would decide.</summary>
    private static bool Extend(Timeline timeline, IReadOnlyList<Event> fresh, ShapeTable shapes)
    {
        foreach (var e in fresh.OrderBy(e => e.Timestamp))
        {
            if (e.Timestamp <= timeline.LastSeen) return false;
            timeline.Append(e, shapes);
        }
        return true;
    }
}
