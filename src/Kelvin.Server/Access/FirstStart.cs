using Kelvin.Server.Settings;
using Kelvin.Storage;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Access;

/// <summary>What a start made and shows once: nobody can read it again.</summary>
internal sealed record NewSecrets(string? SetupToken, string? WriteKey, string? BrowserWriteKey)
{
    /// <summary>What the console shows; nothing when nothing was made.</summary>
    public string Shown(string url) =>
        (WriteKey is null ? "" : $"Write key for your servers (secret, shown once):  {WriteKey}\n")
        + (BrowserWriteKey is null ? "" : $"Write key for web pages (public, shown once):     {BrowserWriteKey}\n")
        + (SetupToken is null ? "" : $"Set up the first admin here (works once, 24 h):   {url}/setup#{SetupToken}\n");
}

/// <summary>
/// Brings the environment's keys into the store, and makes what is missing: without any source its two keys, and without anybody
/// who could use the management API a set-up token, which works once and is made anew at each start until it was used.
/// </summary>
internal sealed class FirstStart(Store store, KelvinSettings settings, TimeProvider clock)
{
    private const string SetupSetting = "setup";
    private const string EnvironmentServer = "Environment (server)";
    private const string EnvironmentBrowser = "Environment (browser)";

    private static readonly TimeSpan SetupLasts = TimeSpan.FromHours(24);

    public Task<NewSecrets> Run() => store.WriteAsync(tx =>
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var isEmpty = store.Access.Sources(tx).Count == 0 && settings.WriteKey is null && settings.BrowserWriteKey is null;
        Adopt(tx, settings.WriteKey, EnvironmentServer, KeyPower.Server, now);
        Adopt(tx, settings.BrowserWriteKey, EnvironmentBrowser, KeyPower.Public, now);
        var serverKey = isEmpty ? AddSource(tx, "Server", KeyPower.Server, Secrets.New(Secrets.ServerKeyPrefix), now) : null;
        var browserKey = isEmpty ? AddSource(tx, "Browser", KeyPower.Public, Secrets.New(Secrets.BrowserKeyPrefix), now) : null;
        return new NewSecrets(OpenSetup(tx, now), serverKey, browserKey);
    });

    /// <summary>The admin's token in exchange for the set-up token; null when there is none, or another, or it is too late.</summary>
    public Task<string?> Use(string setupToken) => store.WriteAsync(tx =>
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (store.OwnSettings.Read(tx, SetupSetting) is not { } kept || !IsOpen(kept, setupToken, now)) return null;
        store.OwnSettings.Remove(tx, SetupSetting);
        var token = Secrets.New(Secrets.TokenPrefix);
        store.Access.AddToken(tx, Guid.CreateVersion7().ToString("N"), "Set-up", Secrets.Hash(token), Role.Admin.Name(), now, expiresAt: null);
        return token;
    });

    private string? OpenSetup(Session tx, long now)
    {
        var someoneCan = settings.AdminToken is not null || store.Access.Tokens(tx).Any(token => token.RevokedAt is null && token.ExpiresAt is null);
        if (someoneCan)
        {
            store.OwnSettings.Remove(tx, SetupSetting);
            return null;
        }
        var token = Secrets.New(Secrets.SetupPrefix);
        var until = now + (long)SetupLasts.TotalMilliseconds;
        store.OwnSettings.Write(tx, SetupSetting, [.. BitConverter.GetBytes(until), .. Secrets.Hash(token)]);
        return token;
    }

    private static bool IsOpen(byte[] kept, string setupToken, long now) =>
        now < BitConverter.ToInt64(kept)
        && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(kept.AsSpan(sizeof(long)), Secrets.Hash(setupToken));

    /// <summary>The environment's key is a source of its own, and the only one of its name that is not revoked.</summary>
    private void Adopt(Session tx, string? key, string name, KeyPower power, long now)
    {
        var hash = key is { Length: > 0 } ? Secrets.Hash(key) : null;
        var current = hash is null ? null : store.Access.FindSource(tx, hash);
        foreach (var source in store.Access.Sources(tx))
        {
            if (source.Name == name && source.RevokedAt is null && source.Source != current?.Source) store.Access.RevokeSource(tx, source.Source, now);
        }
        if (hash is not null && current is null) store.Access.AddSource(tx, name, hash, Secrets.Hint(key!), power, now);
    }

    private string AddSource(Session tx, string name, KeyPower power, string key, long now)
    {
        store.Access.AddSource(tx, name, Secrets.Hash(key), Secrets.Hint(key), power, now);
        return key;
    }
}
