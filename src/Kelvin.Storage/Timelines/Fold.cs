using Kelvin.Scoring.Timelines;
using Kelvin.Storage.Keys;

namespace Kelvin.Storage.Timelines;

/// <summary>A stream with events that are not folded yet.</summary>
/// <param name="Oldest">The smallest of their timestamps.</param>
public readonly record struct FreshStream(StreamId Stream, int Rows, long Oldest);

/// <summary>A fold that was made beside the writer, and is to be written if nothing has changed meanwhile.</summary>
public sealed class Fold
{
    internal Fold(
        StreamId stream, IReadOnlyList<(MessageKey Message, int InRow)> rows, BlockFace? replaced, PackShapes shapes,
        IReadOnlyList<(int Number, int Events, BlockColumns Columns, SealedPack Pack)> blocks) =>
        (Stream, Rows, Replaced, Shapes, Blocks) = (stream, rows, replaced, shapes, blocks);

    /// <summary>What its packs name by number.</summary>
    public PackShapes Shapes { get; }

    /// <summary>How many rows it takes in.</summary>
    public int Events => Rows.Count;

    internal StreamId Stream { get; }

    /// <summary>The rows that it takes in, with their marks.</summary>
    internal IReadOnlyList<(MessageKey Message, int InRow)> Rows { get; }

    /// <summary>The block that it takes in; null: none.</summary>
    internal BlockFace? Replaced { get; }

    internal IReadOnlyList<(int Number, int Events, BlockColumns Columns, SealedPack Pack)> Blocks { get; }
}

/// <summary>Folding: rows become blocks, and blocks have packs beside them.</summary>
public sealed partial class TimelineStore
{
    /// <summary>A stream's last block takes new events in until it is so full; then a new one begins.</summary>
    private const int FullEnough = BlockStore.EventsMost / 2;

    /// <summary>Rows that one fold takes in at most.</summary>
    private const int RowsMost = 4_096;

    /// <summary>The streams after one that have rows, in the order of their ids.</summary>
    public List<FreshStream> Fresh(Session session, StreamId last, int most)
    {
        var streams = new List<FreshStream>();
        using var rows = session.Sql("select stream, count(*), min(timestamp) from events where (bucket, stream) > ($1, $2) group by bucket, stream order by bucket, stream limit $3")
            .BindWithBucket(last).Bind((long)most);
        while (rows.Step()) streams.Add(new FreshStream(rows.Id(0), rows.Int(1), rows.Long(2)));
        return streams;
    }

    /// <summary>Folds a stream's rows, in memory; of very many the first that were accepted. Null: there are none.</summary>
    public Fold? Prepare(Session session, StreamId stream, Seal seal, Seal packSeal, PackShapes shapes)
    {
        var events = new List<StoredEvent>();
        using (var oldest = session.Sql("select message, timestamp, accepted, machine, detail from events where bucket = $1 and stream = $2 order by accepted limit $3").BindWithBucket(stream).Bind((long)RowsMost))
        {
            while (oldest.Step()) events.Add(OpenRow(oldest, seal));
        }
        if (events.Count == 0) return null;
        var rows = events.Select(stored => (stored.Key, stored.InRow)).ToList();
        var last = blocks.Last(session, stream);
        var replaced = last?.Events < FullEnough ? last : null;
        if (replaced is not null) events.AddRange(blocks.Read(session, stream, replaced.Block, seal));
        events.Sort(InOrder);
        var number = replaced?.Block ?? (last?.Block ?? 0) + 1;
        return new Fold(stream, rows, replaced, shapes, Blocks(stream, number, events, seal, packSeal, shapes));
    }

    /// <summary>Folds events of a stream that has none yet and that never were rows: where a whole history comes in at once.</summary>
    public Fold PrepareNew(StreamId stream, List<StoredEvent> events, Seal seal, Seal packSeal, PackShapes shapes)
    {
        events.Sort(InOrder);
        return new Fold(stream, [], null, shapes, Blocks(stream, 1, events, seal, packSeal, shapes));
    }

    /// <summary>Writes a fold. False: a mark, an erasure or another fold came between; the transaction is then to be undone.</summary>
    public bool Write(Session tx, Fold fold, PackStore packs)
    {
        if (!TakeRows(tx, fold)) return false;
        foreach (var (number, events, columns, pack) in fold.Blocks)
        {
            blocks.Put(tx, fold.Stream, number, events, columns);
            packs.Put(tx, fold.Stream, pack);
        }
        return true;
    }

