using Kelvin.Scoring.Timelines;
using Kelvin.Server.Identity;
using Kelvin.Storage;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Timelines;

/// <summary>
/// Reads leads' timelines as the plans of one set see them: from the packs of their streams and what is not packed yet; from
/// the events themselves where packs cannot say. The answer is the same. For one thread at a time.
/// </summary>
/// <param name="table">Of the plans.</param>
/// <param name="isKept">Each timeline is one of its own; otherwise it is good until the next is read.</param>
internal sealed class TimelineReader(Store store, ShapeTable table, bool isKept)
{
    private readonly List<Timeline> parts = [];
    private readonly List<SealedPack> packs = [];
    private readonly List<StoredEvent> rows = [];
    private Timeline merged = new();
    private int used;
    private PackShapes? shapes;
    private ShapeMap? map;

    /// <summary>How often packs could not say, and all events were read.</summary>
    public long FromEvents { get; private set; }

    /// <param name="distinct">How many events the lead has, each messageId once, where that is known.</param>
    public Timeline Read(Session session, StreamId lead, IReadOnlyList<StreamTally> streams, int? distinct, Func<StreamId, KnownIdentity> identityOf)
    {
        UseShapes(session);
        if (TryRead(session, lead, streams, distinct, identityOf) is { } timeline) return timeline;
        FromEvents++;
        timeline = Next(ref merged);
        timeline.Fill(Histories.Of(lead, Histories.Events(store, session, streams, stream => identityOf(stream).Seal)), table);
        return timeline;
    }

    private void UseShapes(Session session)
    {
        var current = store.Packs.ShapesOf(session);
        if (current == shapes) return;
        (shapes, map) = (current, ShapeMap.Between(current.Table, table));
    }

    /// <summary>Null: packs cannot say.</summary>
    private Timeline? TryRead(Session session, StreamId lead, IReadOnlyList<StreamTally> streams, int? distinct, Func<StreamId, KnownIdentity> identityOf)
    {
        if (map is null || MayHaveCopies(session, streams, distinct)) return null;
        used = 0;
        var name = lead.ToString();
        foreach (var stream in streams)
        {
            if (stream.Events > 0 && !TryReadStream(session, name, stream, identityOf(stream.Stream))) return null;
        }
        if (used == 1) return Given();
        var whole = Next(ref merged);
        return TimelineMerge.TryMerge(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parts)[..used], name, whole) ? whole : null;
    }

    private bool TryReadStream(Session session, string lead, StreamTally stream, KnownIdentity identity)
    {
        packs.Clear();
        store.Packs.Read(session, stream.Stream, packs);
        var count = 0;
        foreach (var pack in packs) count += ReadPack(session, lead, stream.Stream, pack, identity);
        rows.Clear();
        store.Timelines.ReadRows(session, stream.Stream, identity.Seal, rows);
        count += Fill(lead, rows);
        if (count == stream.Events) return true;
        foreach (var (block, _) in store.Timelines.Blocks(session, stream.Stream))
        {
            if (!packs.Exists(pack => pack.Block == block)) count += Fill(lead, store.Timelines.ReadBlock(session, stream.Stream, block, identity.Seal));
        }
        return count == stream.Events;
    }

    private int ReadPack(Session session, string lead, StreamId stream, in SealedPack pack, KnownIdentity identity)
    {
        var part = Part(lead);
        if (PackStore.TryOpen(pack, shapes!, map, identity.PackSeal, part)) return part.Count;
        used--;
        return Fill(lead, store.Timelines.ReadBlock(session, stream, pack.Block, identity.Seal));
    }

    private int Fill(string lead, List<StoredEvent> events)
    {
        if (events.Count == 0) return 0;
        var part = Part(lead);
        part.Fill(new LeadHistory(lead, events.Select(stored => stored.Event)), table);
        part.LetGoOfHistory();
        return part.Count;
    }

    private Timeline Part(string lead)
    {
        if (used == parts.Count) parts.Add(new Timeline());
        var part = parts[used++];
        part.Reset(lead);
        return part;
    }

    /// <summary>The only part is the whole.</summary>
    private Timeline Given()
    {
        var only = parts[0];
        if (isKept) parts[0] = new Timeline();
        return only;
    }

    private Timeline Next(ref Timeline whole)
    {
        if (isKept) whole = new Timeline();
        return whole;
    }

    /// <summary>Whether several of the streams have a messageId in common, so that only the first copy counts.</summary>
    private bool MayHaveCopies(Session session, IReadOnlyList<StreamTally> streams, int? distinct)
    {
        var filled = streams.Count(stream => stream.Events > 0);
        if (filled < 2 || distinct == streams.Sum(stream => (long)stream.Events)) return false;
        if (distinct is not null) return true;
        var seen = new HashSet<Storage.Keys.MessageKey>();
        return streams.Where(stream => stream.Events > 0).Any(stream => store.Timelines.Messages(session, stream.Stream).Any(message => !seen.Add(message)));
    }
}
