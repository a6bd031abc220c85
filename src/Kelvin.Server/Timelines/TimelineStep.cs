using Kelvin.Scoring.Timelines;
using Kelvin.Server.Identity;
using Kelvin.Server.Leads;
using Kelvin.Storage;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Timelines;

/// <summary>What do we know? Adds the event to its stream, where it stays, unless the stream has it already.</summary>
internal sealed class TimelineStep(Store store, LeadBook leads)
{
    private List<StoredMark> marks = [];

    /// <summary>At the beginning of a slice: under which marks events may fall as they come.</summary>
    public void UseMarks(Session tx) => marks = store.Marks.Standing(tx);

    /// <summary>Null: a duplicate, which changes nothing.</summary>
    /// <param name="key">Of the event's messageId.</param>
    public StoredEvent? Append(Session tx, KnownIdentity identity, Event e, MessageKey key, Arrival arrival)
    {
        var mark = marks.Count == 0 || e.Machine ? null : marks.Find(mark => mark.Covers(arrival.Source, e.Timestamp));
        if (mark is not null) e = e with { Machine = true };
        var stored = new StoredEvent
        {
            Event = e,
            Key = key,
            Accepted = arrival.Accepted,
            ReceivedAt = arrival.ReceivedAt,
            StatedTimestamp = arrival.StatedTimestamp == e.Timestamp ? null : arrival.StatedTimestamp,
            Source = arrival.Source,
        };
        if (!store.Timelines.Append(tx, identity.Id, stored, identity.Seal, mark?.Mark)) return null;
        if (mark is not null) store.Marks.Count(tx, mark.Mark, 1);
        var lead = leads.Find(tx, identity.Lead);
        lead.Add(identity.Id, stored.Key, e, isNews: !IsElsewhere(tx, lead, identity.Id, stored.Key));
        leads.Touch(lead);
        return stored;
    }

    /// <summary>Whether another of the lead's streams has the messageId; its copy was accepted before.</summary>
    private bool IsElsewhere(Session tx, LeadDraft lead, StreamId stream, MessageKey message) =>
        lead.Streams.Any(other => other.Stream != stream && other.Events > 0 && store.Timelines.AcceptanceOf(tx, other.Stream, message) is not null);
}

/// <summary>What the receipt says of a call.</summary>
/// <param name="StatedTimestamp">The time that the call itself names; null when it names none.</param>
internal readonly record struct Arrival(long Accepted, long ReceivedAt, long? StatedTimestamp, int Source);
