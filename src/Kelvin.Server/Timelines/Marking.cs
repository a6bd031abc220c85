using Kelvin.Server.Identity;
using Kelvin.Server.Leads;
using Kelvin.Storage;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Timelines;

/// <summary>
/// Marks events as made by a machine, and takes marks back: one event at once, those of a source and a period in slices.
/// The leads are touched, so that their scores follow.
/// </summary>
internal sealed class Marking(Store store, IdentityBook identities, LeadBook leads)
{
    private const int StreamsAtOnce = 200;

    /// <summary>Of a slice, with what comes before it. However little is left, some streams are looked at.</summary>
    private const double Share = 0.4;

    /// <summary>Marks one event, in whichever of the streams it is. Gives the leads whose event it is.</summary>
    public List<LeadDraft> One(Session tx, IEnumerable<StreamId> streams, MessageKey message, bool machine, string? reason, string by, long now)
    {
        var marked = new List<LeadDraft>();
        foreach (var stream in streams)
        {
            if (identities.Find(tx, stream) is not { } known || !store.Timelines.Has(tx, stream, message)) continue;
            store.Marks.Note(tx, stream, message, machine, reason, by, now);
            marked.Add(store.Timelines.Mark(tx, stream, message, machine) ? Touch(tx, known.Lead, new Marker(machine, by, reason)) : leads.Find(tx, known.Lead));
        }
        return marked;
    }

    /// <summary>
    /// Goes on with a mark that is not finished, stream by stream: streams stay what they are while leads merge and part.
    /// Says whether there is more to do.
    /// </summary>
    public bool Advance(Session tx, SliceTime time)
    {
        if (store.Marks.Unfinished(tx) is not { } mark) return false;
        var others = store.Marks.Standing(tx).Where(other => other.Mark != mark.Mark).ToList();
        var marker = new Marker(mark.UndoneAt is null, mark.UndoneBy ?? mark.CreatedBy, mark.Reason);
        var (position, events) = (mark.Position, 0L);
        do
        {
            var next = store.Identities.After(tx, position!.Value, StreamsAtOnce);
            if (next.Count == 0) position = null;
            foreach (var (stream, lead) in next)
            {
                position = stream;
                var changed = mark.UndoneAt is null ? Mark(tx, stream, mark) : Unmark(tx, stream, mark, others);
                if (changed == 0) continue;
                events += changed;
                Touch(tx, lead, marker);
                if (time.Spent > Share) break;
            }
        }
        while (position is not null && time.Spent < Share);
        store.Marks.Advance(tx, mark.Mark, position, events);
        return true;
    }

    /// <summary>By how many more events of a stream bear the mark.</summary>
    private long Mark(Session tx, StreamId stream, StoredMark mark)
    {
        var changed = 0L;
        foreach (var stored in store.Timelines.ReadMarked(tx, stream, id => identities.SealOf(tx, id), 0, mark.From, mark.Until))
        {
            if (mark.Covers(stored.Source, stored.Event.Timestamp) && store.Timelines.Mark(tx, stream, stored.Key, MarkStore.InRows(mark.Mark))) changed++;
        }
        return changed;
    }

    /// <summary>By how many fewer. What falls under another mark too is that one's from now on.</summary>
    private long Unmark(Session tx, StreamId stream, StoredMark mark, List<StoredMark> others)
    {
        var changed = 0L;
        foreach (var stored in store.Timelines.ReadMarked(tx, stream, id => identities.SealOf(tx, id), MarkStore.InRows(mark.Mark), mark.From, mark.Until))
        {
            var heir = others.Find(other => other.Covers(stored.Source, stored.Event.Timestamp));
            store.Timelines.Remark(tx, stream, stored.Key, heir is null ? 0 : MarkStore.InRows(heir.Mark));
            if (heir is not null) store.Marks.Count(tx, heir.Mark, 1);
            changed--;
        }
        return changed;
    }

    private LeadDraft Touch(Session tx, StreamId id, Marker marker)
    {
        var lead = leads.Find(tx, id);
        (lead.IsRearranged, lead.Marker) = (true, marker);
        leads.Touch(lead);
        return lead;
    }
}
