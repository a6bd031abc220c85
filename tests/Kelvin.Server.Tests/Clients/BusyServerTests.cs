using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Kelvin.Server.Tests.Clients;

/// <summary>While the inbox is full a client is asked to come back later. The real ones do, and nothing is lost or counted twice.</summary>
public class BusyServerTests
{
    private const int Waiting = 1_000;
    private const int Sent = 500;

    [Theory]
    [InlineData("segment")]
    [InlineData("rudder")]
    public async Task What_a_client_was_asked_to_send_later_arrives_once(string client)
    {
        var refusals = new Refusals();
        await using var server = await RunningServer.Start(services: services => services.AddSingleton<IStartupFilter>(refusals), settings: [("InboxItemsMost", "1000"), ("Ingest:Limits:RetryAfterSeconds", "1")]);
        using var go = new ManualResetEventSlim();
        var busy = server.Store.WriteAsync(_ => go.Wait());
        var before = server.Post("/v1/batch", $$"""{"batch":[{{string.Join(',', Enumerable.Range(0, Waiting).Select(i => $$"""{"type":"track","event":"Seen","userId":"before","messageId":"b{{i}}"}"""))}}]}""");
        await Until(() => server.Store.Inbox.Depth == Waiting);

        var sending = Task.Run(() => NodeClients.Run("many.mjs", server.Http.BaseAddress!.ToString().TrimEnd('/'), RunningServer.ServerKey, client, $"{Sent}"), TestContext.Current.CancellationToken);
        await Until(() => refusals.Count > 0 || sending.IsCompleted);
        go.Set();
        await busy;
        await sending;
        Assert.True((await before).IsSuccessStatusCode);
        await Until(() => server.Store.Inbox.Depth == 0);

        Assert.True(refusals.Count > 0, "The server was never full.");
        var stats = await server.Ask("/api/stats");
        Assert.Equal((Waiting + Sent, 0, 51), ((int)stats["events"]!, (int)stats["duplicates"]!, (int)stats["leads"]!));
    }

    private static async Task Until(Func<bool> isSo)
    {
        for (var i = 0; i < 6_000 && !isSo(); i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(isSo());
    }

    private sealed class Refusals : IStartupFilter
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, inner) =>
            {
                await inner(http);
                if (http.Response.StatusCode == StatusCodes.Status429TooManyRequests && http.Response.Headers.RetryAfter.Count > 0) Interlocked.Increment(ref count);
            });
            next(app);
        };
    }
}
