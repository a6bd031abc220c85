using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Server.Tests.Commands;

/// <summary>Plans as code: the commands against a running server.</summary>
public sealed class PlanServerCommandTests : IAsyncLifetime
{
    private const string Plan = """
        # Agreed with sales.
        plan: sales
        engagement:
          rules:
            - { name: Click, on: Click, points: 3 }   # cheap
            - { name: Webinar, on: Webinar, points: 15 }
        grades: { A: 0 }
        levels: { 1: 10, 2: null }
        """;

    private readonly KelvinFolder folder = new();
    private RunningServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        folder.With("sales.yaml", Plan);
    }

    public async ValueTask DisposeAsync()
    {
        folder.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_applied_changed_by_a_form_and_pulled_with_its_comments()
    {
        Assert.Equal((0, true), Said("plan apply sales.yaml --yes", "Version 1 of 'sales' scores now."));
        Assert.Equal((0, true), Said("plan apply sales.yaml --yes", "scores as the file says already"));
        var json = JsonNode.Parse(await (await server.Api(HttpMethod.Get, "/api/plans/sales")).Text())!;
        json["engagement"]!["rules"]![0]!["points"] = 4;
        await server.Api(HttpMethod.Put, "/api/plans/sales", new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json"));
        Assert.Equal(Plan.Replace("points: 3", "points: 4"), Run("plan pull sales").Output);
        Assert.Equal((1, true), Said("plan diff sales.yaml", "Click: 4 to 3 points"));
        Run("plan pull sales --out sales.yaml");
        Assert.Equal(0, Run("plan diff sales.yaml").Code);
    }

    [Fact]
    public async Task Apply_shows_what_changes_and_for_whom_and_asks()
    {
        Run("plan apply sales.yaml --yes");
        await server.Track("""{"type":"track","event":"Webinar","userId":"jan","messageId":"m1"}""", """{"type":"track","event":"Click","userId":"eve","messageId":"m2"}""");
        folder.With("sales.yaml", Plan.Replace("points: 15", "points: 5"));
        var asked = Run("plan apply sales.yaml");
        Assert.Equal(2, asked.Code);
        Assert.Contains("say --yes", asked.Error);
        Assert.Contains("Webinar: 15 to 5 points", asked.Output);
        Assert.Contains("A1 -> A2", asked.Output);
        Assert.Single((await server.Ask("/api/plans/sales/versions"))["items"]!.AsArray());
        Assert.Equal((0, true), Said("plan preview sales.yaml", "jan: 15 A1 -> 5 A2 (Webinar -10)"));
        Assert.Equal(1, JsonDocument.Parse(Run("plan preview sales.yaml --json").Output).RootElement.GetProperty("moved").GetInt32());
    }

    [Fact]
    public void An_earlier_version_scores_again_and_the_list_says_why()
    {
        Run("plan apply sales.yaml --yes");
        folder.With("sales.yaml", Plan.Replace("points: 15", "points: 20"));
        Assert.Equal(0, Run("plan apply sales.yaml --yes --message Webinars").Code);
        Assert.Equal((0, true), Said("plan rollback sales 1", "Version 1 of 'sales' scores now."));
        var versions = Run("plan versions sales").Output;
        Assert.Contains("Webinars", versions);
        Assert.Contains("    Webinar: 15 to 20 points", versions);
        Assert.Contains("1 (scores)", versions);
        Assert.Equal((2, ""), (Run("plan rollback sales 9").Code, Run("plan rollback sales 9").Output));
    }

    [Fact]
    public void Two_files_are_compared_without_a_server()
    {
        folder.With("other.yaml", Plan.Replace("points: 15", "points: 20"));
        using var alone = new KelvinFolder().With("a.yaml", Plan).With("b.yaml", Plan.Replace("points: 15", "points: 20"));
        Assert.Equal(new KelvinFolder.Outcome(1, "Webinar: 15 to 20 points\n", ""), alone.Run("plan diff a.yaml b.yaml"));
        Assert.Equal(0, alone.Run("plan diff a.yaml a.yaml").Code);
        Assert.Equal(2, alone.Run("plan diff a.yaml c.yaml").Code);
    }

    private (int, bool) Said(string command, string expected)
    {
        var outcome = Run(command);
        return (outcome.Code, outcome.Output.Contains(expected));
    }

    private KelvinFolder.Outcome Run(string command) => folder.Run($"{command} --url {server.Http.BaseAddress} --token {RunningServer.AdminToken}");
}
