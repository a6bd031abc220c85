using System.Globalization;
using System.Security.Cryptography;

namespace Kelvin.Server.Access.Passwords;

/// <summary>
/// A password as it is kept: PBKDF2 with HMAC-SHA-512, its factor and salt beside it, so that the factor may grow. A hash takes the
/// machine's time on purpose, so only some are made at once: guessing is slow however many guess.
/// </summary>
internal static class PasswordHash
{
    private const string Kind = "pbkdf2-sha512";
    private const int Rounds = 220_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    private static readonly SemaphoreSlim Places = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Of no password: whoever is unknown, or chose none yet, takes as long as everybody else.</summary>
    private static readonly string Nobodys = Write(Rounds, RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    public static async Task<string> MakeAsync(string password, CancellationToken cancellation)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Write(Rounds, salt, await DeriveAsync(password, salt, Rounds, cancellation).ConfigureAwait(false));
    }

    /// <param name="kept">Null: there is nobody, or no password.</param>
    public static async Task<bool> IsRightAsync(string password, string? kept, CancellationToken cancellation)
    {
        var parts = (kept ?? Nobodys).Split('$');
        if (parts is not [Kind, var rounds, var salt, var hash]) return false;
        var made = await DeriveAsync(password, Convert.FromBase64String(salt), int.Parse(rounds, CultureInfo.InvariantCulture), cancellation).ConfigureAwait(false);
        return CryptographicOperations.FixedTimeEquals(made, Convert.FromBase64String(hash)) && kept is not null;
    }

    private static async Task<byte[]> DeriveAsync(string password, byte[] salt, int rounds, CancellationToken cancellation)
    {
        await Places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, HashBytes), cancellation).ConfigureAwait(false);
        }
        finally
        {
            Places.Release();
        }
    }

    private static string Write(int rounds, byte[] salt, byte[] hash) =>
        string.Create(CultureInfo.InvariantCulture, $"{Kind}${rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
}
