using System.Security.Cryptography;
using Kelvin.Server.Settings;
using Kelvin.Storage;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Access;

/// <summary>Who calls the management API.</summary>
/// <param name="Id">The token's id, or <c>environment</c>, or <c>user:</c> and the user's number.</param>
/// <param name="User">The number of the user who has signed in; null for a token.</param>
internal sealed record Member(string Id, string Name, Role Role, int? User = null, string? Email = null);

/// <summary>Finds who a bearer token belongs to.</summary>
internal sealed class Tokens(Store store, KelvinSettings settings, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    private readonly byte[]? fromEnvironment = settings.AdminToken is { Length: > 0 } token ? Secrets.Hash(token) : null;
    private readonly Remembered<Member> remembered = new(clock);

    public Member? Of(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        return Find(authorization[Scheme.Length..].Trim());
    }

    public void Forget() => remembered.Forget();

    public Member? Find(string token) => remembered.Find(token, Find);

    /// <summary>Who the token with that hash belongs to, as the store stands now.</summary>
    public Member? Find(byte[] hash)
    {
        if (fromEnvironment is not null && CryptographicOperations.FixedTimeEquals(hash, fromEnvironment)) return new Member("environment", "Environment", Role.Admin);
        using var snapshot = store.Read();
        var found = store.Access.FindToken(snapshot, hash);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return found is { RevokedAt: null } && (found.ExpiresAt is not { } end || now < end) ? new Member(found.Token, found.Name, Roles.Read(found.Role)) : null;
    }
}
