using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.EventFiles;

/// <summary>The records of every lead, side by side in the order of the files.</summary>
internal sealed class LeadRecords
{
    private readonly int[] starts;
    private readonly int[] indexes;

    public LeadRecords(EventRecords records, CallerLeads leads)
    {
        Records = records;
        starts = new int[leads.Leads.Length + 1];
        for (var i = 0; i < records.Count; i++)
        {
            if (IsEvent(records[i])) starts[leads.LeadOf(records[i].Caller) + 1]++;
        }
        for (var lead = 0; lead < leads.Leads.Length; lead++) starts[lead + 1] += starts[lead];
        indexes = new int[starts[^1]];
        var next = starts.AsSpan(0, leads.Leads.Length).ToArray();
        for (var i = 0; i < records.Count; i++)
        {
            if (IsEvent(records[i])) indexes[next[leads.LeadOf(records[i].Caller)]++] = i;
        }
    }

    public EventRecords Records { get; }
    public int LeadCount => starts.Length - 1;

    public ReadOnlySpan<int> Of(int lead) => indexes.AsSpan(starts[lead], starts[lead + 1] - starts[lead]);

    /// <summary>The leads that have a group call, in their order; found in one pass over the records as they lie in memory.</summary>
    public IEnumerable<int> WithGroupCalls(CallerLeads leads)
    {
        var have = new bool[LeadCount];
        for (var i = 0; i < Records.Count; i++)
        {
            if ((Records[i].Marks & RecordMarks.Group) != 0) have[leads.LeadOf(Records[i].Caller)] = true;
        }
        return Enumerable.Range(0, LeadCount).Where(lead => have[lead]);
    }

    private static bool IsEvent(in EventRecord record) => (record.Marks & RecordMarks.NoEvent) == 0;
}

/// <summary>
/// A lead's events in the order of events, each messageId once. What the records do not tell, because hashes or times are
/// equal, is read again from the file. For one thread.
/// </summary>
internal sealed class LeadEvents(LeadRecords leadRecords, CallAgain again)
{
    private readonly EventRecords records = leadRecords.Records;
    private int[] events = new int[64];
    private long[] times = new long[64];
    private int[] slots = new int[128];
    private int count;

    /// <summary>Indexes of records; good until the next lead.</summary>
    public ReadOnlySpan<int> Of(int lead)
    {
        var all = leadRecords.Of(lead);
        count = all.Length;
        if (events.Length < count)
        {
            var room = Math.Max(count, events.Length * 2);
            (events, times) = (new int[room], new long[room]);
        }
        all.CopyTo(events);
        if (count > 1)
        {
            DropDuplicates();
            Order();
        }
        return events.AsSpan(0, count);
    }

    /// <summary>The lead's whole history with everything that stands in its calls.</summary>
    public LeadHistory HistoryOf(int lead, string leadId)
    {
        var made = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = new List<Event>();
        foreach (var index in leadRecords.Of(lead))
        {
            var one = again.EventOf(records[index]);
            if ((records[index].Marks & RecordMarks.MadeId) != 0)
            {
                // Lines without a messageId that are equal to the letter are events of their own.
                var times = made[one.MessageId] = made.GetValueOrDefault(one.MessageId) + 1;
                if (times > 1) one = one with { MessageId = $"{one.MessageId}-{times}" };
            }
            all.Add(one);
        }
        return new LeadHistory(leadId, all);
    }

    private void DropDuplicates()
    {
        // Open addressing, at most half full; a slot holds a place in the list plus one.
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count * 2);
        if (slots.Length < size) slots = new int[size];
        Array.Clear(slots, 0, size);
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var hash = records[events[i]].MessageHash;
            var slot = (int)hash & (size - 1);
            var isNew = true;
            for (; isNew && slots[slot] != 0; slot = (slot + 1) & (size - 1))
            {
                var other = events[slots[slot] - 1];
                isNew = records[other].MessageHash != hash || !IsSameMessage(other, events[i]);
            }
            if (!isNew) continue;
            slots[slot] = kept + 1;
            events[kept++] = events[i];
        }
        count = kept;
    }

    private bool IsSameMessage(int first, int second) =>
        ((records[first].Marks | records[second].Marks) & RecordMarks.MadeId) == 0
        && again.MessageIdOf(records[first]) == again.MessageIdOf(records[second]);

    private void Order()
    {
        for (var i = 0; i < count; i++) times[i] = records[events[i]].Time;
        if (!IsAscending()) Array.Sort(times, events, 0, count);
        for (var start = 0; start < count;)
        {
            var end = start + 1;
            while (end < count && times[end] == times[start]) end++;
            if (end - start > 1 && OrderMatters(start, end)) OrderByMessageId(start, end);
            start = end;
        }
    }

    private bool IsAscending()
    {
        for (var i = 1; i < count; i++)
        {
            if (times[i] < times[i - 1]) return false;
        }
        return true;
    }

    /// <summary>Events of one time and one shape are the same to every plan, unless they also carry traits or an account.</summary>
    private bool OrderMatters(int start, int end)
    {
        var first = records[events[start]].ShapeAndMarks & ~((int)RecordMarks.MadeId << 24);
        for (var i = start; i < end; i++)
        {
            ref readonly var record = ref records[events[i]];
            if ((record.ShapeAndMarks & ~((int)RecordMarks.MadeId << 24)) != first || record.Shape < 0) return true;
            if ((record.Marks & (RecordMarks.Identify | RecordMarks.Group)) != 0) return true;
        }
        return false;
    }

    private void OrderByMessageId(int start, int end)
    {
        var tied = new (string MessageId, int Index)[end - start];
        for (var i = start; i < end; i++) tied[i - start] = (again.MessageIdOf(records[events[i]]), events[i]);
        Array.Sort(tied, (left, right) => Texts.CompareUtf8(left.MessageId, right.MessageId) is var order and not 0 ? order : left.Index.CompareTo(right.Index));
        for (var i = start; i < end; i++) events[i] = tied[i - start].Index;
    }
}
