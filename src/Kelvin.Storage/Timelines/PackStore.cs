using System.Security.Cryptography;
using Kelvin.Scoring.Timelines;
using Kelvin.Storage.Keys;

namespace Kelvin.Storage.Timelines;

/// <summary>A pack as it lies in the store.</summary>
/// <param name="Layout">Of the shapes that it names.</param>
public readonly record struct SealedPack(int Block, int Layout, int Events, byte[] Bytes);

/// <summary>
/// The packs: beside each block what the plans see of it, under a key of its stream. A cache: what is lost, damaged or of an
/// older layout is read from the block, and packed anew.
/// </summary>
public sealed class PackStore(ServerKey key)
{
    private volatile PackShapes? shapes;

    /// <summary>The shapes that new packs name.</summary>
    public PackShapes ShapesOf(Session session)
    {
        if (shapes is { } known) return known;
        using var row = session.Sql("select layout, document from shape_layouts order by layout desc limit 1");
        if (!row.Step()) return new PackShapes(0, ShapeLayout.Empty.MakeTable());
        var (layout, document) = (row.Int(0), row.Blob(1).ToArray());
        row.Dispose();
        return shapes = PackShapes.Read(session, key, layout, document);
    }

    /// <summary>From now on packs hold what a new layout looks at; those that are there are packed anew.</summary>
    public void Begin(Session tx, ShapeLayout fields)
    {
        var layout = ShapesOf(tx).Layout + 1;
        tx.Sql("insert into shape_layouts (layout, document) values ($1, $2)").Bind((long)layout).Bind(key.Shapes.Close(PackShapes.WriteLayout(fields))).Run();
        tx.Sql("delete from shape_layouts where layout < $1").Bind((long)layout).Run();
        tx.Sql("delete from shapes where layout < $1").Bind((long)layout).Run();
    }

    /// <summary>Reads the shapes again: after a new layout has begun, or somebody else may have numbered some.</summary>
    public void Renew(Session session)
    {
        shapes = null;
        ShapesOf(session);
    }

    /// <summary>Stores what new packs name by number. Gives what is to be told to <see cref="Saved"/> once it is on disk.</summary>
    public int[] Save(Session tx, PackShapes named)
    {
        var counts = named.Counts();
        named.Save(tx, key);
        return counts;
    }

    public static void Saved(PackShapes named, int[] counts) => named.Saved(counts);

    /// <summary>The packs of a stream, in the order of their blocks.</summary>
    public void Read(Session session, StreamId stream, List<SealedPack> into)
    {
        using var rows = session.Sql("select block, layout, events, pack from packs where bucket = $1 and stream = $2 order by block").BindWithBucket(stream);
        while (rows.Step()) into.Add(new SealedPack(rows.Int(0), rows.Int(1), rows.Int(2), rows.Blob(3).ToArray()));
    }

    internal void Put(Session tx, StreamId stream, in SealedPack pack) =>
        tx.Sql("insert into packs (bucket, stream, block, layout, events, pack) values ($1, $2, $3, $4, $5, $6) "
            + "on conflict (bucket, stream, block) do update set layout = excluded.layout, events = excluded.events, pack = excluded.pack")
            .BindWithBucket(stream).Bind((long)pack.Block).Bind((long)pack.Layout).Bind((long)pack.Events).Bind(pack.Bytes).Run();

    /// <summary>Packs a block's events.</summary>
    internal static SealedPack Close(StreamId stream, int block, IReadOnlyList<StoredEvent> inOrder, PackShapes shapes, Seal seal) =>
        new(block, shapes.Layout, inOrder.Count, seal.CloseBeside(PackFormat.Write(stream, inOrder, shapes), Beside(block, shapes.Layout, inOrder.Count)));

    /// <summary>Appends a pack's events to a timeline. False: it is damaged or of another layout, and the timeline is not to be used.</summary>
    /// <param name="map">To the shapes of some plans; null: the timeline keeps the shapes of the packs.</param>
    public static bool TryOpen(in SealedPack pack, PackShapes shapes, ShapeMap? map, Seal seal, Timeline into)
    {
        if (pack.Layout != shapes.Layout) return false;
        try
        {
            return PackFormat.Read(seal.OpenBeside(pack.Bytes, Beside(pack.Block, pack.Layout, pack.Events)), shapes, map, into) == pack.Events;
        }
        catch (Exception fault) when (fault is CryptographicException or StoreException or IndexOutOfRangeException or ArgumentException)
        {
            return false;
        }
    }

    private static byte[] Beside(int block, int layout, int events) =>
        [.. BitConverter.GetBytes(block), .. BitConverter.GetBytes(layout), .. BitConverter.GetBytes(events)];
}
