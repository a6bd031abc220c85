using System.Security.Cryptography;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Identity;

/// <summary>The identities, and the lead that each belongs to. An old lead's id is that of one of its identities, and so leads to the new one.</summary>
public sealed class IdentityStore(ServerKey key)
{
    public StoredIdentity? Find(Session session, StreamId identity)
    {
        using var row = session.Sql("select kind, marks, lead, salt, value from identities where bucket = $1 and identity = $2").BindWithBucket(identity);
        return row.Step()
            ? new StoredIdentity(identity, (IdentityKind)row.Int(0), (byte)row.Int(1), row.Id(2), row.Blob(3).ToArray(), row.Blob(4).ToArray())
            : null;
    }

    /// <summary>The lead that the identity belongs to, or belonged to under that id; null when it is unknown.</summary>
    public StreamId? LeadOf(Session session, StreamId identity)
    {
        using var row = session.Sql("select lead from identities where bucket = $1 and identity = $2").BindWithBucket(identity);
        return row.Step() ? row.Id(0) : null;
    }

    /// <summary>Every identity with its lead, in the order of their ids.</summary>
    public IEnumerable<(StreamId Identity, StreamId Lead)> All(Session session)
    {
        using var rows = session.Sql("select identity, lead from identities order by bucket, identity");
        while (rows.Step()) yield return (rows.Id(0), rows.Id(1));
    }

    /// <summary>The identities of one bucket.</summary>
    public List<StreamId> InBucket(Session session, int bucket)
    {
        var all = new List<StreamId>();
        using var rows = session.Sql("select identity from identities where bucket = $1 order by identity").Bind(bucket);
        while (rows.Step()) all.Add(rows.Id(0));
        return all;
    }

    /// <summary>The identities after one, in the order of their ids, each with its lead. Unlike leads, they never take each other's place.</summary>
    public List<(StreamId Identity, StreamId Lead)> After(Session session, StreamId last, int most)
    {
        var next = new List<(StreamId, StreamId)>();
        using var rows = session.Sql("select identity, lead from identities where (bucket, identity) > ($1, $2) order by bucket, identity limit $3").BindWithBucket(last).Bind(most);
        while (rows.Step()) next.Add((rows.Id(0), rows.Id(1)));
        return next;
    }

    /// <summary>Adds an identity that is a lead by itself, with a fresh key for its stream.</summary>
    public StoredIdentity Add(Session tx, StreamId id, IdentityKind kind, ReadOnlySpan<byte> value, byte marks, out Seal seal)
    {
        var salt = RandomNumberGenerator.GetBytes(StoredIdentity.SaltBytes);
        seal = key.StreamSeal(id, salt);
        var identity = new StoredIdentity(id, kind, marks, id, salt, StoredIdentity.SealValue(value, seal));
        tx.Sql("insert into identities (bucket, identity, kind, marks, lead, salt, value) values ($1, $2, $3, $4, $5, $6, $7)")
            .BindWithBucket(id).Bind((long)kind).Bind((long)marks).Bind(id).Bind(salt).Bind(identity.SealedValue).Run();
        return identity;
    }

    public void SetLead(Session tx, StreamId identity, StreamId lead) =>
        tx.Sql("update identities set lead = $3 where bucket = $1 and identity = $2").BindWithBucket(identity).Bind(lead).Run();

    public void SetMarks(Session tx, StreamId identity, byte marks) =>
        tx.Sql("update identities set marks = $3 where bucket = $1 and identity = $2").BindWithBucket(identity).Bind((long)marks).Run();

    /// <summary>Forgets an identity and with it the key of its stream: what the stream holds can never be read again.</summary>
    public void Delete(Session tx, StreamId identity) =>
        tx.Sql("delete from identities where bucket = $1 and identity = $2").BindWithBucket(identity).Run();

    /// <summary>The key of the identity's stream. Dispose it.</summary>
    public Seal SealOf(StoredIdentity identity) => key.StreamSeal(identity.Id, identity.Salt);

    /// <summary>The key of the packs of the identity's stream. Dispose it.</summary>
    public Seal PackSealOf(StoredIdentity identity) => key.PackSeal(identity.Id, identity.Salt);
}
