using Kelvin.Storage.Keys;

namespace Kelvin.Storage.Timelines;

/// <summary>What of a block can be seen without the key of its stream.</summary>
/// <param name="Messages">The keys of its messages, in the order of its events.</param>
/// <param name="Machine">Their marks, as <see cref="BlockFormat"/> writes them.</param>
internal sealed record BlockFace(int Block, int Events, byte[] Messages, byte[] Machine);

/// <summary>
/// The older events of the streams, in blocks of up to <see cref="EventsMost"/>: the truth of those events, as the rows are of the
/// newest. A block is written as a whole; only the marks beside it change by themselves.
/// </summary>
internal sealed class BlockStore
{
    /// <summary>However much a stream does, a slice of work rewrites no more of it than this.</summary>
    public const int EventsMost = 1_024;

    public void Read(Session session, StreamId stream, Seal seal, List<StoredEvent> into)
    {
        foreach (var block in Columns(session, stream)) BlockFormat.Open(block, seal, into);
    }

    /// <summary>One block's events, in their order.</summary>
    public List<StoredEvent> Read(Session session, StreamId stream, int block, Seal seal)
    {
        var events = new List<StoredEvent>();
        using var row = session.Sql("select messages, accepted, machine, detail from blocks where bucket = $1 and stream = $2 and block = $3").BindWithBucket(stream).Bind((long)block);
        if (row.Step()) BlockFormat.Open(ColumnsOf(row, 0), seal, events);
        return events;
    }

    /// <summary>The blocks of a stream without what is sealed, in their order.</summary>
    public List<BlockFace> Faces(Session session, StreamId stream)
    {
        var faces = new List<BlockFace>();
        using var rows = session.Sql("select block, events, messages, machine from blocks where bucket = $1 and stream = $2 order by block").BindWithBucket(stream);
        while (rows.Step()) faces.Add(new BlockFace(rows.Int(0), rows.Int(1), rows.Blob(2).ToArray(), rows.Blob(3).ToArray()));
        return faces;
    }

    /// <summary>The last block of a stream; null when it has none.</summary>
    public BlockFace? Last(Session session, StreamId stream)
    {
        using var row = session.Sql("select block, events, messages, machine from blocks where bucket = $1 and stream = $2 order by block desc limit 1").BindWithBucket(stream);
        return row.Step() ? new BlockFace(row.Int(0), row.Int(1), row.Blob(2).ToArray(), row.Blob(3).ToArray()) : null;
    }

    /// <summary>Whether some block of the stream has the message.</summary>
    public bool Has(Session session, StreamId stream, MessageKey message)
    {
        using var rows = session.Sql("select messages from blocks where bucket = $1 and stream = $2").BindWithBucket(stream);
        while (rows.Step())
        {
            if (BlockFormat.Find(rows.Blob(0), message) >= 0) return true;
        }
        return false;
    }

    /// <summary>When the message was accepted, and who marked it; null when no block of the stream has it.</summary>
    public (int Block, int Place, long Accepted, int Machine)? Find(Session session, StreamId stream, MessageKey message)
    {
        using var rows = session.Sql("select block, events, messages, accepted, machine from blocks where bucket = $1 and stream = $2").BindWithBucket(stream);
        while (rows.Step())
        {
            var place = BlockFormat.Find(rows.Blob(2), message);
            if (place >= 0) return (rows.Int(0), place, BlockFormat.ReadAccepted(rows.Blob(3), rows.Int(1))[place], BlockFormat.OpenMarks(rows.Blob(4), rows.Int(1))[place]);
        }
        return null;
    }

    /// <summary>Sets who marked one event of a block; its pack, which says otherwise, goes.</summary>
    public void Mark(Session tx, StreamId stream, int block, int place, int by)
    {
        int[] marks;
        using (var row = tx.Sql("select events, machine from blocks where bucket = $1 and stream = $2 and block = $3").BindWithBucket(stream).Bind((long)block))
        {
            row.Step();
            marks = BlockFormat.OpenMarks(row.Blob(1), row.Int(0));
        }
        marks[place] = by;
        tx.Sql("update blocks set machine = $4 where bucket = $1 and stream = $2 and block = $3").BindWithBucket(stream).Bind((long)block).Bind(BlockFormat.CloseMarks(marks)).Run();
        tx.Sql("delete from packs where bucket = $1 and stream = $2 and block = $3").BindWithBucket(stream).Bind((long)block).Run();
    }

    public void Put(Session tx, StreamId stream, int block, int events, in BlockColumns columns) =>
        tx.Sql("insert into blocks (bucket, stream, block, events, messages, accepted, machine, detail) values ($1, $2, $3, $4, $5, $6, $7, $8) "
            + "on conflict (bucket, stream, block) do update set events = excluded.events, messages = excluded.messages, accepted = excluded.accepted, machine = excluded.machine, detail = excluded.detail")
            .BindWithBucket(stream).Bind((long)block).Bind((long)events).Bind(columns.Messages).Bind(columns.Accepted).Bind(columns.Machine).Bind(columns.Detail).Run();

    /// <summary>Deletes blocks of a stream, at most so many; gives how many there were.</summary>
    public int Delete(Session tx, StreamId stream, int most) =>
        tx.Sql("delete from blocks where bucket = $1 and stream = $2 and block in (select block from blocks where bucket = $1 and stream = $2 order by block limit $3)")
            .BindWithBucket(stream).Bind((long)most).Run();

    /// <summary>The streams with a block that has the message. It asks every block.</summary>
    public List<StreamId> StreamsWith(Session session, MessageKey message)
    {
        var streams = new List<StreamId>();
        using var rows = session.Sql("select stream, messages from blocks");
        while (rows.Step())
        {
            if (BlockFormat.Find(rows.Blob(1), message) >= 0) streams.Add(rows.Id(0));
        }
        return streams;
    }

    private static List<BlockColumns> Columns(Session session, StreamId stream)
    {
        var blocks = new List<BlockColumns>();
        using var rows = session.Sql("select messages, accepted, machine, detail from blocks where bucket = $1 and stream = $2 order by block").BindWithBucket(stream);
        while (rows.Step()) blocks.Add(ColumnsOf(rows, 0));
        return blocks;
    }

    private static BlockColumns ColumnsOf(Statement row, int from) =>
        new(row.Blob(from).ToArray(), row.Blob(from + 1).ToArray(), row.Blob(from + 2).ToArray(), row.Blob(from + 3).ToArray());
}
