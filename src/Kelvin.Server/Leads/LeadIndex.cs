using System.Text;
using Kelvin.Storage;
using Kelvin.Storage.Scores;

namespace Kelvin.Server.Leads;

/// <summary>What a list of leads is narrowed to and ordered by.</summary>
/// <param name="Plan">The plan's number; null: by id.</param>
/// <param name="Text">Folded; null: all.</param>
/// <param name="After">The last of the page before.</param>
/// <param name="Stage">Null: in any; empty: in none.</param>
/// <param name="Segment">The bits of the segments that it is to be in, all of them; 0: any.</param>
internal sealed record IndexQuery(int? Plan, ScoreFilter Filter, string? Text, ScorePlace? After, bool LowestFirst, int Most, string? Stage = null, ulong Segment = 0);

/// <summary>
/// Of every lead its scores and its search text, in columns in memory: a list by any filter or search looks through all of
/// them in milliseconds, where the store would have to open each. A cache: it is filled in the background after the start,
/// follows what the pipeline writes, and the rows that are shown come from the store.
/// </summary>
internal sealed class LeadIndex
{
    /// <summary>With more leads it is not kept, and lists are as slow as the store is (about 200 bytes a lead).</summary>
    public const int LeadsMost = 4_000_000;

    private readonly Lock gate = new();
    private readonly Dictionary<StreamId, int> places = [];
    private readonly HashSet<StreamId> goneMeanwhile = [];
    private readonly Stack<int> free = [];
    private readonly Dictionary<string, string> stages = new(StringComparer.Ordinal);
    private volatile LeadColumns columns = new(1024);
    private volatile bool isReady;

    /// <summary>Whether every lead is in it.</summary>
    public bool IsReady => isReady;

    /// <summary>Told of what was written, once it is on disk.</summary>
    public event Action<IReadOnlyList<LeadChange>>? Applied;

    /// <summary>Takes in what was written, in the order in which it was.</summary>
    public void Apply(IReadOnlyList<LeadChange> changes)
    {
        if (changes.Count == 0) return;
        Applied?.Invoke(changes);
        lock (gate)
        {
            foreach (var change in changes)
            {
                if (change.Scores is null) Remove(change.Lead);
                else Put(change);
            }
        }
    }

    /// <summary>Takes in a lead as it was read a moment ago: what was written meanwhile is newer.</summary>
    public void Fill(IReadOnlyList<LeadChange> leads)
    {
        lock (gate)
        {
            foreach (var lead in leads)
            {
                if (goneMeanwhile.Contains(lead.Lead)) continue;
                if (!places.TryGetValue(lead.Lead, out var place)) Put(lead);
                else if (lead.Summary is { } summary) columns.Texts[place] ??= SearchText.Of(summary);
            }
        }
    }

    /// <summary>Every lead has been filled in, or there are too many.</summary>
    public void Filled()
    {
        lock (gate)
        {
            isReady = places.Count <= LeadsMost;
            goneMeanwhile.Clear();
        }
    }

    /// <summary>The leads that match, in order, and their scores (0 in the order of ids).</summary>
    public List<ScorePlace> Find(IndexQuery query)
    {
        var all = columns;
        var plan = query.Plan is { } number ? all.Plan(number) : null;
        if (query.Plan is not null && plan is null) return [];
        var text = query.Text is null ? null : Encoding.UTF8.GetBytes(query.Text);
        var wanted = plan?.Wanted(query.Filter);
        var page = new IndexPage(query);
        for (var i = 0; i < all.Count; i++)
        {
            if (all.Gone[i] || (query.Stage is not null && (all.Stages[i] ?? "") != query.Stage) || (all.Segments[i] & query.Segment) != query.Segment) continue;
            long score = 0;
            if (plan is not null && !plan.Matches(i, wanted!.Value, out score)) continue;
            var place = new ScorePlace(score, all.Ids[i]);
            if (!page.Takes(place)) continue;
            if (text is not null && (all.Texts[i] is not { } its || its.AsSpan().IndexOf(text) < 0)) continue;
            page.Add(place);
        }
        return page.InOrder();
    }

    /// <summary>How many leads are in each segment, by slot.</summary>
    public long[] CountSegments()
    {
        var all = columns;
        var counts = new long[64];
        for (var i = 0; i < all.Count; i++)
        {
            if (!all.Gone[i]) Segments.SegmentSet.Count(all.Segments[i], counts);
        }
        return counts;
    }

    private void Put(LeadChange change)
    {
        if (!places.TryGetValue(change.Lead, out var place))
        {
            if (!free.TryPop(out place)) place = columns.Count;
            if (place == columns.Ids.Length) columns = columns.Larger();
            columns.Ids[place] = change.Lead;
            places.Add(change.Lead, place);
        }
        if (change.Summary is { } summary) columns.Texts[place] = SearchText.Of(summary);
        columns.Stages[place] = change.Stage is { } stage ? NameOf(stage) : null;
        columns.Segments[place] = change.Segments;
        columns.Put(place, change.Scores!);
        columns.Gone[place] = false;
        if (place == columns.Count) columns.Count++;
    }

    /// <summary>A stage's name once for all who are in it.</summary>
    private string NameOf(string stage)
    {
        if (!stages.TryGetValue(stage, out var name)) stages.Add(stage, name = stage);
        return name;
    }

    private void Remove(StreamId lead)
    {
        if (!isReady) goneMeanwhile.Add(lead);
        if (!places.Remove(lead, out var place)) return;
        columns.Gone[place] = true;
        columns.Texts[place] = null;
        free.Push(place);
    }
}
