using System.Collections.Concurrent;
using System.Security.Cryptography;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Identity;
using Kelvin.Storage;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Timelines;

/// <summary>When a stream's rows are folded: by their count, or by the age of the oldest.</summary>
internal readonly record struct FoldWhen(int Rows, TimeSpan Age)
{
    /// <summary>Few enough that little is left in rows; enough that a block is not written again for every event.</summary>
    public static FoldWhen Usual => new(32, TimeSpan.FromHours(24));

    public static FoldWhen Always => new(1, TimeSpan.Zero);

    public bool Holds(FreshStream stream, long now) => stream.Rows >= Rows || stream.Oldest <= now - (long)Age.TotalMilliseconds;
}

/// <summary>
/// Folds the rows of events into blocks with packs beside them, and packs anew what was packed for plans that look at less.
/// The work is done beside the writer, on snapshots; the writer only puts down what is still true.
/// </summary>
internal sealed class Folder(Store store, TimeProvider clock)
{
    private const int StreamsAtOnce = 512;

    /// <summary>Written in one transaction, which must not keep calls waiting.</summary>
    private const int FoldsAtOnce = 32;

    /// <summary>Layouts grow with each plan; one of this size is begun anew with what is looked at now.</summary>
    private const int LayoutMost = 400;

    /// <summary>Each holds a connection for reading, of which there are few.</summary>
    private static readonly int ThreadsMost = Math.Min(Environment.ProcessorCount, 4);

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    /// <summary>However many calls wait, so many breaths are enough.</summary>
    private const int BreathsMost = 10;

    /// <summary>What could not be folded because it does not open.</summary>
    public Action<StreamId, Exception>? OnDamage { get; set; }

    /// <summary>Sees to it that packs hold what the plans look at. True: a new layout has begun.</summary>
    public async Task<bool> FollowAsync(ShapeLayout plans)
    {
        using (var snapshot = store.Read())
        {
            if (store.Packs.ShapesOf(snapshot).Table.Layout.Covers(plans)) return false;
        }
        await store.WriteAsync(tx =>
        {
            var known = store.Packs.ShapesOf(tx).Table.Layout;
            var wider = known.With(plans);
            store.Packs.Begin(tx, wider.Size <= LayoutMost ? wider : plans);
        }).ConfigureAwait(false);
        using var after = store.Read();
        store.Packs.Renew(after);
        return true;
    }

    /// <summary>One walk over all streams that have rows. Gives how many events were folded.</summary>
    public async Task<long> FoldAsync(FoldWhen when, CancellationToken cancellation)
    {
        var (last, folded) = (default(StreamId), 0L);
        while (true)
        {
            List<FreshStream> next;
            PackShapes shapes;
            using (var snapshot = store.Read())
            {
                next = store.Timelines.Fresh(snapshot, last, StreamsAtOnce);
                shapes = store.Packs.ShapesOf(snapshot);
            }
            if (next.Count == 0) return folded;
            last = next[^1].Stream;
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            await GiveWayAsync(cancellation).ConfigureAwait(false);
            var folds = Prepare(next.Where(stream => when.Holds(stream, now)).Select(stream => stream.Stream), cancellation,
                (snapshot, stream, known) => store.Timelines.Prepare(snapshot, stream, known.Seal, known.PackSeal, shapes));
            foreach (var group in folds.Chunk(FoldsAtOnce)) folded += await WriteAsync(group, (tx, fold) => store.Timelines.Write(tx, fold, store.Packs), fold => fold.Events, shapes).ConfigureAwait(false);
        }
    }

    /// <summary>Packs all blocks that have no pack of the layout. Gives how many were packed.</summary>
    public async Task<long> RepackAsync(CancellationToken cancellation)
    {
        var (last, packed) = ((Stream: default(StreamId), Block: 0), 0L);
        while (true)
        {
            List<(StreamId Stream, int Block)> next;
            PackShapes shapes;
            using (var snapshot = store.Read())
            {
                shapes = store.Packs.ShapesOf(snapshot);
                next = store.Timelines.Unpacked(snapshot, shapes.Layout, last.Stream, last.Block, StreamsAtOnce);
            }
            if (next.Count == 0) return packed;
            last = next[^1];
            await GiveWayAsync(cancellation).ConfigureAwait(false);
            var blocks = next.ToLookup(block => block.Stream, block => block.Block);
            var repacked = Prepare(blocks.Select(group => group.Key), cancellation, (snapshot, stream, known) =>
                blocks[stream].Select(block => store.Timelines.Repack(snapshot, stream, block, known.Seal, known.PackSeal, shapes)).OfType<RepackedBlock>().ToList());
            foreach (var group in repacked.SelectMany(blocks => blocks).Chunk(FoldsAtOnce * 4))
                packed += await WriteAsync(group, (tx, block) => store.Timelines.Write(tx, block, store.Packs), _ => 1, shapes).ConfigureAwait(false);
        }
    }

    private List<T> Prepare<T>(IEnumerable<StreamId> streams, CancellationToken cancellation, Func<Snapshot, StreamId, KnownIdentity, T?> prepare) where T : class
    {
        var prepared = new ConcurrentBag<T>();
        Parallel.ForEach(
            streams, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = ThreadsMost }, store.Read,
            (stream, _, snapshot) =>
            {
                // Without its identity a stream is being erased.
                if (store.Identities.Find(snapshot, stream) is not { } stored) return snapshot;
                using var known = new KnownIdentity(stored, null, store.Identities);
                try
                {
                    if (prepare(snapshot, stream, known) is { } done) prepared.Add(done);
                }
                catch (Exception fault) when (fault is CryptographicException or StoreException or IndexOutOfRangeException or ArgumentException)
                {
                    OnDamage?.Invoke(stream, fault);
                }
                return snapshot;
            },
            snapshot => snapshot.Dispose());
        return [.. prepared];
    }

    /// <summary>All in one transaction, but for what is no longer true.</summary>
    private async Task<long> WriteAsync<T>(IReadOnlyList<T> all, Func<Session, T, bool> write, Func<T, int> size, PackShapes shapes)
    {
        var (written, saved) = await store.WriteAsync<(long, int[]?)>(tx =>
        {
            // Packs of a layout that is gone are of no use, and what they name must not be stored.
            if (store.Packs.ShapesOf(tx) != shapes) return (0, null);
            var written = 0L;
            foreach (var one in all)
            {
                tx.Save();
                if (write(tx, one)) written += size(one);
                else tx.BackToSaved();
            }
            return (written, store.Packs.Save(tx, shapes));
        }).ConfigureAwait(false);
        if (saved is not null) PackStore.Saved(shapes, saved);
        return written;
    }

    /// <summary>Calls that wait go first, for a while.</summary>
    private async Task GiveWayAsync(CancellationToken cancellation)
    {
        for (var i = 0; i < BreathsMost && store.Inbox.Depth > 0; i++) await Task.Delay(Breath, cancellation).ConfigureAwait(false);
    }
}
