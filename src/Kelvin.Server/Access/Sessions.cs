using Kelvin.Storage;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Access;

/// <summary>
/// Browsers that are signed in. A session begins with a token and ends with it, or it is a user's and ends when their role or password
/// changes or they are removed; it ends when the browser signs out, when it was idle, or when it is old. The cookie holds 256 random bits that mean nothing but a row of the store.
/// </summary>
internal sealed class Sessions(Store store, Tokens tokens, Users users, TimeProvider clock)
{
    /// <summary>A browser takes a cookie of this prefix only over https, for this host alone and all of its paths.</summary>
    private const string SecureCookie = "__Host-kelvin";

    /// <summary>Over plain http, where the prefix cannot be had: the machine itself, unless someone decided otherwise.</summary>
    private const string PlainCookie = "kelvin";

    private const string Prefix = "session_";

    private static readonly TimeSpan IdleAtMost = TimeSpan.FromHours(12);
    private static readonly TimeSpan LastsAtMost = TimeSpan.FromDays(7);

    /// <summary>How much later than the last use the store may say it was, so that reading a page is no write.</summary>
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    private readonly Remembered<Member> remembered = new(clock);

    /// <summary>Signs the browser in, if the token is good. A session that it had ends.</summary>
    public async Task<Member?> Begin(HttpContext http, string token)
    {
        if (token.Length > Secrets.Longest || tokens.Find(token) is not { } member) return null;
        await Begin(http, Secrets.Hash(token), null);
        return member;
    }

    /// <summary>Signs the browser in for a user, of whom it is known that it is them.</summary>
    public Task Begin(HttpContext http, int user) => Begin(http, [], user);

    private async Task Begin(HttpContext http, byte[] tokenHash, int? user)
    {
        var (secret, before, now) = (Secrets.New(Prefix), SecretOf(http.Request), Now);
        await store.WriteAsync(tx =>
        {
            if (before is not null) store.Sessions.Remove(tx, Secrets.Hash(before));
            store.Sessions.RemoveOld(tx, now - (long)LastsAtMost.TotalMilliseconds, now - (long)IdleAtMost.TotalMilliseconds);
            store.Sessions.Add(tx, Secrets.Hash(secret), tokenHash, user, now);
            if (user is { } one) store.Users.SignedIn(tx, one, now);
        });
        remembered.Forget();
        var secure = SameOrigin.IsSecure(http.Request);
        http.Response.Cookies.Append(secure ? SecureCookie : PlainCookie, secret, Options(secure, LastsAtMost));
    }

    /// <summary>Some sessions were ended in the store.</summary>
    public void Forget() => remembered.Forget();

    public async Task End(HttpContext http)
    {
        if (SecretOf(http.Request) is not { } secret) return;
        await store.WriteAsync(tx => store.Sessions.Remove(tx, Secrets.Hash(secret)));
        remembered.Forget();
        var secure = http.Request.Cookies.ContainsKey(SecureCookie);
        http.Response.Cookies.Delete(secure ? SecureCookie : PlainCookie, Options(secure, maxAge: null));
    }

    /// <summary>Who signed in with the browser that asks; null when nobody did, or not lately enough.</summary>
    public Member? Of(HttpRequest request) => remembered.Find(SecretOf(request), hash =>
    {
        using var snapshot = store.Read();
        var now = Now;
        if (store.Sessions.Find(snapshot, hash) is not { } session) return null;
        if (now - session.CreatedAt > LastsAtMost.TotalMilliseconds || now - session.SeenAt > IdleAtMost.TotalMilliseconds) return null;
        if (now - session.SeenAt > SeenEvery.TotalMilliseconds) _ = store.WriteAsync(tx => store.Sessions.Seen(tx, hash, now));
        return session.User is { } user ? users.Find(snapshot, user) : tokens.Find(session.TokenHash);
    });

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string? SecretOf(HttpRequest request) => request.Cookies[SecureCookie] ?? request.Cookies[PlainCookie];

    private static CookieOptions Options(bool secure, TimeSpan? maxAge) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = secure, Path = "/", MaxAge = maxAge, IsEssential = true };
}
