using System.Text;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Ingest;

/// <summary>Where a tracking request carries its write key: a header, then the query, then the body.</summary>
internal static class WriteKeys
{
    /// <summary>Longer texts are no key of ours; they are not looked up.</summary>
    private const int Longest = 200;

    private const string BasicScheme = "Basic ";

    /// <summary>
    /// The key outside the body, or null. The header wins over the body, where some clients write a masked key (<c>***</c>);
    /// a Bearer header is no key, so its sender's key is looked for in the body.
    /// </summary>
    public static string? FromHead(HttpRequest request)
    {
        var own = request.Headers["X-Write-Key"].ToString();
        if (own.Length > 0) return UserOf(own);
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase)) return FromBasic(authorization.AsSpan(BasicScheme.Length).Trim());
        var query = request.Query["writeKey"].ToString();
        return query.Length > 0 ? query : null;
    }

    /// <summary>The user part of <c>base64(key:)</c>; empty when that cannot be read, so that no other place is tried.</summary>
    private static string FromBasic(ReadOnlySpan<char> encoded)
    {
        Span<byte> decoded = stackalloc byte[Longest * 2];
        if (encoded.Length > Longest * 2 || !Convert.TryFromBase64Chars(encoded, decoded, out var length)) return "";
        return UserOf(Encoding.UTF8.GetString(decoded[..length]));
    }

    private static string UserOf(string credentials)
    {
        var colon = credentials.IndexOf(':');
        return colon < 0 ? credentials : credentials[..colon];
    }
}
