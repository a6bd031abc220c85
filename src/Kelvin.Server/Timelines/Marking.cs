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
    private const int LeadsAtOnce = 50;

    /// <summary>Marks one event, in whichever of the streams it is. Gives the leads whose event it is.</summary>
    public List<LeadDraft> One(Session tx, IEnumerable<StreamId> streams, MessageKey message, bool machine, string? reason, string by, long now)
    {
        var marked = new List<LeadDraft>();
        foreach (var stream in streams)
        {
            if (identities.Find(tx, stream) is not { } known || !store.Timelines.Has(tx, stream, message)) continue;
            store.Marks.Note(tx, stream, message, machine, reason, by, now);
            marked.Add(store.Timelines.Mark(tx, stream, message, machine) ? Touch(tx, known.Lead) : leads.Find(tx, known.Lead));
        }
        return marked;
    }

    /// <summary>Goes on with a mark that is not finished. Says whether there is more to do.</summary>
    public bool Advance(Session tx, SliceTime time)
    {
        if (store.Marks.Unfinished(tx) is not { } mark) return false;
        var (position, events) = (mark.Position, 0L);
        while (position is { } last)
        {
            var next = store.Leads.After(tx, last, LeadsAtOnce).ToList();
            foreach (var lead in next)
            {
                position = lead.Id;
                events += Mark(tx, lead.Id, mark);
                if (time.Spent > 0.3) break;
            }
            if (next.Count == 0) position = null;
            if (time.Spent > 0.3) break;
        }
        store.Marks.Advance(tx, mark.Mark, position, events);
        return true;
    }

    /// <summary>By how many more, or fewer, events of a lead bear the mark.</summary>
    private long Mark(Session tx, StreamId id, StoredMark mark)
    {
        var inRows = MarkStore.InRows(mark.Mark);
        var changed = 0L;
        var events = new List<StoredEvent>();
        var lead = leads.Find(tx, id);
        foreach (var stream in lead.Streams.Where(stream => stream.Events > 0))
        {
            if (mark.UndoneAt is not null)
            {
                changed -= store.Timelines.Unmark(tx, stream.Stream, inRows);
                continue;
            }
            events.Clear();
            store.Timelines.Read(tx, stream.Stream, identities.SealOf(tx, stream.Stream), events);
            foreach (var stored in events)
            {
                if (stored.Source != mark.Source || stored.Event.Machine || stored.Event.Timestamp < mark.From || stored.Event.Timestamp >= mark.Until) continue;
                if (store.Timelines.Mark(tx, stream.Stream, stored.Key, inRows)) changed++;
            }
        }
        if (changed != 0) Touch(tx, id);
        return changed;
    }

    private LeadDraft Touch(Session tx, StreamId id)
    {
        var lead = leads.Find(tx, id);
        lead.IsRearranged = true;
        leads.Touch(lead);
        return lead;
    }
}
