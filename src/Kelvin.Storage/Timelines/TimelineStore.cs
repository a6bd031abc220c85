using Kelvin.Storage.Keys;

namespace Kelvin.Storage.Timelines;

/// <summary>
/// The events of the streams, which are added and never changed, but for the machine mark: the newest a row each, the older
/// ones folded into blocks. Who asks here need not know which is where, and nobody asks elsewhere.
/// </summary>
public sealed partial class TimelineStore
{
    private readonly BlockStore blocks = new();

    /// <summary>Adds an event to its stream. False: the stream has that messageId already, and keeps its first copy.</summary>
    /// <param name="mark">The mark, of many events, under which it falls; null: none.</param>
    public bool Append(Session tx, StreamId stream, StoredEvent stored, Seal seal, int? mark = null) =>
        !blocks.Has(tx, stream, stored.Key)
        && tx.Sql("insert into events (bucket, stream, message, timestamp, accepted, machine, detail) values ($1, $2, $3, $4, $5, $6, $7) on conflict (bucket, stream, message) do nothing")
            .BindWithBucket(stream).Bind(stored.Key).Bind(stored.Event.Timestamp).Bind(stored.Accepted).Bind(mark is { } number ? MarkStore.InRows(number) : stored.Event.Machine ? 1L : 0L)
            .Bind(EventFormat.Close(stored, seal)).Run() > 0;

    /// <summary>The events of a stream, in no order that means anything.</summary>
    public void Read(Session session, StreamId stream, Seal seal, List<StoredEvent> into)
    {
        blocks.Read(session, stream, seal, into);
        ReadRows(session, stream, seal, into);
    }

    /// <summary>Those that are not folded yet.</summary>
    public void ReadRows(Session session, StreamId stream, Seal seal, List<StoredEvent> into)
    {
        using var rows = session.Sql("select message, timestamp, accepted, machine, detail from events where bucket = $1 and stream = $2").BindWithBucket(stream);
        while (rows.Step()) into.Add(OpenRow(rows, seal));
    }

    private static StoredEvent OpenRow(Statement row, Seal seal)
    {
        var stored = EventFormat.Open(MessageKey.Read(row.Blob(0)), row.Long(1), row.Long(2), row.Int(3) != 0, row.Blob(4), seal);
        return MarkStore.FromRow(row.Int(3)) is { } mark ? stored with { Mark = mark } : stored;
    }

    /// <summary>The events of a stream in a period, its end not among them; those that a mark of the number given here has marked, or that none has.</summary>
    /// <param name="sealOf">Asked only where there are such events.</param>
    /// <param name="marked">As in the rows: 0 for none.</param>
    public List<StoredEvent> ReadMarked(Session session, StreamId stream, Func<StreamId, Seal> sealOf, int marked, long from, long until)
    {
        var events = new List<StoredEvent>();
        Seal? seal = null;
        foreach (var face in blocks.Faces(session, stream))
        {
            if (!BlockFormat.OpenMarks(face.Machine, face.Events).AsSpan().Contains(marked)) continue;
            events.AddRange(blocks.Read(session, stream, face.Block, seal ??= sealOf(stream)).Where(stored => stored.InRow == marked && stored.Event.Timestamp >= from && stored.Event.Timestamp < until));
        }
        using var rows = session.Sql("select message, timestamp, accepted, machine, detail from events where bucket = $1 and stream = $2 and machine = $3 and timestamp >= $4 and timestamp < $5")
            .BindWithBucket(stream).Bind((long)marked).Bind(from).Bind(until);
        while (rows.Step()) events.Add(EventFormat.Open(MessageKey.Read(rows.Blob(0)), rows.Long(1), rows.Long(2), rows.Int(3) != 0, rows.Blob(4), seal ??= sealOf(stream)));
        return events;
    }

    /// <summary>How many events a stream has, and the sum of their keys, which changes with any row or block that is lost or added by hand.</summary>
    public StreamTally Count(Session session, StreamId stream)
    {
        var tally = new StreamTally(stream, 0, 0);
        foreach (var message in Messages(session, stream)) tally = tally.With(message);
        return tally;
    }

