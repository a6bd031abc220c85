using System.Buffers.Text;
using System.Security.Cryptography;
using Kelvin.Server.Access;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Web;

/// <summary>
/// Answers browsers: the files of the web app, and its one page at each of the app's own addresses. Every other address goes on
/// to the routes, so what is no page and no route is a 404, not a page.
/// </summary>
internal sealed class WebApp(RequestDelegate next, WebFiles files)
{
    /// <summary>The first parts of the app's addresses, as web/src/app/router.tsx knows them.</summary>
    public static readonly string[] Places = ["setup", "sign-in", "join", "tasks", "leads", "accounts", "funnel", "plans", "sources", "import", "deliveries", "team", "system"];

    /// <summary>Stands in the built page where each answer has a nonce of its own (web/vite.config.ts).</summary>
    private const string NonceMark = "KELVIN_NONCE";

    private const string ForAYear = "public, max-age=31536000, immutable";
    private const string AskAgain = "no-cache";

    public Task InvokeAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)) return next(http);
        if (files.Find(path) is { } file) return Answer(http, path, file);
        return IsPlace(path) ? AnswerPage(http) : next(http);
    }

    private static bool IsPlace(string path) => path == "/" || (path.Length > 1 && Array.IndexOf(Places, path.Split('/', 3)[1]) >= 0);

    private Task AnswerPage(HttpContext http)
    {
        if (files.Page is not { } page) return Problem.Write(http, StatusCodes.Status404NotFound, "web-left-out", "This program was built without the web app.");
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18));
        // Scripts come from files only. The nonce lets the component set write its style element.
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(page.Replace(NonceMark, nonce, StringComparison.Ordinal), http.RequestAborted);
    }

    private static Task Answer(HttpContext http, string path, WebFile file)
    {
        var headers = http.Response.Headers;
        // Files below /assets/ bear a hash of what they hold in their name.
        headers.CacheControl = path.StartsWith("/assets/", StringComparison.Ordinal) ? ForAYear : AskAgain;
        headers.ETag = file.Tag;
        headers.Vary = "Accept-Encoding";
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(file.Tag, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        var (bytes, encoding) = Chosen(http.Request, file);
        if (encoding is not null) headers.ContentEncoding = encoding;
        http.Response.ContentType = file.ContentType;
        http.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }

    private static (byte[] Bytes, string? Encoding) Chosen(HttpRequest request, WebFile file)
    {
        var accepted = request.Headers.AcceptEncoding.ToString().Split(',', StringSplitOptions.TrimEntries);
        if (file.Brotli is not null && accepted.Contains("br")) return (file.Brotli, "br");
        return file.Gzip is not null && accepted.Contains("gzip") ? (file.Gzip, "gzip") : (file.Bytes, null);
    }
}
