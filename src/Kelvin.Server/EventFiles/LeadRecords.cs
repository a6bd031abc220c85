namespace Kelvin.Server.EventFiles;

/// <summary>The records of every lead. Each lead is for one thread at a time.</summary>
internal sealed class LeadRecords
{
    private readonly EventRecords records;
    private readonly int[] starts;
    private readonly int[] callers;
    private readonly int[] counts;

    public LeadRecords(EventRecords records, CallerLeads leads)
    {
        this.records = records;
        starts = new int[leads.Leads.Length + 1];
        for (var caller = 0; caller < records.CallerCount; caller++) starts[leads.LeadOf(caller) + 1]++;
        for (var lead = 0; lead < LeadCount; lead++) starts[lead + 1] += starts[lead];
        callers = new int[starts[^1]];
        counts = new int[LeadCount];
        var next = starts.AsSpan(0, LeadCount).ToArray();
        for (var caller = 0; caller < records.CallerCount; caller++)
        {
            var lead = leads.LeadOf(caller);
            callers[next[lead]++] = caller;
            counts[lead] += records.RunOf(caller).Count;
        }
    }

    public int LeadCount => starts.Length - 1;

    public CallFacts Facts => records.Facts;

    /// <summary>The records of a lead: in no order, until they have been put in order.</summary>
    /// <param name="room">Where they are copied to; made larger if need be.</param>
    public Span<EventRecord> Of(int lead, ref EventRecord[] room)
    {
        if (room.Length < counts[lead]) room = new EventRecord[Math.Max(counts[lead], room.Length * 2)];
        var left = room.AsSpan(0, counts[lead]);
        foreach (var caller in callers.AsSpan(starts[lead]..starts[lead + 1]))
        {
            var run = records.RunOf(caller);
            if (run.Count > left.Length) run = run with { Count = left.Length };
            run.CopyTo(left);
            left = left[run.Count..];
        }
        return room.AsSpan(0, counts[lead]);
    }

    /// <summary>One of a lead's records, by its place among them.</summary>
    public EventRecord At(int lead, int place)
    {
        foreach (var caller in callers.AsSpan(starts[lead]..starts[lead + 1]))
        {
            var run = records.RunOf(caller);
            if (place < run.Count) return run.Part[run.Start + place];
            place -= run.Count;
        }
        throw new ArgumentOutOfRangeException(nameof(place));
    }

    /// <summary>Keeps a lead's records as they were put in order, in the place of those that it had; never more than those.</summary>
    public void Settle(int lead, ReadOnlySpan<EventRecord> ordered)
    {
        counts[lead] = ordered.Length;
        foreach (var caller in callers.AsSpan(starts[lead]..starts[lead + 1]))
        {
            var run = records.RunOf(caller);
            var some = ordered[..Math.Min(run.Count, ordered.Length)];
            run.CopyFrom(some);
            ordered = ordered[some.Length..];
        }
    }
}
