using Xunit;

namespace Kelvin.Server.Tests.Api;

/// <summary>Two people of one company, and the account's score that comes from both.</summary>
public sealed class AccountApiTests : IAsyncLifetime
{
    public const string Plan = """
        plan: accounts
        kind: account
        fit: { rules: [{ name: Size, by: employees, bands: { 100: 7 } }] }
        members: { plan: sales, side: engagement, combine: sum }
        committee:
          - { name: Whoever, when: { trait: position, exists: false }, engaged: 5, points: 3 }
          - { name: Director, when: { trait: position, is: director }, points: 4 }
        """;

    private RunningServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        await server.PutPlan("sales", Jan.Plan);
        await server.PutPlan("accounts", Plan);
        await server.Track(
            [
                .. Jan.Story,
                """{"type":"group","userId":"jan","groupId":"acme/eu","messageId":"g1","timestamp":"2025-02-01T00:00:00Z","traits":{"employees":50,"name":"Acme"}}""",
                """{"type":"group","userId":"eva","groupId":"acme/eu","messageId":"g2","timestamp":"2025-03-01T00:00:00Z","traits":{"employees":200}}""",
                """{"type":"track","event":"Email Link Clicked","userId":"eva","messageId":"e1","timestamp":"2025-03-01T13:00:00Z"}""",
            ]);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task An_account_shows_its_leads_and_its_score()
    {
        var account = await server.Ask("/api/accounts/acme%2Feu");
        Assert.Equal("acme/eu", (string?)account["id"]);
        Assert.Equal(200, (int)account["traits"]!["employees"]!);
        Assert.Equal("Acme", (string?)account["traits"]!["name"]);
        Assert.Equal(["eva", "jan"], account["members"]!.AsArray().Select(member => (string)member!["userId"]!).Order(StringComparer.Ordinal));
        // Fit 7; engagement is Jan's 10 (20 less his silence), Eva's 0 (10 less hers), and 4 for Jan's position.
        Assert.Equal("7 14 21", $"{account["scores"]![0]!["fit"]} {account["scores"]![0]!["engagement"]} {account["scores"]![0]!["score"]}");
    }

    [Theory]
    [InlineData("2025-02-15T00:00:00Z", -6)]
    [InlineData("2025-03-01T13:00:00Z", 44)]
    public async Task An_accounts_score_is_told_as_of_any_instant(string at, int expected) =>
        Assert.Equal(expected, (int)(await server.Ask($"/api/accounts/acme%2Feu/scores/accounts?at={at}"))["score"]!);

    [Fact]
    public async Task An_account_shows_who_fills_which_role_and_what_is_missing()
    {
        var account = await server.Ask("/api/accounts/acme%2Feu");
        var ids = account["members"]!.AsArray().ToDictionary(member => (string)member!["id"]!, member => (string)member!["userId"]!);
        var standing = Assert.Single(account["standings"]!.AsArray())!;
        Assert.Equal("accounts sales", $"{standing["plan"]} {standing["memberPlan"]}");
        Assert.Equal(["jan 10", "eva 0"], standing["members"]!.AsArray().Select(member => $"{ids[(string)member!["leadId"]!]} {member["counts"]}"));
        Assert.Equal(["Whoever: 0, quiet eva", "Director: 1 jan, quiet"], standing["committee"]!.AsArray().Select(seat =>
            $"{seat!["name"]}: {seat["filledBy"]!.AsArray().Count} {Names(seat["filledBy"]!)}".TrimEnd() + $", quiet {Names(seat["tooQuiet"]!)}".TrimEnd()));

        string Names(System.Text.Json.Nodes.JsonNode leads) => string.Join(' ', leads.AsArray().Select(lead => ids[(string)lead!]));
    }

    [Fact]
    public async Task An_accounts_score_is_told_over_time()
    {
        var points = new List<string>();
        var cursor = "";
        do
        {
            var page = await server.Ask($"/api/accounts/acme%2Feu/scores/accounts/history?limit=2&to=2025-03-02T00:00:00Z{cursor}");
            points.AddRange(page["items"]!.AsArray().Select(point => $"{((string)point!["at"]!)[..16]} {point["score"]}"));
            cursor = page["nextCursor"] is { } next ? "&cursor=" + (string)next! : null;
        }
        while (cursor is not null);
        // Jan joins in his silence; on the first of March Eva joins, Jan opens twice and clicks, and then Eva does.
        Assert.Equal(["2025-02-01T00:00 -6", "2025-03-01T00:00 1", "2025-03-01T10:00 6", "2025-03-01T11:00 11", "2025-03-01T12:00 21", "2025-03-01T12:00 31", "2025-03-01T13:00 44"], points);
    }

    [Theory]
    [InlineData("/api/accounts")]
    [InlineData("/api/accounts?plan=accounts")]
    public async Task Accounts_are_listed(string path)
    {
        var item = Assert.Single((await server.Ask(path))["items"]!.AsArray())!;
        Assert.Equal("acme/eu 21", $"{item["id"]} {item["scores"]![0]!["score"]}");
    }

    [Theory]
    [InlineData("/api/accounts/none", 404, "no-account")]
    [InlineData("/api/accounts/acme%2Feu/scores/none", 404, "no-plan")]
    [InlineData("/api/accounts/acme%2Feu/scores/accounts?at=2025-01-31T23:59:59Z", 404, "no-score")]
    [InlineData("/api/accounts?plan=sales", 400, "plan-unknown")]
    public async Task What_is_not_there_is_said_to_be_missing(string path, int status, string code) =>
        await (await server.Api(HttpMethod.Get, path)).IsProblem(status, code);
}
