using Kelvin.Scoring.Ledger;
using Kelvin.Scoring.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Ledgers;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Leads;

/// <summary>What somebody said of events.</summary>
internal sealed record Marker(bool Machine, string By, string? Reason);

/// <summary>A lead as it stands within a slice of work, before it is written.</summary>
internal sealed class LeadDraft
{
    private readonly List<StreamTally> streams;
    private readonly List<Event> fresh = [];
    private readonly List<LeadDraft> givers = [];
    private ulong? segments;

    public LeadDraft(StoredLead stored)
    {
        Id = stored.Id;
        streams = [.. stored.Streams];
        (Events, FirstSeen, LastSeen, Epoch, ScoredAt) = (stored.Events, stored.FirstSeen, stored.LastSeen, stored.Epoch, stored.ScoredAt);
        (DueAt, DueAtStored, Ledger) = (stored.DueAt, stored.DueAt, stored.Ledger);
        segments = stored.Segments;
        (IsStored, EventsStored, StageStored) = (true, Events, CountedStage);
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

    /// <summary>When it is to be scored again: not later than the first change of its scores by time alone.</summary>
    public long? DueAt { get; set; }

    /// <summary>What was announced of it; null when it was never evaluated under this id.</summary>
    public KeptLedger? Ledger { get; set; }

    /// <summary>The segments that it was found in last, a bit for each slot. One that takes the place of others begins where they were.</summary>
    public ulong Segments
    {
        get => segments ?? givers.Where(giver => giver.streams.Count == 0).Aggregate(0UL, (bits, giver) => bits | (giver.segments ?? 0));
        set => segments = value;
    }

    /// <summary>The rows of its scores as the store has them; null when they were not read yet.</summary>
    public List<StoredScore>? ScoreRows { get; set; }

    /// <summary>What lists show of it, where that has changed since it was last written.</summary>
    public LeadSummary? Summary { get; set; }

    public bool IsStored { get; private set; }

    /// <summary>When its row in the store says that it is due.</summary>
    public long? DueAtStored { get; private set; }

    /// <summary>How many events its row in the store says.</summary>
    public int EventsStored { get; private set; }

    /// <summary>The stage in which it counts by its row in the store.</summary>
    public string? StageStored { get; private set; }

    /// <summary>The stage in which it counts; null while it is known by name only, and where it is in none.</summary>
    public string? CountedStage => Events > 0 && IsWorthARow ? Ledger?.Place.Stage : null;

    /// <summary>An identity that stands alone and has no events is no lead yet, and takes no row.</summary>
    public bool IsWorthARow => streams.Count > 1 || (streams.Count == 1 && streams[0].Events > 0);

    /// <summary>Events that came since it was scored last.</summary>
    public IReadOnlyList<Event> Fresh => fresh;

    /// <summary>Streams came or went since it was scored last, or an event was changed: what was known of its history is void.</summary>
    public bool IsRearranged { get; set; }

    /// <summary>Who has just said of some of its events that a machine made them, or that none did: late differences are because of that.</summary>
    public Marker? Marker { get; set; }

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
        (Epoch, ScoredAt, IsRearranged, Marker) = (epoch, at, false, null);
        fresh.Clear();
    }

    public void Give(StreamId stream, LeadDraft to)
    {
        var at = streams.FindIndex(tally => tally.Stream == stream);
        to.streams.Add(streams[at]);
        streams.RemoveAt(at);
        IsRearranged = to.IsRearranged = true;
        if (!to.givers.Contains(this)) to.givers.Add(this);
    }

    /// <summary>
    /// What a lead begins with that has no ledger of its own. One that takes the place of others goes on from what was
    /// announced of the one that was evaluated last; of one that was parted from another nothing was announced, but its past
    /// was looked at already.
    /// </summary>
    public KeptLedger? Inherited(out bool isParted)
    {
        var from = givers.Where(giver => giver.Ledger is not null).ToList();
        var replaced = from.Where(giver => giver.streams.Count == 0).OrderByDescending(giver => giver.Ledger!.Until).ThenBy(giver => giver.Id).FirstOrDefault();
        isParted = replaced is null && from.Count > 0;
        return isParted ? new KeptLedger(from.Max(giver => giver.Ledger!.Until), Placement.Nowhere, []) : replaced?.Ledger;
    }

    public StoredLead ToStored() => new(Id, [.. streams.OrderBy(tally => tally.Stream)], Events, FirstSeen, LastSeen, Epoch, ScoredAt, Ledger?.Place.Stage, DueAt, Ledger, Segments);

    public void Written(bool isStored)
    {
        (IsStored, EventsStored, DueAtStored, StageStored) = (isStored, isStored ? Events : 0, isStored ? DueAt : null, isStored ? CountedStage : null);
        Summary = null;
        givers.Clear();
    }
}
