using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Access;

/// <summary>A browser that is signed in, by a user or with a token. Of its secret, and of the token that it began with, only hashes are kept.</summary>
/// <param name="TokenHash">Empty where a user signed in.</param>
/// <param name="SeenAt">When it was last used, to within some minutes.</param>
public sealed record StoredSession(byte[] TokenHash, long CreatedAt, long SeenAt, int? User);

public sealed class SessionStore
{
    public void Add(Session tx, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> tokenHash, int? user, long now) =>
        tx.Sql("insert into sessions (hash, token_hash, created_at, seen_at, user_id) values ($1, $2, $3, $4, $5)").Bind(hash).Bind(tokenHash).Bind(now).Bind(now).Bind((long?)user).Run();

    public StoredSession? Find(Session session, ReadOnlySpan<byte> hash)
    {
        using var row = session.Sql("select token_hash, created_at, seen_at, user_id from sessions where hash = $1").Bind(hash);
        return row.Step() ? new StoredSession(row.Blob(0).ToArray(), row.Long(1), row.Long(2), (int?)row.LongOrNull(3)) : null;
    }

    public void Seen(Session tx, ReadOnlySpan<byte> hash, long now) => tx.Sql("update sessions set seen_at = $2 where hash = $1").Bind(hash).Bind(now).Run();

    public void Remove(Session tx, ReadOnlySpan<byte> hash) => tx.Sql("delete from sessions where hash = $1").Bind(hash).Run();

    /// <summary>All of a user's: they are removed, or what they may do or how they sign in has changed.</summary>
    public void RemoveOf(Session tx, int user) => tx.Sql("delete from sessions where user_id = $1").Bind(user).Run();

    /// <summary>Those that began, or were last used, before an instant.</summary>
    public void RemoveOld(Session tx, long createdBefore, long seenBefore) =>
        tx.Sql("delete from sessions where created_at < $1 or seen_at < $2").Bind(createdBefore).Bind(seenBefore).Run();
}
