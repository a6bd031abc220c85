using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Ingest;

/// <summary>A row of the inbox, ready to be processed.</summary>
/// <param name="Chunk">The number of acceptance of its first call; the others follow.</param>
/// <param name="Bytes">What it takes of the room in the inbox.</param>
public readonly record struct WaitingCalls(int Bucket, long Chunk, int Bytes, InboxBatch Batch);

/// <summary>
/// Calls that are on disk and not yet processed. On SQLite all lie in one bucket in the order of their acceptance;
/// sealed, because deleted rows live on in the log for a while.
/// </summary>
public sealed class InboxStore
{
    private const int OnlyBucket = 0;

    private readonly Writer writer;
    private readonly StoreSettings settings;
    private readonly Seal seal;
    private readonly TimeProvider clock;
    private readonly CounterStore counters;
    private readonly Sequence sequence;
    private long items;
    private long bytes;
    private long uncountedRejects;
    private long uncountedSuppressed;

    internal InboxStore(Writer writer, StoreSettings settings, ServerKey key, TimeProvider clock, CounterStore counters, Session session)
    {
        (this.writer, this.settings, this.clock, this.counters, seal) = (writer, settings, clock, counters, key.Inbox);
        using (var row = session.Sql("select coalesce(sum(items), 0), coalesce(sum(length(body)), 0) from inbox"))
        {
            row.Step();
            (items, bytes) = (row.Long(0), row.Long(1));
        }
        sequence = new Sequence(counters.Read(session, Counter.Sequence));
    }

    /// <summary>Calls that wait.</summary>
    public long Depth => Volatile.Read(ref items);

    /// <summary>Calls that were refused or suppressed since the counts went to disk last.</summary>
    public (long Rejected, long Suppressed) Uncounted => (Volatile.Read(ref uncountedRejects), Volatile.Read(ref uncountedSuppressed));

    /// <summary>Keeps the calls of a request. When the task ends with <see cref="InboxAnswer.OnDisk"/> they are on disk, together.</summary>
    public async Task<InboxAnswer> AppendAsync(InboxBatch batch)
    {
        if (batch.Items.Count == 0)
        {
            // A count alone is worth no sync: it goes to disk with the next calls.
            Interlocked.Add(ref uncountedRejects, batch.Rejected);
            Interlocked.Add(ref uncountedSuppressed, batch.Suppressed);
            return InboxAnswer.OnDisk;
        }
        var chunks = Pack(batch);
        var size = chunks.Sum(c => (long)c.Body.Length);
        if (!Reserve(batch.Items.Count, size)) return InboxAnswer.Full;
        try
        {
            await writer.RunUrgentAsync(tx =>
            {
                Insert(tx, batch, chunks);
                return true;
            }).ConfigureAwait(false);
            return InboxAnswer.OnDisk;
        }
        catch (Exception fault) when (fault is StoreFault or StoreException or ObjectDisposedException)
        {
            Release(batch.Items.Count, size);
            return InboxAnswer.Unavailable;
        }
    }

    /// <summary>
    /// Keeps calls that the server makes itself, in the transaction that makes them; however full the inbox is. What it gives is
    /// to be run once that is on disk.
    /// </summary>
    public Action AppendWithin(Session tx, InboxBatch batch)
    {
        var chunks = Pack(batch);
        Insert(tx, batch, chunks);
        return () =>
        {
            Interlocked.Add(ref items, batch.Items.Count);
            Interlocked.Add(ref bytes, chunks.Sum(chunk => (long)chunk.Body.Length));
        };
    }

    /// <summary>When the call that waits longest was received; null when none waits.</summary>
    public static long? OldestReceipt(Session session)
    {
        using var row = session.Sql("select received_at from inbox order by bucket, chunk limit 1");
        return row.Step() ? row.Long(0) : null;
    }

    /// <summary>When the call was received that came last of those that wait; null when none waits.</summary>
    public static long? LatestReceipt(Session session)
    {
        using var row = session.Sql("select max(received_at) from inbox");
        return row.Step() ? row.LongOrNull(0) : null;
    }

