using System.Security.Cryptography;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Keys;

/// <summary>Finds the server's key, or makes it at the first start: in the store, or in a file of its own (decision 0041).</summary>
internal static class ServerKeys
{
    private const string SecretName = "server key";
    private const string FingerprintName = "server key fingerprint";

    public static ServerKey FindOrMake(Session tx, string? keyFile)
    {
        var settings = new SettingsStore();
        if (settings.Read(tx, FingerprintName) is null)
        {
            var secret = (keyFile is null ? null : ReadFile(keyFile)) ?? RandomNumberGenerator.GetBytes(ServerKey.Bytes);
            if (keyFile is null) settings.Write(tx, SecretName, secret);
            else if (!File.Exists(keyFile)) WriteFile(keyFile, secret);
            settings.Write(tx, FingerprintName, new ServerKey(secret).Fingerprint);
        }
        return Find(tx, keyFile);
    }

    public static ServerKey Find(Session session, string? keyFile)
    {
        var settings = new SettingsStore();
        var secret = settings.Read(session, SecretName);
        if (secret is null && keyFile is null) throw new StoreException("The store's key lies in a file: set Kelvin__KeyFile to its path. Without it nothing in the store can be read.");
        secret ??= ReadFile(keyFile!) ?? throw new StoreException($"The key file '{keyFile}' is not there. Without it nothing in the store can be read.");
        var key = new ServerKey(secret);
        if (!key.Fingerprint.SequenceEqual(settings.Read(session, FingerprintName))) throw new StoreException("The key is not the one that the store was made with.");
        return key;
    }

    public static bool IsInside(Session session) => new SettingsStore().Read(session, SecretName) is not null;

    private static byte[]? ReadFile(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var secret = Convert.FromHexString(File.ReadAllText(path).Trim());
            if (secret.Length == ServerKey.Bytes) return secret;
        }
        catch (FormatException)
        {
        }
        throw new StoreException($"The key file '{path}' must hold {ServerKey.Bytes * 2} hexadecimal digits.");
    }

    private static void WriteFile(string path, byte[] secret)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret) + "\n"));
        file.Flush(flushToDisk: true);
    }
}
