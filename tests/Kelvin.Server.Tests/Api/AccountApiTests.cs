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
        // Fit 7; engagement is Jan's 10 (20 less his silence) and Eva's 0 (10 less hers).
        Assert.Equal("7 10 17", $"{account["scores"]![0]!["fit"]} {account["scores"]![0]!["engagement"]} {account["scores"]![0]!["score"]}");
    }

    [Theory]
    [InlineData("2025-02-15T00:00:00Z", -10)]
    [InlineData("2025-03-01T13:00:00Z", 37)]
    public async Task An_accounts_score_is_told_as_of_any_instant(string at, int expected) =>
        Assert.Equal(expected, (int)(await server.Ask($"/api/accounts/acme%2Feu/scores/accounts?at={at}"))["score"]!);

    [Theory]
    [InlineData("/api/accounts")]
    [InlineData("/api/accounts?plan=accounts")]
    public async Task Accounts_are_listed(string path)
    {
        var item = Assert.Single((await server.Ask(path))["items"]!.AsArray())!;
        Assert.Equal("acme/eu 17", $"{item["id"]} {item["scores"]![0]!["score"]}");
    }

    [Theory]
    [InlineData("/api/accounts/none", 404, "no-account")]
    [InlineData("/api/accounts/acme%2Feu/scores/none", 404, "no-plan")]
    [InlineData("/api/accounts/acme%2Feu/scores/accounts?at=2025-01-31T23:59:59Z", 404, "no-score")]
    [InlineData("/api/accounts?plan=sales", 400, "plan-unknown")]
    public async Task What_is_not_there_is_said_to_be_missing(string path, int status, string code) =>
        await (await server.Api(HttpMethod.Get, path)).IsProblem(status, code);
}
