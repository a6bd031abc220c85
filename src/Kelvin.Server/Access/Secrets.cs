using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Kelvin.Server.Access;

/// <summary>Tokens and keys: 32 random bytes each, named by a prefix that scanners can find, stored as a hash only.</summary>
internal static class Secrets
{
    public const string TokenPrefix = "kelvin_";
    public const string ServerKeyPrefix = "wk_";
    public const string BrowserKeyPrefix = "pk_";
    public const string SetupPrefix = "setup_";
    public const string JoinPrefix = "join_";

    /// <summary>Longer texts are no secret of ours; they are not even hashed.</summary>
    public const int Longest = 512;

    private const int HintCharacters = 4;

    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of a secret. One round is enough: 256 random bits cannot be guessed.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>By which a person knows a secret again, and nobody else learns it.</summary>
    public static string Hint(string secret) => "…" + (secret.Length >= HintCharacters * 4 ? secret[^HintCharacters..] : "");
}
