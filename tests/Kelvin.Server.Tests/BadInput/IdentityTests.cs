using Xunit;

namespace Kelvin.Server.Tests.BadInput;

/// <summary>Names that would unite strangers, or make leads without end.</summary>
public sealed class IdentityTests : IAsyncLifetime
{
    private const int IdentitiesMost = 50;
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.Start();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("null")]
    [InlineData("undefined")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("anonymous")]
    [InlineData("NULL")]
    [InlineData(" ")]
    public async Task A_name_that_names_nobody_makes_no_lead(string id)
    {
        var answer = await (await server.Post("/v1/page", $$"""{"userId":"{{id}}","anonymousId":"{{id}}"}""")).Json();
        Assert.Equal(0, (int)answer["accepted"]!);
        await server.Track($$"""{"type":"page","userId":"{{id}}","anonymousId":"one"}""", $$"""{"type":"page","userId":"{{id}}","anonymousId":"two"}""");
        Assert.Equal(2, (await server.Ask("/api/leads"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task An_alias_to_oneself_is_nothing()
    {
        await server.Track("""{"type":"alias","userId":"u","previousId":"u"}""", """{"type":"page","userId":"u"}""");
        Assert.Equal(1, (int)(await server.Ask("/api/leads?userId=u"))["items"]![0]!["eventCount"]!);
    }

    [Fact]
    public async Task A_ring_of_aliases_is_one_lead()
    {
        await server.Track(
            [
                .. new[] { ("b", "a"), ("c", "b"), ("a", "c") }.Select(pair => $$"""{"type":"alias","userId":"{{pair.Item1}}","previousId":"{{pair.Item2}}"}"""),
                .. "abc".Select(id => $$"""{"type":"page","userId":"{{id}}"}"""),
            ]);
        Assert.Equal(3, (int)(await server.Ask("/api/leads?userId=a"))["items"]![0]!["eventCount"]!);
        Assert.Single((await server.Ask("/api/leads"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_chain_of_two_thousand_aliases_ends_and_no_lead_has_more_names_than_is_allowed()
    {
        for (var start = 0; start < 2_000; start += 500)
        {
            await server.Track([.. Enumerable.Range(start, 500).Select(i => $$"""{"type":"alias","messageId":"m{{i}}","timestamp":{{1_700_000_000 + i}},"userId":"chain-{{i + 1}}","previousId":"chain-{{i}}"}""")]);
        }
        await server.Track([.. Enumerable.Range(0, 2_001).Where(i => i % 10 == 0).Select(i => $$"""{"type":"page","userId":"chain-{{i}}"}""")]);
        var export = (await (await server.Api(HttpMethod.Get, "/api/export/leads")).Text()).TrimEnd('\n').Split('\n');
        Assert.All(export, line => Assert.InRange(System.Text.Json.Nodes.JsonNode.Parse(line)!["identities"]!.AsArray().Count, 1, IdentitiesMost));
    }

    [Fact]
    public async Task A_browser_that_a_thousand_people_share_unites_none_of_them()
    {
        await server.Track([.. Enumerable.Range(0, 1_000).Select(i => $$"""{"type":"identify","messageId":"m{{i}}","timestamp":{{1_700_000_000 + i}},"userId":"user-{{i}}","anonymousId":"kiosk"}""")]);
        Assert.Equal(1_000, (int)(await server.Ask("/api/stats"))["leads"]!);
    }

    [Fact]
    public async Task The_order_of_arrival_does_not_show()
    {
        string[] calls =
        [
            """{"type":"page","messageId":"1","timestamp":"2025-01-01T00:00:01Z","anonymousId":"a"}""",
            """{"type":"identify","messageId":"2","timestamp":"2025-01-01T00:00:02Z","anonymousId":"a","userId":"u","traits":{"email":"u@example.org"}}""",
            """{"type":"identify","messageId":"3","timestamp":"2025-01-01T00:00:03Z","anonymousId":"a","userId":"v","traits":{"n":3}}""",
            """{"type":"track","event":"x","messageId":"4","timestamp":"2025-01-01T00:00:04Z","context":{"traits":{"email":"U@example.org"}}}""",
            """{"type":"alias","messageId":"5","timestamp":"2025-01-01T00:00:05Z","userId":"u","previousId":"w"}""",
            """{"type":"identify","messageId":"6","timestamp":"2025-01-01T00:00:06Z","userId":"w","traits":{"n":6}}""",
        ];
        var first = await Leads(server, calls);
        for (var seed = 0; seed < 4; seed++)
        {
            var shuffled = calls.Concat(calls).ToArray();
            new Random(seed).Shuffle(shuffled);
            await using var other = await RunningServer.Start();
            Assert.Equal(first, await Leads(other, shuffled));
        }
    }

    /// <summary>Who is whom, without the ids that each server makes for itself.</summary>
    private static async Task<string> Leads(RunningServer server, string[] calls)
    {
        foreach (var call in calls) await server.Track(call);
        var lines = (await (await server.Api(HttpMethod.Get, "/api/export/leads?at=2025-02-01")).Text()).TrimEnd('\n').Split('\n');
        return string.Join('\n', lines.Select(line =>
        {
            var lead = System.Text.Json.Nodes.JsonNode.Parse(line)!.AsObject();
            lead.Remove("id");
            return lead.ToJsonString();
        }).Order(StringComparer.Ordinal));
    }
}
