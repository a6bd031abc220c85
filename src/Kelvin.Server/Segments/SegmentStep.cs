using Kelvin.Server.Leads;
using Kelvin.Server.Ledgers;
using Kelvin.Storage;

namespace Kelvin.Server.Segments;

/// <summary>Who entered which segment, and who left? Recorded as crossings are, with a message for the world.</summary>
internal sealed class SegmentStep(Store store, LeadLedger ledger)
{
    /// <summary>So many instants of a time in which nobody looked are looked at, to say when it was.</summary>
    private const int InstantsMost = 100;

    private readonly Record record = new(store);

    /// <summary>Brings a lead's row to the segments that its walk found it in, before it counts as scored.</summary>
    /// <param name="byTime">Nothing happened but that time went by.</param>
    public void Follow(Session tx, LeadWalk walk, long now, bool byTime)
    {
        var lead = walk.Lead;
        if (walk.Plans.Segments.All.Count == 0 && lead.Segments == 0) return;
        var (was, members) = (lead.Segments, walk.Segments.Members);
        lead.Segments = members;
        // Not later than anything of it may differ by time alone.
        if (walk.Segments.Due is { } due && (lead.DueAt is null || due < lead.DueAt)) lead.DueAt = due;
        if (was == members) return;
        var since = byTime && lead.DueAtStored < now ? Instants(walk, was, lead.DueAtStored.Value, now) : [];
        var moves = new List<SegmentMove>();
        foreach (var segment in walk.Plans.Segments.All)
        {
            var isIn = (members & segment.Bit) != 0;
            if (isIn == ((was & segment.Bit) != 0) || IsNew(segment, lead)) continue;
            moves.Add(new SegmentMove(segment.Stored.Segment, segment.Document.Name, isIn, since.GetValueOrDefault(segment.Bit, now)));
        }
        if (moves.Count > 0) record.Raise(tx, ledger.AboutOf(tx, lead), moves, now);
    }

    /// <summary>When each bit last changed by time alone: at the instant at which the lead was due, or at a later one while nobody looked.</summary>
    private static Dictionary<ulong, long> Instants(LeadWalk walk, ulong was, long due, long now)
    {
        var changed = new Dictionary<ulong, long>();
        long? at = due;
        for (var i = 0; i < InstantsMost && at < now; i++)
        {
            var then = walk.SegmentsAt(at.Value);
            foreach (var segment in walk.Plans.Segments.All)
            {
                if (((then.Members ^ was) & segment.Bit) != 0) changed[segment.Bit] = at.Value;
            }
            (was, at) = (then.Members, then.Due);
        }
        // What is not as it is now has changed again since the last instant that was looked at.
        foreach (var segment in walk.Plans.Segments.All)
        {
            if (((was ^ walk.Segments.Members) & segment.Bit) != 0) changed.Remove(segment.Bit);
        }
        return changed;
    }

    /// <summary>Those who are in it when it is made or changed do not enter it.</summary>
    private static bool IsNew(Segment segment, LeadDraft lead) => lead.ScoredAt is not null && lead.Epoch < segment.Stored.Since;
}
