using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Kelvin.Server.Tests.Faults;
using Xunit;

namespace Kelvin.Server.Tests.Clients;

/// <summary>Unmodified clients send one day of Jan's to the built server in a process of its own, and his exact score is read back.</summary>
public sealed class NodeClientTests : IAsyncLifetime
{
    private const string Plan = """
        plan: clients
        fit:
          rules:
            - { name: Position, when: { trait: position, is: director }, points: 10 }
            - { name: Company size, by: { account: employees }, bands: { 100: 5 } }
        engagement:
          rules:
            - { name: Guides, on: Guide Downloaded, points: 3 }
            - { name: Guides of late, on: Guide Downloaded, within: 90d, points: 1 }
            - { name: Pricing, on: page, where: [{ property: path, starts_with: /pricing }, { property: category, is: Docs }], points: 5 }
            - { name: App, on: screen, where: { property: name, is: Home }, points: 2 }
        """;

    private const int CallsSent = 11;
    private readonly string folder = Directory.CreateTempSubdirectory("kelvin-clients-").FullName;
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync()
    {
        server = ServerProcess.Start(Path.Combine(folder, "kelvin.db"));
        Assert.NotNull(await server.Ready());
        var plan = new HttpRequestMessage(HttpMethod.Put, "/api/plans/clients") { Content = new StringContent(Plan, Encoding.UTF8, "application/yaml") };
        Assert.True((await Send(plan)).IsSuccessStatusCode);
    }

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("segment.mjs")]
    [InlineData("rudder.mjs")]
    public async Task What_a_client_sends_is_scored_to_the_point(string script)
    {
        NodeClients.Run(script, Address, ServerProcess.WriteKey);
        await JanIsScored(duplicates: false);
    }

    [Theory]
    [InlineData("segment.mjs")]
    [InlineData("rudder.mjs")]
    public async Task What_a_client_sends_again_counts_once(string script)
    {
        var (proxy, address) = NodeClients.Start("losing-answers.mjs", Address, "2");
        using (proxy)
        {
            try
            {
                NodeClients.Run(script, address, ServerProcess.WriteKey);
            }
            finally
            {
                proxy.Kill();
            }
        }
        await JanIsScored(duplicates: true);
    }

    private string Address => server.Http.BaseAddress!.ToString().TrimEnd('/');

    private async Task JanIsScored(bool duplicates)
    {
        var stats = await Ask("/api/stats");
        for (var i = 0; i < 500 && (long)stats["inboxDepth"]! > 0; i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            stats = await Ask("/api/stats");
        }
        Assert.Equal(duplicates, (long)stats["duplicates"]! > 0);
        Assert.Equal(duplicates, (long)stats["accepted"]! > CallsSent);
        Assert.Equal((2, 10), ((int)stats["leads"]!, (int)stats["events"]!));

        var jan = (await Ask("/api/leads?userId=jan"))["items"]![0]!;
        foreach (var other in new[] { "userId=jan-old", "anonymousId=a-jan", "email=jan@example.org" })
            Assert.Equal((string?)jan["id"], (string?)(await Ask("/api/leads?" + other))["items"]![0]!["id"]);
        Assert.Equal("acme", (string?)jan["accountId"]);
        Assert.Equal(9, (int)jan["eventCount"]!);
        Assert.Equal("2024-02-29T12:00:00.000Z", (string?)jan["firstSeen"]);
        // A director (10) of a company of 120 (5); five guides (15) of which four are of late (4), a page of prices (5), a screen (2).
        Assert.Equal("15 26 41", $"{jan["scores"]![0]!["fit"]} {jan["scores"]![0]!["engagement"]} {jan["scores"]![0]!["score"]}");
        Assert.Equal(1, (int)(await Ask("/api/leads?userId=eva"))["items"]![0]!["eventCount"]!);
    }

    private async Task<JsonNode> Ask(string path) => await (await Send(new HttpRequestMessage(HttpMethod.Get, path))).Json();

    private Task<HttpResponseMessage> Send(HttpRequestMessage request)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.AdminToken);
        return server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
