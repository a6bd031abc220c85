using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Access;

/// <summary>A person who signs in.</summary>
/// <param name="Email">In lower case, once among those who are not removed.</param>
/// <param name="Password">How it was hashed, and its hash; null: none was chosen yet.</param>
/// <param name="LinkHash">Of the set-up link that is open; null: none is.</param>
public sealed record StoredUser(
    int User, string Email, string Name, string Role, string? Password, byte[]? LinkHash, long? LinkUntil, long CreatedAt, string CreatedBy, long? SignedInAt, long? RemovedAt);

/// <summary>The people who sign in. A small table, rarely written; a removed one keeps the number, for what they did still carries it.</summary>
public sealed class UserStore
{
    private const string Columns = "select user_id, email, name, role, password, link_hash, link_until, created_at, created_by, signed_in_at, removed_at from users ";

    public StoredUser Add(Session tx, string email, string name, string role, string by, long now)
    {
        int user;
        using (var row = tx.Sql("select coalesce(max(user_id), 0) + 1 from users"))
        {
            row.Step();
            user = row.Int(0);
        }
        tx.Sql("insert into users (user_id, email, name, role, created_at, created_by) values ($1, $2, $3, $4, $5, $6)")
            .Bind(user).Bind(email).Bind(name).Bind(role).Bind(now).Bind(by).Run();
        return new StoredUser(user, email, name, role, null, null, null, now, by, null, null);
    }

    /// <summary>Those who are not removed.</summary>
    public List<StoredUser> All(Session session)
    {
        var all = new List<StoredUser>();
        using var rows = session.Sql(Columns + "where removed_at is null order by user_id");
        while (rows.Step()) all.Add(Read(rows));
        return all;
    }

    /// <summary>Also one who is removed.</summary>
    public StoredUser? Find(Session session, int user)
    {
        using var row = session.Sql(Columns + "where user_id = $1").Bind(user);
        return row.Step() ? Read(row) : null;
    }

    public StoredUser? FindByEmail(Session session, string email)
    {
        using var row = session.Sql(Columns + "where email = $1 and removed_at is null").Bind(email);
        return row.Step() ? Read(row) : null;
    }

    /// <summary>Whose set-up link it is, be it too late for it.</summary>
    public StoredUser? FindByLink(Session session, ReadOnlySpan<byte> linkHash)
    {
        using var row = session.Sql(Columns + "where link_hash = $1 and removed_at is null").Bind(linkHash);
        return row.Step() ? Read(row) : null;
    }

    public void Change(Session tx, int user, string email, string name, string role) =>
        tx.Sql("update users set email = $2, name = $3, role = $4 where user_id = $1 and removed_at is null").Bind(user).Bind(email).Bind(name).Bind(role).Run();

    /// <summary>A new password ends the set-up link.</summary>
    public void SetPassword(Session tx, int user, string password) =>
        tx.Sql("update users set password = $2, link_hash = null, link_until = null where user_id = $1").Bind(user).Bind(password).Run();

    public void SetLink(Session tx, int user, ReadOnlySpan<byte> linkHash, long until) =>
        tx.Sql("update users set link_hash = $2, link_until = $3 where user_id = $1 and removed_at is null").Bind(user).Bind(linkHash).Bind(until).Run();

    public void SignedIn(Session tx, int user, long now) => tx.Sql("update users set signed_in_at = $2 where user_id = $1").Bind(user).Bind(now).Run();

    /// <summary>The address may then be given to somebody else.</summary>
    public void Remove(Session tx, StoredUser user, long now)
    {
        tx.Sql("update users set removed_at = $2, email = $3, password = null, link_hash = null, link_until = null where user_id = $1")
            .Bind(user.User).Bind(now).Bind(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"removed {user.User}")).Run();
        tx.Sql("delete from team_members where user_id = $1").Bind(user.User).Run();
    }

    private static StoredUser Read(Statement row) => new(
        row.Int(0), row.Text(1), row.Text(2), row.Text(3), row.TextOrNull(4), row.IsNull(5) ? null : row.Blob(5).ToArray(), row.LongOrNull(6),
        row.Long(7), row.Text(8), row.LongOrNull(9), row.LongOrNull(10));
}