    /// <summary>The keys of all events of a stream.</summary>
    public List<MessageKey> Messages(Session session, StreamId stream)
    {
        var messages = new List<MessageKey>();
        foreach (var face in blocks.Faces(session, stream))
        {
            for (var i = 0; i < face.Messages.Length / MessageKey.Bytes; i++) messages.Add(BlockFormat.KeyAt(face.Messages, i));
        }
        using var rows = session.Sql("select message from events where bucket = $1 and stream = $2").BindWithBucket(stream);
        while (rows.Step()) messages.Add(MessageKey.Read(rows.Blob(0)));
        return messages;
    }

    /// <summary>When the event with that key was accepted in the stream; null when it is not there.</summary>
    public long? AcceptanceOf(Session session, StreamId stream, MessageKey message)
    {
        using (var row = session.Sql("select accepted from events where bucket = $1 and stream = $2 and message = $3").BindWithBucket(stream).Bind(message))
        {
            if (row.Step()) return row.Long(0);
        }
        return blocks.Find(session, stream, message)?.Accepted;
    }

    /// <summary>Marks an event as made by a machine, or takes the mark off. False when the stream has no such event, or it is so already.</summary>
    public bool Mark(Session tx, StreamId stream, MessageKey message, bool machine) => Mark(tx, stream, message, machine ? 1 : 0);

    /// <param name="by">0 for no mark, 1 for a single one; see <see cref="MarkStore.InRows"/>.</param>
    public bool Mark(Session tx, StreamId stream, MessageKey message, int by)
    {
        var inRow = tx.Sql("update events set machine = $4 where bucket = $1 and stream = $2 and message = $3 and (machine > 0) <> ($4 > 0)")
            .BindWithBucket(stream).Bind(message).Bind((long)by).Run() > 0;
        if (inRow) return true;
        if (blocks.Find(tx, stream, message) is not { } found || (found.Machine > 0) == (by > 0)) return false;
        blocks.Mark(tx, stream, found.Block, found.Place, by);
        return true;
    }

    /// <summary>Puts an event that one mark has marked under another, or under none (0).</summary>
    public void Remark(Session tx, StreamId stream, MessageKey message, int by)
    {
        var inRow = tx.Sql("update events set machine = $4 where bucket = $1 and stream = $2 and message = $3").BindWithBucket(stream).Bind(message).Bind((long)by).Run() > 0;
        if (!inRow && blocks.Find(tx, stream, message) is { } found) blocks.Mark(tx, stream, found.Block, found.Place, by);
    }

    /// <summary>The mark of many events that an event bears; null where there is none.</summary>
    public int? MarkOf(Session session, StreamId stream, MessageKey message)
    {
        using (var row = session.Sql("select machine from events where bucket = $1 and stream = $2 and message = $3").BindWithBucket(stream).Bind(message))
        {
            if (row.Step()) return MarkStore.FromRow(row.Int(0));
        }
        return blocks.Find(session, stream, message) is { } found ? MarkStore.FromRow(found.Machine) : null;
    }

    public bool Has(Session session, StreamId stream, MessageKey message) => AcceptanceOf(session, stream, message) is not null;

    /// <summary>The streams that have an event of that messageId. It asks every stream.</summary>
    public List<StreamId> StreamsWith(Session session, MessageKey message)
    {
        var streams = blocks.StreamsWith(session, message);
        using var rows = session.Sql("select i.identity from identities i where exists (select 1 from events e where e.bucket = i.bucket and e.stream = i.identity and e.message = $1)").Bind(message);
        while (rows.Step()) streams.Add(rows.Id(0));
        return streams;
    }

    /// <summary>Deletes some events of a stream, at most so many rows and a few blocks. False: there are none left.</summary>
    public bool Delete(Session tx, StreamId stream, int most)
    {
        const int BlocksMost = 8;
        var rows = tx.Sql("delete from events where bucket = $1 and stream = $2 and message in (select message from events where bucket = $1 and stream = $2 limit $3)")
            .BindWithBucket(stream).Bind((long)most).Run();
        if (rows == most) return true;
        tx.Sql("delete from packs where bucket = $1 and stream = $2").BindWithBucket(stream).Run();
        return blocks.Delete(tx, stream, BlocksMost) == BlocksMost;
    }
}
