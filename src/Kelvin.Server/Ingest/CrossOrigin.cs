using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Ingest;

/// <summary>
/// Lets pages of any origin use the tracking surface, without credentials. Every answer carries the headers, an error too:
/// otherwise a browser's client cannot read the status or how long to wait.
/// </summary>
internal static class CrossOrigin
{
    private const int LongestEcho = 1024;

    public static void Allow(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "Retry-After";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
    }

    /// <summary>Echoes the headers that were asked for, because <c>*</c> never covers Authorization.</summary>
    public static Task AnswerPreflight(HttpContext http)
    {
        Allow(http);
        var asked = http.Request.Headers.AccessControlRequestHeaders.ToString();
        var headers = http.Response.Headers;
        headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
        if (asked.Length is > 0 and <= LongestEcho) headers.AccessControlAllowHeaders = asked;
        headers.AccessControlMaxAge = "900";
        headers.Vary = "Access-Control-Request-Headers";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
