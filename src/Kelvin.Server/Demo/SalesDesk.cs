using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kelvin.Server.Demo;

/// <summary>A message as the sales desk got it.</summary>
/// <param name="Times">How often it came; a desk that has it answers that all is well.</param>
internal sealed record SalesMessage(string Id, DateTimeOffset At, JsonElement Body, int Times);

/// <summary>
/// The receiver of the demo's webhooks: a small program of its own beside the server, as a CRM would be. It checks signatures,
/// keeps each id once, and shows on a page what sales would have got.
/// </summary>
internal sealed class SalesDesk : IAsyncDisposable
{
    private const int MessagesKept = 1_000;
    private const int MessageBytes = 64 * 1024;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly Dictionary<string, SalesMessage> messages = [];
    private IReadOnlyList<string> secrets = [];
    private Uri kelvin = new("http://127.0.0.1:5080/");

    private SalesDesk(WebApplication app) => this.app = app;

    /// <summary>Where people look.</summary>
    public Uri Page => new(app.Urls.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "127.0.0.1", StringComparison.Ordinal));

    /// <summary>Where messages are sent.</summary>
    public Uri Hook => new(Page, "hook");

    public static async Task<SalesDesk> Open(string urls, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls);
        builder.Services.Configure<KestrelServerOptions>(kestrel => (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, MessageBytes));
        var app = builder.Build();
        var desk = new SalesDesk(app);
        app.Use(next => http =>
        {
            http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return next(http);
        });
        app.MapPost("/hook", desk.Take);
        app.MapGet("/", () => Results.Content(SalesPage.Of(desk.Newest(), desk.kelvin), "text/html; charset=utf-8"));
        app.MapGet("/sales.css", () => Results.Content(SalesPage.Style, "text/css; charset=utf-8"));
        await app.StartAsync(cancellation);
        return desk;
    }

    /// <summary>Tells whose messages it takes, and where the server is whose pages it links to.</summary>
    public void Expect(IReadOnlyList<string> fromNowOn, Uri server) => (secrets, kelvin) = (fromNowOn, server);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private List<SalesMessage> Newest()
    {
        lock (gate) return [.. messages.Values.OrderByDescending(message => message.At).ThenByDescending(message => message.Id, StringComparer.Ordinal)];
    }

    private async Task<IResult> Take(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer);
        var (id, timestamp, signatures) = (request.Headers["webhook-id"].ToString(), request.Headers["webhook-timestamp"].ToString(), request.Headers["webhook-signature"].ToString());
        if (!IsSigned(id, timestamp, signatures, buffer.ToArray())) return Results.Text("That is not signed by the demo.", statusCode: StatusCodes.Status401Unauthorized);
        Keep(id, JsonElement.Parse(buffer.ToArray()));
        return Results.NoContent();
    }

    private bool IsSigned(string id, string timestamp, string signatures, byte[] body)
    {
        if (!long.TryParse(timestamp, out var seconds) || (DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance) return false;
        var offered = signatures.Split(' ').Select(Encoding.UTF8.GetBytes).ToList();
        return secrets.Select(secret => Encoding.UTF8.GetBytes(Actions.WebhookSecret.Sign(secret, id, timestamp, body))).Any(own => offered.Exists(one => CryptographicOperations.FixedTimeEquals(one, own)));
    }

    private void Keep(string id, JsonElement body)
    {
        lock (gate)
        {
            if (messages.TryGetValue(id, out var before))
            {
                messages[id] = before with { Times = before.Times + 1 };
                return;
            }
            if (messages.Count == MessagesKept) messages.Remove(messages.Values.MinBy(message => message.At)!.Id);
            messages.Add(id, new SalesMessage(id, body.GetProperty("timestamp").GetDateTimeOffset(), body, 1));
        }
    }
}
