using Kelvin.Scoring.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Leads;

/// <summary>A lead as it stands within a slice of work, before it is written.</summary>
internal sealed class LeadDraft
{
    private readonly List<StreamTally> streams;
    private readonly List<Event> fresh = [];

    public LeadDraft(StoredLead stored)
    {
        Id = stored.Id;
        streams = [.. stored.Streams];
        (Events, FirstSeen, LastSeen, Epoch, ScoredAt) = (stored.Events, stored.FirstSeen, stored.LastSeen, stored.Epoch, stored.ScoredAt);
        (IsStored, EventsStored) = (true, Events);
    }

    /// <summary>A lead that the store does not have.</summary>
    public LeadDraft(StreamId id, params IEnumerable<StreamTally> streams) => (Id, this.streams) = (id, [.. streams]);

    public StreamId Id { get; }
    public IReadOnlyList<StreamTally> Streams => streams;
    public int Events { get; private set; }
    public long? FirstSeen { get; private set; }
    public long? LastSeen { get; private set; }

    /// <summary>That of the plans with which it was last scored.</summary>
    public long Epoch { get; private set; }

    /// <summary>The instant as of which it was last scored by all plans.</summary>
    public long? ScoredAt { get; private set; }

    public bool IsStored { get; private set; }

    /// <summary>How many events its row in the store says.</summary>
    public int EventsStored { get; private set; }

    /// <summary>An identity that stands alone and has no events is no lead yet, and takes no row.</summary>
    public bool IsWorthARow => streams.Count > 1 || (streams.Count == 1 && streams[0].Events > 0);

    /// <summary>Events that came since it was scored last.</summary>
    public IReadOnlyList<Event> Fresh => fresh;

    /// <summary>Streams came or went since it was scored last, or an event was changed: what was known of its history is void.</summary>
    public bool IsRearranged { get; set; }

    /// <param name="isNews">False: another of its streams has the messageId already, so the event is there and does not count.</param>
    public void Add(StreamId stream, MessageKey key, Event e, bool isNews)
    {
        var at = streams.FindIndex(tally => tally.Stream == stream);
        streams[at] = streams[at].With(key);
        if (isNews) fresh.Add(e);
    }

    /// <summary>What its history says of it as a whole; each messageId counts once, in whatever streams it stands.</summary>
    public void Describe(int events, long? firstSeen, long? lastSeen) => (Events, FirstSeen, LastSeen) = (events, firstSeen, lastSeen);

    /// <summary>It has been scored with all that is known of it.</summary>
    public void Scored(long epoch, long at)
    {
        (Epoch, ScoredAt, IsRearranged) = (epoch, at, false);
        fresh.Clear();
    }

    public void Give(StreamId stream, LeadDraft to)
    {
        var at = streams.FindIndex(tally => tally.Stream == stream);
        to.streams.Add(streams[at]);
        streams.RemoveAt(at);
        IsRearranged = to.IsRearranged = true;
    }

    public StoredLead ToStored() => new(Id, [.. streams.OrderBy(tally => tally.Stream)], Events, FirstSeen, LastSeen, Epoch, ScoredAt);

    public void Written(bool isStored) => (IsStored, EventsStored) = (isStored, isStored ? Events : 0);
}
