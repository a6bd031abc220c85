using System.Security.Cryptography;
using System.Text;

namespace Kelvin.Server.Actions;

/// <summary>A secret that signs messages: <c>whsec_</c> and 24 to 64 bytes in base64, as the Standard Webhooks write it.</summary>
internal static class WebhookSecret
{
    public const string Prefix = "whsec_";
    private const int BytesMade = 32;
    private const int BytesLeast = 24;
    private const int BytesMost = 64;

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(BytesMade));

    public static bool IsOne(string secret) => TryRead(secret, out _);

    /// <summary>The header's part for one secret: <c>v1,</c> and the signature of id, time and body.</summary>
    public static string Sign(string secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        if (!TryRead(secret, out var key)) throw new ArgumentException("Not a webhook secret.", nameof(secret));
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.ASCII.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }

    private static bool TryRead(string secret, out byte[] key)
    {
        key = [];
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal) || secret.Length > Prefix.Length + 100) return false;
        Span<byte> bytes = stackalloc byte[100];
        if (!Convert.TryFromBase64String(secret[Prefix.Length..], bytes, out var length) || length is < BytesLeast or > BytesMost) return false;
        key = bytes[..length].ToArray();
        return true;
    }
}
