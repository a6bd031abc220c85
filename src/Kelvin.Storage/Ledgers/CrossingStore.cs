using Kelvin.Storage.Identity;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Ledgers;

/// <summary>What a row of the ledger is about. The numbers are in the store.</summary>
public enum RowKind : byte { Grade = 1, Level = 2, Verdict = 3, Threshold = 4, Stage = 5, Segment = 6 }

/// <summary>Something that was raised: a crossing, or a move from stage to stage.</summary>
/// <param name="Id">Fixed by the transaction that records it; the message to the world has the same. The ids of a subject lie in the order in which they were recorded.</param>
/// <param name="Plan">The plan's number; null where a person moved the lead.</param>
/// <param name="At">The instant at which it became true.</param>
/// <param name="Data">What it says, a JSON object.</param>
public sealed record StoredCrossing(StreamId Id, StreamId Subject, RowKind Kind, int? Plan, int? Version, long At, long RecordedAt, ReadOnlyMemory<byte> Data);

/// <summary>
/// The ledger of what was raised. What it says of a person is sealed with a key that goes when the person is erased; of an
/// account it is not sealed, as its scores are not.
/// </summary>
public sealed class CrossingStore(ServerKey key, IdentityStore identities)
{
    public void Add(Session tx, StreamId subject, IReadOnlyList<StoredCrossing> crossings)
    {
        using var seal = SealOf(tx, subject);
        foreach (var crossing in crossings)
        {
            tx.Sql("insert into crossings (bucket, subject, crossing, kind, plan, version, at, recorded_at, data) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
                .BindWithBucket(subject).Bind(crossing.Id).Bind((long)crossing.Kind).Bind(crossing.Plan).Bind(crossing.Version).Bind(crossing.At).Bind(crossing.RecordedAt)
                .Bind(seal is null ? crossing.Data.Span : seal.Close(crossing.Data.Span)).Run();
        }
    }

    /// <summary>All that was raised of a subject under that id, in the order in which it was recorded.</summary>
    public List<StoredCrossing> Of(Session session, StreamId subject)
    {
        var found = new List<StoredCrossing>();
        using var seal = SealOf(session, subject);
        using var rows = session.Sql("select crossing, kind, plan, version, at, recorded_at, data from crossings where bucket = $1 and subject = $2 order by crossing").BindWithBucket(subject);
        while (rows.Step())
        {
            var data = seal is null ? rows.Blob(6).ToArray() : seal.Open(rows.Blob(6));
            found.Add(new StoredCrossing(rows.Id(0), subject, (RowKind)rows.Int(1), (int?)rows.LongOrNull(2), (int?)rows.LongOrNull(3), rows.Long(4), rows.Long(5), data));
        }
        return found;
    }

    public void DeleteAll(Session tx, StreamId subject) =>
        tx.Sql("delete from crossings where bucket = $1 and subject = $2").BindWithBucket(subject).Run();

    /// <summary>A lead's id is that of an identity; an account's is not.</summary>
    private Seal? SealOf(Session session, StreamId subject) =>
        identities.Find(session, subject) is { } person ? key.MessageSeal(subject, person.Salt) : null;
}
