using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.EventFiles;

/// <summary>
/// Puts a lead's records in the order of events, each messageId once. What the records do not tell, because hashes or times
/// are equal, is read again from the file. For one thread.
/// </summary>
internal sealed class LeadEvents(LeadRecords leadRecords, CallAgain again)
{
    private EventRecord[] all = new EventRecord[64];
    private EventRecord[] inOrder = new EventRecord[64];
    private long[] times = new long[64];
    private int[] places = new int[64];
    private int[] slots = new int[128];
    private int count;

    /// <summary>Orders a lead's records for good. The result is good until the next lead.</summary>
    public ReadOnlySpan<EventRecord> Order(int lead)
    {
        var records = leadRecords.Of(lead, ref all);
        count = 0;
        foreach (ref readonly var record in records)
        {
            if (!record.Is(RecordMarks.NoEvent)) all[count++] = record;
        }
        if (times.Length < count) (times, places) = (new long[all.Length], new int[all.Length]);
        var changed = count < records.Length;
        if (count > 1)
        {
            changed |= DropDuplicates();
            changed |= OrderByTime();
        }
        if (changed) leadRecords.Settle(lead, all.AsSpan(0, count));
        return all.AsSpan(0, count);
    }

    /// <summary>The lead's whole history with everything that stands in its calls.</summary>
    public LeadHistory HistoryOf(int lead, string leadId)
    {
        var made = new Dictionary<string, int>(StringComparer.Ordinal);
        var events = new List<Event>();
        foreach (ref readonly var record in leadRecords.Of(lead, ref all))
        {
            var one = again.EventOf(record);
            if (record.Is(RecordMarks.MadeId))
            {
                // Lines without a messageId that are equal to the letter are events of their own.
                var timesMet = made[one.MessageId] = made.GetValueOrDefault(one.MessageId) + 1;
                if (timesMet > 1) one = one with { MessageId = $"{one.MessageId}-{timesMet}" };
            }
            events.Add(one);
        }
        return new LeadHistory(leadId, events);
    }

    /// <summary>Of several of one messageId the one stays that stands first in the files.</summary>
    private bool DropDuplicates()
    {
        // Open addressing, at most half full; a slot holds a place in the list plus one.
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count * 2);
        if (slots.Length < size) slots = new int[size];
        Array.Clear(slots, 0, size);
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var hash = all[i].MessageHash;
            var slot = (int)hash & (size - 1);
            var same = -1;
            for (; slots[slot] != 0; slot = (slot + 1) & (size - 1))
            {
                var other = slots[slot] - 1;
                if (all[other].MessageHash != hash || !IsSameMessage(all[other], all[i])) continue;
                same = other;
                break;
            }
            if (same >= 0)
            {
                if (all[i].Place < all[same].Place) all[same] = all[i];
                continue;
            }
            slots[slot] = kept + 1;
            all[kept++] = all[i];
        }
        var dropped = kept < count;
        count = kept;
        return dropped;
    }

    private bool IsSameMessage(in EventRecord first, in EventRecord second) =>
        ((first.Marks | second.Marks) & RecordMarks.MadeId) == 0 && again.MessageIdOf(first) == again.MessageIdOf(second);

    private bool OrderByTime()
    {
        for (var i = 0; i < count; i++) times[i] = all[i].Time;
        var changed = !IsAscending();
        if (changed)
        {
            for (var i = 0; i < count; i++) places[i] = i;
            Array.Sort(times, places, 0, count);
            if (inOrder.Length < count) inOrder = new EventRecord[all.Length];
            for (var i = 0; i < count; i++) inOrder[i] = all[places[i]];
            (all, inOrder) = (inOrder, all);
        }
        for (var start = 0; start < count;)
        {
            var end = start + 1;
            while (end < count && times[end] == times[start]) end++;
            if (end - start > 1 && OrderMatters(all.AsSpan(start..end)))
            {
                OrderByMessageId(all.AsSpan(start..end));
                changed = true;
            }
            start = end;
        }
        return changed;
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
    private static bool OrderMatters(ReadOnlySpan<EventRecord> tied)
    {
        foreach (ref readonly var record in tied)
        {
            if (record.Number != tied[0].Number || record.Number < 0 || record.Is(RecordMarks.Identify | RecordMarks.Group)) return true;
        }
        return false;
    }

    private void OrderByMessageId(Span<EventRecord> tied)
    {
        var byId = new (string MessageId, EventRecord Record)[tied.Length];
        for (var i = 0; i < tied.Length; i++) byId[i] = (again.MessageIdOf(tied[i]), tied[i]);
        Array.Sort(byId, (left, right) => Texts.CompareUtf8(left.MessageId, right.MessageId) is var order and not 0 ? order : left.Record.Place.CompareTo(right.Record.Place));
        for (var i = 0; i < tied.Length; i++) tied[i] = byId[i].Record;
    }
}
