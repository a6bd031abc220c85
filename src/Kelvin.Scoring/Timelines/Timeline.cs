using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Timelines;

/// <summary>
/// One lead's history as the plans of one set see it: for each event its time and the number of its shape, in the order
/// of events; beside them the trait patches and the account bindings. A buffer that can be filled again for the next lead.
/// Who fills it keeps to the order of (timestamp, messageId) and drops duplicates; <see cref="LeadHistory"/> does both.
/// </summary>
public sealed class Timeline
{
    private long[] times = new long[16];
    private int[] shapes = new int[16];
    private readonly List<Shape> own = [];
    private readonly List<(long Time, TraitPatch Patch)> patches = [];
    private readonly List<AccountBinding> bindings = [];

    public string LeadId { get; private set; } = "";
    public int Count { get; private set; }
    public bool IsEmpty => Count == 0;
    public long FirstSeen => times[0];
    public long LastSeen => times[Count - 1];

    /// <summary>The accounts that it was ever bound to.</summary>
    public IEnumerable<string> AccountIds => bindings.Select(binding => binding.AccountId).Distinct(StringComparer.Ordinal);

    /// <summary>The source, if there is one: explanations take messageIds and names from it.</summary>
    public LeadHistory? History { get; private set; }

    /// <summary>Milliseconds since 1970, UTC; ascending.</summary>
    public ReadOnlySpan<long> Times => times.AsSpan(0, Count);

    /// <summary>Numbers in the shape table; a negative one, -1-i, is the i-th of <see cref="Own"/>.</summary>
    public ReadOnlySpan<int> Shapes => shapes.AsSpan(0, Count);

    /// <summary>Shapes that the table had no room for.</summary>
    internal IReadOnlyList<Shape> Own => own;
    internal ReadOnlySpan<(long Time, TraitPatch Patch)> Patches => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(patches);
    internal IReadOnlyList<AccountBinding> Bindings => bindings;

    public void Reset(string leadId)
    {
        LeadId = leadId;
        Count = 0;
        own.Clear();
        patches.Clear();
        bindings.Clear();
        History = null;
    }

    /// <summary>Appends an event; not before the last one.</summary>
    public void Add(long time, int shape)
    {
        if (Count == times.Length)
        {
            Array.Resize(ref times, Count * 2);
            Array.Resize(ref shapes, Count * 2);
        }
        times[Count] = time;
        shapes[Count++] = shape;
    }

    /// <summary>Room for some events behind those that there are, to be written by who then has them taken.</summary>
    internal Span<long> MakeRoom(int events, out Span<int> ofShapes)
    {
        if (Count + events > times.Length)
        {
            var room = Math.Max(Count + events, times.Length * 2);
            Array.Resize(ref times, room);
            Array.Resize(ref shapes, room);
        }
        ofShapes = shapes.AsSpan(Count, events);
        return times.AsSpan(Count, events);
    }

    /// <summary>Takes events that were written to the room made for them.</summary>
    internal void Take(int events) => Count += events;

    public void Add(long time, Shape shape)
    {
        own.Add(shape);
        Add(time, -own.Count);
    }

    /// <summary>What an <c>identify</c> says; beside its event, which is added as any other.</summary>
    public void AddTraits(long time, TraitPatch patch) => patches.Add((time, patch));

    /// <summary>What a <c>group</c> says; beside its event, which is added as any other.</summary>
    public void AddBinding(long time, string accountId) => bindings.Add(new(time, accountId));

    /// <summary>How many events there are up to and including the instant.</summary>
    public int CountAt(long at)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (times[middle] <= at) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The account that the lead belongs to at the instant: the last that it was bound to; one of a mere domain only where there is no other.</summary>
    public string? AccountAt(long at)
    {
        string? domain = null;
        for (var i = bindings.Count - 1; i >= 0; i--)
        {
            if (bindings[i].Time > at) continue;
            if (!AccountHistory.IsDomain(bindings[i].AccountId)) return bindings[i].AccountId;
            domain ??= bindings[i].AccountId;
        }
        return domain;
    }

    /// <summary>Fills the timeline from a history.</summary>
    public void Fill(LeadHistory history, ShapeTable table)
    {
        Reset(history.LeadId);
        History = history;
        var buffer = new Value[table.MostFields];
        foreach (var e in history.Events) Add(e, table, buffer);
    }

    /// <summary>Appends an event that is later than all before it. The timeline is then one without <see cref="History"/>.</summary>
    public void Append(Event e, ShapeTable table)
    {
        LetGoOfHistory();
        Add(e, table, new Value[table.MostFields]);
    }

    /// <summary>Keeps what scoring needs and no more; explanations then have no messageIds and names.</summary>
    public void LetGoOfHistory() => History = null;

    private void Add(Event e, ShapeTable table, Value[] buffer)
    {
        table.AddTo(this, e, buffer);
        if (e.Name == Event.Identify) AddTraits(e.Timestamp, table.PatchOf(e.Properties));
        else if (e.Name == Event.Group && e.GroupId is not null) AddBinding(e.Timestamp, e.GroupId);
    }
}

internal readonly record struct AccountBinding(long Time, string AccountId);