    /// <summary>The rows that wait longest, after the given number of acceptance, up to so many calls (but at least one row).</summary>
    public IReadOnlyList<WaitingCalls> Oldest(Session session, int itemsMost, long after = 0)
    {
        var waiting = new List<WaitingCalls>();
        using var row = session.Sql("select bucket, chunk, items, body from inbox where bucket = $1 and chunk > $2 order by chunk").Bind(OnlyBucket).Bind(after);
        for (var taken = 0; taken < itemsMost && row.Step(); taken += row.Int(2))
        {
            var body = row.Blob(3);
            waiting.Add(new WaitingCalls(row.Int(0), row.Long(1), body.Length, InboxChunk.Read(seal.Open(body))));
        }
        return waiting;
    }

    /// <summary>Takes a processed row out, in the transaction that holds the effects of its calls.</summary>
    public void Remove(Session tx, WaitingCalls calls) =>
        tx.Sql("delete from inbox where bucket = $1 and chunk = $2").Bind(calls.Bucket).Bind(calls.Chunk).Run();

    /// <summary>Cuts a row into rows of one call each, which keep their numbers of acceptance.</summary>
    public void Split(Session tx, WaitingCalls calls)
    {
        Remove(tx, calls);
        for (var i = 0; i < calls.Batch.Items.Count; i++) InsertRow(tx, calls.Chunk + i, 1, calls.Batch.ReceivedAt, seal.Close(InboxChunk.Write(calls.Batch, i, 1)));
    }

    /// <summary>Keeps a row that cannot be processed where it holds up nobody, and a person may look at it.</summary>
    public void SetAside(Session tx, WaitingCalls calls, string reason)
    {
        tx.Sql("insert into set_aside (bucket, chunk, received_at, reason, body) values ($1, $2, $3, $4, $5)")
            .Bind(OnlyBucket).Bind(calls.Chunk).Bind(calls.Batch.ReceivedAt).Bind(reason).Bind(seal.Close(InboxChunk.Write(calls.Batch, 0, calls.Batch.Items.Count))).Run();
        Remove(tx, calls);
    }

    /// <summary>To be called once the removal is on disk: makes room for others.</summary>
    public void Removed(IEnumerable<WaitingCalls> calls)
    {
        foreach (var row in calls) Release(row.Batch.Items.Count, row.Bytes);
    }

    private void Insert(Session tx, InboxBatch batch, List<(byte[] Body, int Items)> chunks)
    {
        foreach (var (body, count) in chunks)
        {
            InsertRow(tx, sequence.Take(count, clock.GetUtcNow().ToUnixTimeMilliseconds()), count, batch.ReceivedAt, body);
        }
        var suppressed = batch.Suppressed + Interlocked.Exchange(ref uncountedSuppressed, 0);
        counters.Add(tx, Counter.Accepted, batch.Items.Count + suppressed);
        counters.Add(tx, Counter.Suppressed, suppressed);
        counters.Add(tx, Counter.Rejected, batch.Rejected + Interlocked.Exchange(ref uncountedRejects, 0));
        counters.Set(tx, Counter.Sequence, sequence.Last);
    }

    private static void InsertRow(Session tx, long chunk, int items, long receivedAt, byte[] body) =>
        tx.Sql("insert into inbox (bucket, chunk, items, received_at, body) values ($1, $2, $3, $4, $5)")
            .Bind(OnlyBucket).Bind(chunk).Bind(items).Bind(receivedAt).Bind(body).Run();

    private List<(byte[] Body, int Items)> Pack(InboxBatch batch)
    {
        var chunks = new List<(byte[], int)>(1);
        for (var start = 0; start < batch.Items.Count;)
        {
            var count = 0;
            for (var size = 0; start + count < batch.Items.Count && count < InboxChunk.ItemsMost && (count == 0 || size < InboxChunk.BytesMost); count++)
            {
                size += batch.Items[start + count].Json.Length;
            }
            chunks.Add((seal.Close(InboxChunk.Write(batch, start, count)), count));
            start += count;
        }
        return chunks;
    }

    private bool Reserve(int count, long size)
    {
        var deep = Interlocked.Add(ref items, count) > settings.InboxItemsMost;
        var large = Interlocked.Add(ref bytes, size) > settings.InboxBytesMost;
        if (!deep && !large) return true;
        Release(count, size);
        return false;
    }

    private void Release(int count, long size)
    {
        Interlocked.Add(ref items, -count);
        Interlocked.Add(ref bytes, -size);
    }
}
