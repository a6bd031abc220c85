using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Timelines;

/// <summary>The events of the streams: rows that are added and never changed, but for the machine mark.</summary>
public sealed class TimelineStore
{
    /// <summary>Adds an event to its stream. False: the stream has that messageId already, and keeps its first copy.</summary>
    /// <param name="mark">The mark, of many events, under which it falls; null: none.</param>
    public bool Append(Session tx, StreamId stream, StoredEvent stored, Seal seal, int? mark = null) =>
        tx.Sql("insert into events (bucket, stream, message, timestamp, accepted, machine, detail) values ($1, $2, $3, $4, $5, $6, $7) on conflict (bucket, stream, message) do nothing")
            .BindWithBucket(stream).Bind(stored.Key).Bind(stored.Event.Timestamp).Bind(stored.Accepted).Bind(mark is { } number ? MarkStore.InRows(number) : stored.Event.Machine ? 1L : 0L)
            .Bind(EventFormat.Close(stored, seal)).Run() > 0;

    /// <summary>The events of a stream, in no order that means anything.</summary>
    public void Read(Session session, StreamId stream, Seal seal, List<StoredEvent> into)
    {
        using var rows = session.Sql("select message, timestamp, accepted, machine, detail from events where bucket = $1 and stream = $2").BindWithBucket(stream);
        while (rows.Step())
        {
            var stored = EventFormat.Open(MessageKey.Read(rows.Blob(0)), rows.Long(1), rows.Long(2), rows.Int(3) != 0, rows.Blob(4), seal);
            into.Add(MarkStore.FromRow(rows.Int(3)) is { } mark ? stored with { Mark = mark } : stored);
        }
    }

    /// <summary>The events of a stream in a period, its end not among them; those that a mark of the number given here has marked, or that none has.</summary>
    /// <param name="sealOf">Asked only where there are such events.</param>
    /// <param name="marked">As in the rows: 0 for none.</param>
    public List<StoredEvent> ReadMarked(Session session, StreamId stream, Func<StreamId, Seal> sealOf, int marked, long from, long until)
    {
        var events = new List<StoredEvent>();
        Seal? seal = null;
        using var rows = session.Sql("select message, timestamp, accepted, machine, detail from events where bucket = $1 and stream = $2 and machine = $3 and timestamp >= $4 and timestamp < $5")
            .BindWithBucket(stream).Bind((long)marked).Bind(from).Bind(until);
        while (rows.Step()) events.Add(EventFormat.Open(MessageKey.Read(rows.Blob(0)), rows.Long(1), rows.Long(2), rows.Int(3) != 0, rows.Blob(4), seal ??= sealOf(stream)));
        return events;
    }

    /// <summary>How many events a stream has, and the sum of their keys, which changes with any row that is lost or added by hand.</summary>
    public StreamTally Count(Session session, StreamId stream)
    {
        var tally = new StreamTally(stream, 0, 0);
        using var rows = session.Sql("select message from events where bucket = $1 and stream = $2").BindWithBucket(stream);
        while (rows.Step()) tally = tally.With(MessageKey.Read(rows.Blob(0)));
        return tally;
    }

    /// <summary>When the event with that key was accepted in the stream; null when it is not there.</summary>
    public long? AcceptanceOf(Session session, StreamId stream, MessageKey message)
    {
        using var row = session.Sql("select accepted from events where bucket = $1 and stream = $2 and message = $3").BindWithBucket(stream).Bind(message);
        return row.Step() ? row.Long(0) : null;
    }

    /// <summary>Marks an event as made by a machine, or takes the mark off. False when the stream has no such event, or it is so already.</summary>
    public bool Mark(Session tx, StreamId stream, MessageKey message, bool machine) => Mark(tx, stream, message, machine ? 1 : 0);

    /// <param name="by">0 for no mark, 1 for a single one; see <see cref="MarkStore.InRows"/>.</param>
    public bool Mark(Session tx, StreamId stream, MessageKey message, int by) =>
        tx.Sql("update events set machine = $4 where bucket = $1 and stream = $2 and message = $3 and (machine > 0) <> ($4 > 0)")
            .BindWithBucket(stream).Bind(message).Bind((long)by).Run() > 0;

    /// <summary>Puts an event that one mark has marked under another, or under none (0).</summary>
    public void Remark(Session tx, StreamId stream, MessageKey message, int by) =>
        tx.Sql("update events set machine = $4 where bucket = $1 and stream = $2 and message = $3").BindWithBucket(stream).Bind(message).Bind((long)by).Run();

    /// <summary>The mark of many events that an event bears; null where there is none.</summary>
    public int? MarkOf(Session session, StreamId stream, MessageKey message)
    {
        using var row = session.Sql("select machine from events where bucket = $1 and stream = $2 and message = $3").BindWithBucket(stream).Bind(message);
        return row.Step() ? MarkStore.FromRow(row.Int(0)) : null;
    }

    public bool Has(Session session, StreamId stream, MessageKey message) => AcceptanceOf(session, stream, message) is not null;

    /// <summary>The streams that have an event of that messageId. It asks every stream.</summary>
    public List<StreamId> StreamsWith(Session session, MessageKey message)
    {
        var streams = new List<StreamId>();
        using var rows = session.Sql("select i.identity from identities i where exists (select 1 from events e where e.bucket = i.bucket and e.stream = i.identity and e.message = $1)").Bind(message);
        while (rows.Step()) streams.Add(rows.Id(0));
        return streams;
    }

    /// <summary>Deletes some events of a stream, at most so many; gives how many there were.</summary>
    public int Delete(Session tx, StreamId stream, int most) =>
        tx.Sql("delete from events where bucket = $1 and stream = $2 and message in (select message from events where bucket = $1 and stream = $2 limit $3)")
            .BindWithBucket(stream).Bind(most).Run();
}
