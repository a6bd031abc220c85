using Kelvin.Storage.Ingest;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Access;

/// <summary>A source of events. Of its write key only the hash is kept, and a hint by which a person knows it again.</summary>
public sealed record StoredSource(int Source, string Name, string KeyHint, KeyPower Power, long CreatedAt, long? RevokedAt);

/// <summary>A token of the management API, of which only the hash is kept.</summary>
public sealed record StoredToken(string Token, string Name, string Role, long CreatedAt, long? ExpiresAt, long? RevokedAt);

/// <summary>Who may send events, and who may use the management API.</summary>
public sealed class AccessStore
{
    private const string SourceColumns = "select source, name, key_hint, power, created_at, revoked_at from sources ";
    private const string TokenColumns = "select token, name, role, created_at, expires_at, revoked_at from tokens ";

    public StoredSource AddSource(Session tx, string name, ReadOnlySpan<byte> keyHash, string keyHint, KeyPower power, long now)
    {
        int source;
        using (var row = tx.Sql("select coalesce(max(source), 0) + 1 from sources"))
        {
            row.Step();
            source = row.Int(0);
        }
        tx.Sql("insert into sources (source, name, key_hash, key_hint, power, created_at) values ($1, $2, $3, $4, $5, $6)")
            .Bind(source).Bind(name).Bind(keyHash).Bind(keyHint).Bind((long)power).Bind(now).Run();
        return new StoredSource(source, name, keyHint, power, now, null);
    }

    public IReadOnlyList<StoredSource> Sources(Session session)
    {
        var sources = new List<StoredSource>();
        using var rows = session.Sql(SourceColumns + "order by source");
        while (rows.Step()) sources.Add(ReadSource(rows));
        return sources;
    }

    /// <summary>The source with that write key, revoked ones too.</summary>
    public StoredSource? FindSource(Session session, ReadOnlySpan<byte> keyHash)
    {
        using var row = session.Sql(SourceColumns + "where key_hash = $1").Bind(keyHash);
        return row.Step() ? ReadSource(row) : null;
    }

    public bool RevokeSource(Session tx, int source, long now) =>
        tx.Sql("update sources set revoked_at = $2 where source = $1 and revoked_at is null").Bind(source).Bind(now).Run() > 0;

    public StoredToken AddToken(Session tx, string token, string name, ReadOnlySpan<byte> hash, string role, long now, long? expiresAt)
    {
        tx.Sql("insert into tokens (token, name, hash, role, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)")
            .Bind(token).Bind(name).Bind(hash).Bind(role).Bind(now).Bind(expiresAt).Run();
        return new StoredToken(token, name, role, now, expiresAt, null);
    }

    public IReadOnlyList<StoredToken> Tokens(Session session)
    {
        var tokens = new List<StoredToken>();
        using var rows = session.Sql(TokenColumns + "order by created_at, token");
        while (rows.Step()) tokens.Add(ReadToken(rows));
        return tokens;
    }

    /// <summary>The token with that hash, also one that is revoked or has expired.</summary>
    public StoredToken? FindToken(Session session, ReadOnlySpan<byte> hash)
    {
        using var row = session.Sql(TokenColumns + "where hash = $1").Bind(hash);
        return row.Step() ? ReadToken(row) : null;
    }

    public bool RevokeToken(Session tx, string token, long now) =>
        tx.Sql("update tokens set revoked_at = $2 where token = $1 and revoked_at is null").Bind(token).Bind(now).Run() > 0;

    private static StoredSource ReadSource(Statement row) =>
        new(row.Int(0), row.Text(1), row.Text(2), (KeyPower)row.Int(3), row.Long(4), row.LongOrNull(5));

    private static StoredToken ReadToken(Statement row) =>
        new(row.Text(0), row.Text(1), row.Text(2), row.Long(3), row.LongOrNull(4), row.LongOrNull(5));
}
