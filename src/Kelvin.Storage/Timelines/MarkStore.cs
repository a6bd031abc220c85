using System.Text;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Timelines;

/// <summary>A wish to mark all events of a source and a period as made by a machine, or to undo that.</summary>
/// <param name="From">The first timestamp. Milliseconds since 1970.</param>
/// <param name="Until">The first timestamp no longer.</param>
/// <param name="UndoneAt">Since when the events are to be unmarked again.</param>
/// <param name="Position">The last stream that was looked at; null: all have been.</param>
/// <param name="Events">Events that bear this mark.</param>
public sealed record StoredMark(
    int Mark, int Source, long From, long Until, string? Reason, long CreatedAt, string CreatedBy, long? UndoneAt, string? UndoneBy, StreamId? Position, long Events)
{
    /// <summary>Whether an event falls under it.</summary>
    public bool Covers(int source, long timestamp) => source == Source && timestamp >= From && timestamp < Until;
}

/// <summary>That somebody marked one event, or took its mark off.</summary>
public sealed record EventNote(long At, bool Machine, string By, string? Reason);

/// <summary>
/// The marks that were set on many events at a time. An event's row says by which of them it was marked, so that undoing
/// one leaves alone what was marked otherwise.
/// </summary>
public sealed class MarkStore(ServerKey key, IdentityStore identities)
{
    private const string Columns = "select mark, source, from_at, until_at, reason, created_at, created_by, undone_at, undone_by, position, events from marks ";

    /// <summary>In an event's row: 0 not marked, 1 marked by its sender or by itself, from here on by a mark of that number.</summary>
    private const int FirstInRows = 16;

    public static int InRows(int mark) => FirstInRows + mark;

    /// <summary>The mark of many events that stands in an event's row; null where none does.</summary>
    public static int? FromRow(int machine) => machine > FirstInRows ? machine - FirstInRows : null;

    public StoredMark Add(Session tx, int source, long from, long until, string? reason, string by, long now)
    {
        var number = Next(tx);
        tx.Sql("insert into marks (mark, source, from_at, until_at, reason, created_at, created_by, position, events) values ($1, $2, $3, $4, $5, $6, $7, $8, 0)")
            .Bind((long)number).Bind((long)source).Bind(from).Bind(until).BindTextOrNull(reason).Bind(now).Bind(by).Bind(default(StreamId)).Run();
        return Find(tx, number)!;
    }

    public StoredMark? Find(Session session, int mark)
    {
        using var row = session.Sql(Columns + "where mark = $1").Bind((long)mark);
        return row.Step() ? Read(row) : null;
    }

    /// <summary>The newest first.</summary>
    public List<StoredMark> All(Session session)
    {
        var marks = new List<StoredMark>();
        using var rows = session.Sql(Columns + "order by mark desc");
        while (rows.Step()) marks.Add(Read(rows));
        return marks;
    }

    /// <summary>Those that have not been taken back, the first first: of several that an event falls under the first marks it.</summary>
    public List<StoredMark> Standing(Session session)
    {
        var marks = new List<StoredMark>();
        using var rows = session.Sql(Columns + "where undone_at is null order by mark");
        while (rows.Step()) marks.Add(Read(rows));
        return marks;
    }

    /// <summary>One that is not finished; null: all are.</summary>
    public StoredMark? Unfinished(Session session)
    {
        using var row = session.Sql(Columns + "where position is not null order by mark limit 1");
        return row.Step() ? Read(row) : null;
    }

    /// <summary>Takes the mark back, from the first stream on.</summary>
    public void Undo(Session tx, int mark, string by, long now) =>
        tx.Sql("update marks set undone_at = $2, undone_by = $3, position = $4 where mark = $1 and undone_at is null").Bind((long)mark).Bind(now).Bind(by).Bind(default(StreamId)).Run();

    /// <summary>So many more events bear the mark, or fewer.</summary>
    public void Count(Session tx, int mark, long events) => tx.Sql("update marks set events = events + $2 where mark = $1").Bind((long)mark).Bind(events).Run();

    /// <param name="position">Null: all streams have been looked at.</param>
    public void Advance(Session tx, int mark, StreamId? position, long events)
    {
        var row = tx.Sql("update marks set position = $2, events = events + $3 where mark = $1").Bind((long)mark);
        (position is { } last ? row.Bind(last) : row.BindNull()).Bind(events).Run();
    }

    /// <summary>Remembers who marked one event, and why. The reason is sealed with the key of the stream's messages.</summary>
    public void Note(Session tx, StreamId stream, MessageKey message, bool machine, string? reason, string by, long now)
    {
        using var seal = SealOf(tx, stream);
        var row = tx.Sql("insert into event_marks (bucket, stream, message, at, machine, by_whom, reason) values ($1, $2, $3, $4, $5, $6, $7)")
            .BindWithBucket(stream).Bind(message).Bind(AfterTheLast(tx, stream, message, now)).Bind(machine ? 1 : 0).Bind(by);
        (reason is null ? row.BindNull() : row.Bind(seal.Close(Encoding.UTF8.GetBytes(reason)))).Run();
    }

    /// <summary>What is said of an event within the same millisecond keeps its order, and none of it is lost.</summary>
    private static long AfterTheLast(Session tx, StreamId stream, MessageKey message, long now)
    {
        using var last = tx.Sql("select at from event_marks where bucket = $1 and stream = $2 and message = $3 order by at desc limit 1").BindWithBucket(stream).Bind(message);
        return last.Step() ? Math.Max(now, last.Long(0) + 1) : now;
    }

    /// <summary>What was said of single events of a stream, the last first.</summary>
    public List<(MessageKey Message, EventNote Note)> NotesOf(Session session, StreamId stream)
    {
        var notes = new List<(MessageKey, EventNote)>();
        using var rows = session.Sql("select message, at, machine, by_whom, reason from event_marks where bucket = $1 and stream = $2 order by at desc").BindWithBucket(stream);
        Seal? seal = null;
        while (rows.Step())
        {
            var reason = rows.IsNull(4) ? null : Encoding.UTF8.GetString((seal ??= SealOf(session, stream)).Open(rows.Blob(4)));
            notes.Add((MessageKey.Read(rows.Blob(0)), new EventNote(rows.Long(1), rows.Int(2) == 1, rows.Text(3), reason)));
        }
        seal?.Dispose();
        return notes;
    }

    /// <summary>Forgets what was said of a stream's events.</summary>
    public void Forget(Session tx, StreamId stream) => tx.Sql("delete from event_marks where bucket = $1 and stream = $2").BindWithBucket(stream).Run();

    private Seal SealOf(Session session, StreamId stream) =>
        identities.Find(session, stream) is { } known ? key.MessageSeal(stream, known.Salt) : throw new StoreException($"The stream {stream} has no key.");

    private static int Next(Session tx)
    {
        using var row = tx.Sql("select coalesce(max(mark), 0) + 1 from marks");
        row.Step();
        return row.Int(0);
    }

    private static StoredMark Read(Statement row) => new(
        row.Int(0), row.Int(1), row.Long(2), row.Long(3), row.TextOrNull(4), row.Long(5), row.Text(6), row.LongOrNull(7), row.TextOrNull(8), row.IsNull(9) ? null : row.Id(9), row.Long(10));
}
