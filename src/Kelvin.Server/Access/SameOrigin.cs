using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Access;

/// <summary>Tells the requests of our own pages from those that another site makes a browser send.</summary>
internal static class SameOrigin
{
    /// <summary>Another site cannot set it without asking first, and nobody is told yes.</summary>
    public const string Header = "X-Kelvin-Web";

    /// <summary>
    /// Reading needs only that the browser does not say it comes from elsewhere. What changes something needs our header and an
    /// Origin that is this host. The scheme is not compared: in front of us there may be a proxy that speaks https.
    /// </summary>
    public static bool IsSure(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")) return false;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return true;
        return request.Headers.ContainsKey(Header)
            && Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
            && string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the browser speaks https, be it with us or with a proxy in front of us.</summary>
    public static bool IsSecure(HttpRequest request) =>
        request.IsHttps || request.Headers.Origin.ToString().StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
