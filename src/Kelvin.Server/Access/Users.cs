using System.Globalization;
using Kelvin.Server.Access.Passwords;
using Kelvin.Storage;
using Kelvin.Storage.Access;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Access;

/// <summary>The people who sign in: with a password that they choose themselves, behind a link that works once.</summary>
internal sealed class Users(Store store, TimeProvider clock)
{
    private static readonly TimeSpan LinkLasts = TimeSpan.FromDays(3);

    public static string NormalEmail(string email) => email.Trim().ToLowerInvariant();

    public static Member MemberOf(StoredUser user) =>
        new(string.Create(CultureInfo.InvariantCulture, $"user:{user.User}"), user.Name, Roles.Read(user.Role), user.User, user.Email);

    /// <summary>Who that is, as the store stands now; null when they are removed.</summary>
    public Member? Find(Session session, int user) => store.Users.Find(session, user) is { RemovedAt: null } found ? MemberOf(found) : null;

    /// <summary>Whose address and password these are; null takes as long to find out, whatever is wrong.</summary>
    public async Task<StoredUser?> Check(string email, string password, CancellationToken cancellation)
    {
        StoredUser? user;
        using (var snapshot = store.Read()) user = store.Users.FindByEmail(snapshot, NormalEmail(email));
        return await PasswordHash.IsRightAsync(password, user?.Password, cancellation) ? user : null;
    }

    /// <summary>A link by which the user chooses a password, once. An open one is dead from then on.</summary>
    public string OpenLink(Session tx, int user)
    {
        var secret = Secrets.New(Secrets.JoinPrefix);
        store.Users.SetLink(tx, user, Secrets.Hash(secret), Now + (long)LinkLasts.TotalMilliseconds);
        return secret;
    }

    /// <summary>Whose link it is; null when it is none, or was used, or is too old.</summary>
    public StoredUser? OfLink(Session session, string secret) =>
        secret.Length <= Secrets.Longest && store.Users.FindByLink(session, Secrets.Hash(secret)) is { } user && Now < user.LinkUntil ? user : null;

    /// <summary>Sets the password, and ends every session of theirs.</summary>
    public void SetPassword(Session tx, int user, string hash)
    {
        store.Users.SetPassword(tx, user, hash);
        store.Sessions.RemoveOf(tx, user);
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
