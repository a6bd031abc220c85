using System.Net.Http.Json;
using Xunit;

namespace Kelvin.Server.Tests.Api;

/// <summary>Leads find their account by their address, until a group call or a person says better.</summary>
public sealed class DomainTests
{
    private static readonly (string, string?)[] ByDomain = [("Ingest:AccountsByDomain", "true"), ("Ingest:FreeMailDomains:0", "Mail.Example")];

    [Theory]
    [InlineData("Eva@Acme.com", "domain:acme.com")]
    [InlineData("eva@gmail.com", null)]
    [InlineData("eva@mail.example", null)]
    [InlineData("eva@localhost", null)]
    [InlineData("eva", null)]
    public async Task An_address_of_a_company_binds_its_lead(string email, string? account)
    {
        await using var server = await RunningServer.Start(settings: ByDomain);
        await server.Track(Identify("eva", email));
        Assert.Equal(account, await AccountOf(server, "eva"));
    }

    [Theory]
    [InlineData("2025-01-01T00:00:00Z")]
    [InlineData("2025-03-01T00:00:00Z")]
    public async Task A_group_call_before_or_after_says_better(string at)
    {
        await using var server = await RunningServer.Start(settings: ByDomain);
        await server.Track(Identify("eva", "eva@acme.com"), $$"""{"type":"group","userId":"eva","groupId":"crm-1","messageId":"g","timestamp":"{{at}}"}""");
        Assert.Equal("crm-1", await AccountOf(server, "eva"));
    }

    [Fact]
    public async Task Colleagues_meet_in_the_account_of_their_domain()
    {
        await using var server = await RunningServer.Start(settings: ByDomain);
        await server.Track(Identify("eva", "eva@acme.com"), Identify("jan", "jan@acme.com"), Identify("eva", "eva@acme.com", "a second time"));
        var account = await server.Ask("/api/accounts/domain%3Aacme.com");
        Assert.Equal(2, account["members"]!.AsArray().Count);
        Assert.Equal("acme.com", (string?)account["traits"]!["domain"]);
    }

    [Fact]
    public async Task Those_who_were_known_before_are_bound_once_it_is_switched_on()
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-domains-").FullName;
        try
        {
            await using (var before = await RunningServer.Start(folder: folder, keepFolder: true)) await before.Track(Identify("eva", "eva@acme.com"));
            await using var server = await RunningServer.Start(folder: folder, settings: ByDomain);
            for (var turn = 0; turn < 600 && await AccountOf(server, "eva") is null; turn++) await Task.Delay(100, TestContext.Current.CancellationToken);
            Assert.Equal("domain:acme.com", await AccountOf(server, "eva"));
            await server.Track(Identify("eva", "eva@acme.com"));
            Assert.Equal(2, (int)(await server.Ask("/api/leads?userId=eva"))["items"]![0]!["eventCount"]!);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_person_binds_a_lead_by_hand_and_it_says_who_did()
    {
        await using var server = await RunningServer.Start(settings: ByDomain);
        await server.Track(Identify("eva", "eva@acme.com"));
        var id = (string)(await server.Ask("/api/leads?userId=eva"))["items"]![0]!["id"]!;
        var answer = await server.Api(HttpMethod.Post, $"/api/leads/{id}/account", JsonContent.Create(new { accountId = " crm-7 " }));
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
        await server.Settle();
        Assert.Equal("crm-7", await AccountOf(server, "eva"));
        var newest = (await server.Ask($"/api/leads/{id}/events"))["items"]![0]!;
        Assert.Equal("group crm-7", $"{newest["name"]} {newest["groupId"]}");
        Assert.NotNull(newest["context"]!["by"]);
    }

    [Fact]
    public async Task What_cannot_be_bound_is_refused()
    {
        await using var server = await RunningServer.Start();
        await (await server.Api(HttpMethod.Post, "/api/leads/0/account", JsonContent.Create(new { accountId = "a" }))).IsProblem(404, "no-lead");
        await (await server.Api(HttpMethod.Post, "/api/leads/0/account", JsonContent.Create(new { accountId = " " }))).IsProblem(422, "account-invalid");
    }

    private static string Identify(string user, string email, string messageId = "identify") =>
        $$$"""{"type":"identify","userId":"{{{user}}}","messageId":"{{{messageId}}}","timestamp":"2025-02-01T00:00:00Z","traits":{"email":"{{{email}}}"}}""";

    private static async Task<string?> AccountOf(RunningServer server, string user) => (string?)(await server.Ask($"/api/leads?userId={user}"))["items"]![0]!["accountId"];
}
