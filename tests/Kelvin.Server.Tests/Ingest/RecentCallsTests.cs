using System.Text.Json.Nodes;
using Kelvin.Server.Erasure;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

/// <summary>The live debugger's memory: what came in, what was wrong with it, and no more than that for no longer than needed.</summary>
public class RecentCallsTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2025-06-02T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_call_is_shown_with_its_source_and_as_it_came()
    {
        await using var server = await RunningServer.Start();
        await server.Post("/v1/track", """{"userId":"u","event":"Guide Downloaded"}""", RunningServer.PublicKey);
        var call = Assert.Single(await Recent(server))!;
        Assert.Equal(("track", null, "Environment (browser)"), ((string?)call["type"], (string?)call["reason"], (string?)call["sourceName"]));
        Assert.Contains("Guide Downloaded", (string?)call["call"]);
    }

    [Fact]
    public async Task A_rejected_call_says_why_and_stands_beside_the_accepted_ones()
    {
        await using var server = await RunningServer.Start();
        await server.Post("/v1/batch", """{"batch":[{"type":"track","userId":"u"},{"type":"page","userId":"u"}]}""");
        var calls = await Recent(server);
        Assert.Equal(["event-name-missing", null], calls.Select(call => (string?)call!["reason"]).Order(StringComparer.Ordinal).Reverse());
    }

    [Theory]
    [InlineData("wk_wrong", """{"userId":"u"}""", "key-wrong", null)]
    [InlineData(null, """{"userId":"u"}""", "key-missing", null)]
    [InlineData(RunningServer.ServerKey, "no json", "not-json", "Environment (server)")]
    public async Task A_request_that_is_refused_whole_is_shown_with_its_reason(string? key, string body, string reason, string? source)
    {
        await using var server = await RunningServer.Start();
        await server.Post("/v1/page", body, key);
        var call = Assert.Single(await Recent(server))!;
        Assert.Equal((reason, source, null), ((string?)call["reason"], (string?)call["sourceName"], (string?)call["call"]));
    }

    [Fact]
    public async Task Who_has_seen_some_asks_for_those_after()
    {
        await using var server = await RunningServer.Start();
        await server.Post("/v1/page", """{"userId":"first"}""");
        var last = (long)(await server.Ask("/api/sources/debug"))["last"]!;
        await server.Post("/v1/page", """{"userId":"second"}""");
        Assert.Contains("second", (string?)Assert.Single(await Recent(server, $"?after={last}"))!["call"]);
        Assert.Empty(await Recent(server, "?source=0"));
    }

    [Fact]
    public async Task Of_a_busy_source_only_some_are_kept_and_never_more_than_a_hundred()
    {
        var clock = new HandSetClock(Noon);
        await using var server = await RunningServer.Start(clock);
        var batch = new JsonObject { ["batch"] = new JsonArray([.. Enumerable.Range(0, 60).Select(n => new JsonObject { ["type"] = "page", ["userId"] = $"u{n}" })]) }.ToJsonString();
        await server.Post("/v1/batch", batch);
        Assert.Equal(20, (await Recent(server)).Count);
        for (var second = 0; second < 9; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await server.Post("/v1/batch", batch);
        }
        Assert.Equal(100, (await Recent(server)).Count);
    }

    [Fact]
    public async Task A_long_call_is_cut()
    {
        await using var server = await RunningServer.Start();
        await server.Post("/v1/page", """{"userId":"u","properties":{"text":"LONG"}}""".Replace("LONG", new string('x', 10_000)));
        var call = Assert.Single(await Recent(server))!;
        Assert.True((bool)call["isCut"]!);
        Assert.Equal(4096, ((string)call["call"]!).Length);
    }

    [Fact]
    public async Task It_is_forgotten_after_a_quarter_of_an_hour_and_when_someone_is_erased()
    {
        var clock = new HandSetClock(Noon);
        await using var server = await RunningServer.Start(clock);
        await server.Post("/v1/page", """{"userId":"u"}""");
        clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Empty(await Recent(server));
        await server.Post("/v1/page", """{"userId":"u"}""");
        Assert.Single(await Recent(server));
        ((Burials)server.Services.GetService(typeof(Burials))!).Read();
        Assert.Empty(await Recent(server));
    }

    private static async Task<JsonArray> Recent(RunningServer server, string query = "") => (await server.Ask("/api/sources/debug" + query))["items"]!.AsArray();
}
