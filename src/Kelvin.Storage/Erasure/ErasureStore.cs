using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Erasure;

/// <summary>
/// Who was erased, as keyed hashes of their identities, and the streams whose rows are still to be deleted. Those cannot be
/// read any more in any case: their keys went first.
/// </summary>
public sealed class ErasureStore(ServerKey key)
{
    public void Bury(Session tx, StreamId identity, long now) => Bury(tx, TombstoneOf(identity, now));

    /// <summary>What would be left of that identity.</summary>
    public Tombstone TombstoneOf(StreamId identity, long now) => new(identity.Bucket, key.TombstoneOf(identity), now);

    /// <summary>Puts up a tombstone of an identity that the store need never have known.</summary>
    public void Bury(Session tx, Tombstone tombstone) =>
        tx.Sql("insert into tombstones (bucket, tombstone, erased_at) values ($1, $2, $3) on conflict (bucket, tombstone) do nothing")
            .Bind(tombstone.Bucket).Bind(tombstone.Mark).Bind(tombstone.ErasedAt).Run();

    /// <summary>All tombstones with where they stand and since when.</summary>
    public List<Tombstone> Tombstones(Session session)
    {
        var all = new List<Tombstone>();
        using var rows = session.Sql("select bucket, tombstone, erased_at from tombstones order by bucket, tombstone");
        while (rows.Step()) all.Add(new Tombstone(rows.Int(0), rows.Id(1), rows.Long(2)));
        return all;
    }

    public bool IsBuried(Session session, StreamId identity)
    {
        using var row = session.Sql("select 1 from tombstones where bucket = $1 and tombstone = $2").Bind((long)identity.Bucket).Bind(key.TombstoneOf(identity));
        return row.Step();
    }

    /// <summary>All tombstones, as <see cref="ServerKey.TombstoneOf"/> makes them.</summary>
    public HashSet<StreamId> All(Session session)
    {
        var all = new HashSet<StreamId>();
        using var rows = session.Sql("select tombstone from tombstones");
        while (rows.Step()) all.Add(rows.Id(0));
        return all;
    }

    /// <summary>Lets an identity come back, by a person's decision.</summary>
    public bool Unbury(Session tx, StreamId identity) =>
        tx.Sql("delete from tombstones where bucket = $1 and tombstone = $2").Bind((long)identity.Bucket).Bind(key.TombstoneOf(identity)).Run() > 0;

    public void QueueStream(Session tx, StreamId stream, long now) =>
        tx.Sql("insert into erasures (bucket, stream, requested_at) values ($1, $2, $3) on conflict (bucket, stream) do nothing").BindWithBucket(stream).Bind(now).Run();

    public StreamId? NextStream(Session session)
    {
        using var row = session.Sql("select stream from erasures order by bucket, stream limit 1");
        return row.Step() ? row.Id(0) : null;
    }

    public void StreamDone(Session tx, StreamId stream) =>
        tx.Sql("delete from erasures where bucket = $1 and stream = $2").BindWithBucket(stream).Run();
}