    /// <summary>Blocks after a place that have no pack of a layout, in order.</summary>
    public List<(StreamId Stream, int Block)> Unpacked(Session session, int layout, StreamId stream, int block, int most)
    {
        var found = new List<(StreamId, int)>();
        using var rows = session.Sql("select b.stream, b.block from blocks b left join packs p on p.bucket = b.bucket and p.stream = b.stream and p.block = b.block and p.layout = $1 "
            + "where (b.bucket, b.stream, b.block) > ($2, $3, $4) and p.block is null order by b.bucket, b.stream, b.block limit $5")
            .Bind((long)layout).BindWithBucket(stream).Bind((long)block).Bind((long)most);
        while (rows.Step()) found.Add((rows.Id(0), rows.Int(1)));
        return found;
    }

    /// <summary>Packs one block, in memory. Null: it is not there.</summary>
    public RepackedBlock? Repack(Session session, StreamId stream, int block, Seal seal, Seal packSeal, PackShapes shapes)
    {
        var face = blocks.Faces(session, stream).Find(face => face.Block == block);
        if (face is null) return null;
        var events = blocks.Read(session, stream, block, seal);
        return events.Count == 0 ? null : new RepackedBlock(stream, face, PackStore.Close(stream, block, events, shapes, packSeal), shapes);
    }

    /// <summary>Writes the pack of a block, if the block is still as it was.</summary>
    public bool Write(Session tx, RepackedBlock repacked, PackStore packs)
    {
        var face = blocks.Faces(tx, repacked.Stream).Find(face => face.Block == repacked.Face.Block);
        if (face is null || !IsSame(face, repacked.Face)) return false;
        packs.Put(tx, repacked.Stream, repacked.Pack);
        return true;
    }

    /// <summary>The blocks of a stream: their numbers and how many events each has.</summary>
    public List<(int Block, int Events)> Blocks(Session session, StreamId stream)
    {
        var all = new List<(int, int)>();
        using var rows = session.Sql("select block, events from blocks where bucket = $1 and stream = $2 order by block").BindWithBucket(stream);
        while (rows.Step()) all.Add((rows.Int(0), rows.Int(1)));
        return all;
    }

    /// <summary>The events of one block, in their order.</summary>
    public List<StoredEvent> ReadBlock(Session session, StreamId stream, int block, Seal seal) => blocks.Read(session, stream, block, seal);

    private static List<(int, int, BlockColumns, SealedPack)> Blocks(StreamId stream, int first, List<StoredEvent> inOrder, Seal seal, Seal packSeal, PackShapes shapes) =>
        [.. inOrder.Chunk(BlockStore.EventsMost).Select((chunk, i) => (first + i, chunk.Length, BlockFormat.Close(chunk, seal), PackStore.Close(stream, first + i, chunk, shapes, packSeal)))];

    private static int InOrder(StoredEvent left, StoredEvent right) => EventOrder.Compare(left.Event, right.Event);

    /// <summary>Nobody has marked, folded or forgotten what a fold takes in.</summary>
    private bool TakeRows(Session tx, Fold fold)
    {
        var last = blocks.Last(tx, fold.Stream);
        if (fold.Replaced is { } replaced ? last is null || !IsSame(last, replaced) : (last?.Block ?? 0) + 1 != fold.Blocks[0].Number) return false;
        foreach (var (message, inRow) in fold.Rows)
        {
            if (tx.Sql("delete from events where bucket = $1 and stream = $2 and message = $3 and machine = $4").BindWithBucket(fold.Stream).Bind(message).Bind((long)inRow).Run() == 0) return false;
        }
        return true;
    }

    private static bool IsSame(BlockFace left, BlockFace right) =>
        left.Block == right.Block && left.Messages.AsSpan().SequenceEqual(right.Messages) && left.Machine.AsSpan().SequenceEqual(right.Machine);
}

/// <summary>A pack that was made anew beside the writer.</summary>
public sealed class RepackedBlock
{
    internal RepackedBlock(StreamId stream, BlockFace face, SealedPack pack, PackShapes shapes) => (Stream, Face, Pack, Shapes) = (stream, face, pack, shapes);

    /// <summary>What it names by number.</summary>
    public PackShapes Shapes { get; }

    internal StreamId Stream { get; }
    internal BlockFace Face { get; }
    internal SealedPack Pack { get; }
}
