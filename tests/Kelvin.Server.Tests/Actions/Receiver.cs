using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kelvin.Server.Tests.Actions;

/// <summary>A message as a receiver got it.</summary>
internal sealed record Received(string Id, string Timestamp, string Signature, string ContentType, string Body, DateTimeOffset At)
{
    public JsonNode Json => JsonNode.Parse(Body)!;
}

/// <summary>A receiver of webhooks on this machine, that answers as it is told and remembers what it got.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private Receiver(WebApplication app) => this.app = app;

    public ConcurrentQueue<Received> Got { get; } = [];

    /// <summary>The status of the n-th request (from 1), and what else to do to the answer.</summary>
    public Func<int, HttpContext, int> Answer { get; set; } = (_, _) => 204;

    public string Url => app.Urls.First() + "/hook";
    public int Port => new Uri(app.Urls.First()).Port;
    public IEnumerable<string> Ids => Got.Select(message => message.Id);

    public static async Task<Receiver> Start(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.Take);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until so many messages have come.</summary>
    public Task<IReadOnlyList<Received>> Wait(int count, int seconds = 60) => Until.True(() => Got.Count >= count ? (IReadOnlyList<Received>)[.. Got] : null, seconds, () => $"{Got.Count} of {count} messages came.");

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        var body = await new StreamReader(http.Request.Body).ReadToEndAsync(http.RequestAborted);
        string Header(string name) => http.Request.Headers[name].ToString();
        Got.Enqueue(new Received(Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"), Header("content-type"), body, DateTimeOffset.UtcNow));
        http.Response.StatusCode = Answer(Got.Count, http);
        if (http.Response.StatusCode == 200) await http.Response.WriteAsync("thank you", http.RequestAborted);
    }
}

internal static class Until
{
    /// <summary>Asks again and again until there is an answer. The turns are counted, not the clock: a machine that stood still meanwhile fails no test.</summary>
    public static async Task<T> True<T>(Func<T?> ask, int seconds = 60, Func<string>? otherwise = null) where T : class
    {
        for (var turn = 0; ; turn++, await Task.Delay(10, Xunit.TestContext.Current.CancellationToken))
        {
            if (ask() is { } answer) return answer;
            if (turn >= seconds * 100) throw new TimeoutException(otherwise?.Invoke() ?? "It did not come to pass.");
        }
    }
}
