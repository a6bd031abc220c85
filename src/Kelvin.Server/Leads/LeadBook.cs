using Kelvin.Storage;
using Kelvin.Storage.Sqlite;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Leads;

/// <summary>
/// The leads that a slice of work looks at, each read once and written once. It outlives the slice as a cache: only the
/// writer's thread changes leads, and all changes go through here.
/// </summary>
internal sealed class LeadBook(Store store)
{
    private const int LeadsMost = 50_000;

    private readonly Recent<StreamId, LeadDraft> drafts = new(LeadsMost);
    private readonly HashSet<LeadDraft> touched = [];
    private readonly Dictionary<string, long> stages = new(StringComparer.Ordinal);
    private readonly List<LeadChange> changes = [];
    private readonly List<StreamId> doubtful = [];

    /// <summary>Those that are to be scored and written at the end of the slice.</summary>
    public IReadOnlyCollection<LeadDraft> Touched => touched;

    /// <summary>A lead that some identity belongs to. Without a row it is an identity that stands alone.</summary>
    public LeadDraft Find(Session tx, StreamId id) => Find(tx, id, isAlone: true);

    /// <summary>A lead that is to get streams of others.</summary>
    /// <param name="isAlone">The identity of that id is its own lead; otherwise the lead is only now being made.</param>
    public LeadDraft Find(Session tx, StreamId id, bool isAlone)
    {
        if (drafts.Find(id) is { } lately) return lately;
        var draft = store.Leads.Find(tx, id) is { } stored ? new LeadDraft(stored)
            : isAlone ? new LeadDraft(id, new StreamTally(id, 0, 0))
            : new LeadDraft(id);
        drafts.Add(id, draft);
        return draft;
    }

    public void Touch(LeadDraft lead) => touched.Add(lead);

    /// <summary>What was written since this was asked last, once it is on disk.</summary>
    public IReadOnlyList<LeadChange> Changes => changes;

    /// <summary>At the beginning of a slice: what a failed transaction has left in doubt is read again.</summary>
    public void Recall(Session tx)
    {
        foreach (var id in doubtful)
        {
            var lead = store.Leads.Find(tx, id);
            var isThere = lead is { Events: > 0 };
            changes.Add(new LeadChange(id, isThere ? store.Scores.Of(tx, id) : null, isThere ? store.Summaries.Find(tx, id) : null, lead?.Stage, lead?.Segments ?? 0));
        }
        doubtful.Clear();
    }

    /// <summary>Forgets a lead and its scores, in the store too.</summary>
    public void Delete(Session tx, LeadDraft lead)
    {
        CountStage(lead.StageStored, null);
        WriteStages(tx);
        DeleteRows(tx, lead);
        touched.Remove(lead);
        drafts.Remove(lead.Id);
    }

    /// <summary>Writes the touched leads. Gives by how many the leads with events became more.</summary>
    public int Write(Session tx)
    {
        var more = 0;
        foreach (var lead in touched)
        {
            more += (lead.Events > 0 ? 1 : 0) - (lead.EventsStored > 0 ? 1 : 0);
            CountStage(lead.StageStored, lead.CountedStage);
            if (lead.IsWorthARow) store.Leads.Put(tx, lead.ToStored(), lead.DueAtStored, lead.IsStored);
            else if (lead.IsStored) DeleteRows(tx, lead);
            if (lead is { IsWorthARow: true, Events: > 0, ScoreRows: { } scores }) changes.Add(new LeadChange(lead.Id, scores, lead.Summary, lead.CountedStage, lead.Segments));
            lead.Written(lead.IsWorthARow);
            if (lead.Streams.Count == 0) drafts.Remove(lead.Id);
        }
        touched.Clear();
        WriteStages(tx);
        return more;
    }

    private void DeleteRows(Session tx, LeadDraft lead)
    {
        store.Leads.Delete(tx, lead.Id);
        store.Scores.DeleteAll(tx, lead.Id);
        store.Summaries.Delete(tx, lead.Id);
        lead.ScoreRows = null;
        changes.Add(new LeadChange(lead.Id, null, null));
    }

    private void CountStage(string? was, string? now)
    {
        if (was == now) return;
        if (was is not null) stages[was] = stages.GetValueOrDefault(was) - 1;
        if (now is not null) stages[now] = stages.GetValueOrDefault(now) + 1;
    }

    private void WriteStages(Session tx)
    {
        foreach (var (stage, more) in stages) store.Counters.Add(tx, Counter.OfStage(stage), more);
        stages.Clear();
    }

    /// <summary>Between slices: keeps the cache within its bound.</summary>
    public void Trim()
    {
        changes.Clear();
        drafts.Trim();
    }

    public void Forget()
    {
        drafts.Clear();
        touched.Clear();
        stages.Clear();
        doubtful.AddRange(changes.Select(change => change.Lead));
        changes.Clear();
    }
}
