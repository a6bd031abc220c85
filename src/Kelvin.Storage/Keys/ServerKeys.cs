using System.Security.Cryptography;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Keys;

/// <summary>Finds the server's key, or makes it at the first start: in the store, or in a file of its own (decision 0041).</summary>
internal static class ServerKeys
{
    private const string SecretName = "server key";
    private const string FingerprintName = "server key fingerprint";

    public static ServerKey Find(Session tx, string? keyFile)
    {
        var settings = new SettingsStore();
        var stored = settings.Read(tx, SecretName);
        var fingerprint = settings.Read(tx, FingerprintName);
        var secret = keyFile is null ? stored : ReadFile(keyFile);
        if (secret is null)
        {
            if (fingerprint is not null) throw new StoreException("The store's key lies in a file: set Kelvin__KeyFile to its path. Without it nothing in the store can be read.");
            secret = RandomNumberGenerator.GetBytes(ServerKey.Bytes);
            if (keyFile is null) settings.Write(tx, SecretName, secret);
            else WriteFile(keyFile, secret);
        }
        var key = new ServerKey(secret);
        if (fingerprint is null) settings.Write(tx, FingerprintName, key.Fingerprint);
        else if (!key.Fingerprint.SequenceEqual(fingerprint)) throw new StoreException("The key in the key file is not the one that the store was made with.");
        return key;
    }

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
