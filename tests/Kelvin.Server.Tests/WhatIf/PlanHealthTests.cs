using System.Text.Json.Nodes;
using Kelvin.Server.Tests.Pipelines;
using Xunit;

namespace Kelvin.Server.Tests.WhatIf;

public sealed class PlanHealthTests : IAsyncLifetime
{
    private const string Plan = """
        plan: sick
        fit:
          rules:
            - { name: Always, points: 1 }
            - { name: Boss, when: { trait: position, is: boss }, points: 4 }
            - { name: Misspelt, when: { trait: positon, is: boss }, points: 4 }
        engagement:
          rules:
            - { name: Click, on: Click, points: 3, max: 3 }
            - { name: Clicked, on: Click, at_least: 1, points: 2 }
            - { name: Nothing, on: Clik, points: 9 }
        grades: { A: 3, B: null }
        stages: [ { name: MQL, at: { score: 4 } }, { name: SQL, at: { score: 1000 } } ]
        """;

    private RunningServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start(new StandingClock(Deployment.Noon));
        await server.PutPlan("sick", Plan);
        await server.Track([.. Enumerable.Range(0, 40).SelectMany(Calls)]);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static IEnumerable<string> Calls(int lead)
    {
        yield return $$"""{"type":"identify","userId":"u{{lead}}","messageId":"i{{lead}}","timestamp":"2025-01-15T12:00:00Z","traits":{"position":"{{(lead % 2 == 0 ? "boss" : "clerk")}}","secret":"only {{lead}}"} }""";
        for (var i = 0; i < (lead % 4 == 0 ? 5 : 0); i++)
            yield return $$"""{"type":"track","event":"Click","userId":"u{{lead}}","messageId":"c{{lead}}-{{i}}","timestamp":"2025-02-10T12:00:0{{i}}Z","properties":{"path":"/pricing","depth":{"px":{{i}}} } }""";
    }

    [Fact]
    public async Task What_ails_a_plan_is_found()
    {
        var health = await server.Ask("/api/plans/sick/health");
        var found = health["findings"]!.AsArray().Select(finding => $"{finding!["kind"]} {finding["rule"]} {finding["other"]}".TrimEnd()).ToList();
        Assert.Contains("firesForEveryone Always", found);
        Assert.Contains("neverFires Nothing", found);
        Assert.Contains("eatenByCap Click", found);
        Assert.Contains("alwaysTogether Click Clicked", found);
        Assert.Contains("outOfReach  SQL", found);
        Assert.Contains("nobodySends Nothing Clik", found);
        Assert.Contains("nobodySends Misspelt positon", found);
        Assert.DoesNotContain(found, finding => finding.Contains("Boss"));
        Assert.Contains(health["findings"]!.AsArray(), finding => ((string)finding!["text"]!).Contains("Did you mean 'Click'?"));
        Assert.Equal(10, (int)health["rules"]!.AsArray().First(rule => (string?)rule!["name"] == "Click")!["leads"]!);
    }

    [Fact]
    public async Task How_scores_stood_month_by_month_is_told()
    {
        var months = (await server.Ask("/api/plans/sick/health"))["months"]!.AsArray();
        Assert.Equal(13, months.Count);
        Assert.Equal(0, (int)months[^4]!["leads"]!);
        Assert.Equal((40, 40), ((int)months[^2]!["leads"]!, (int)months[^1]!["leads"]!));
    }

    [Fact]
    public async Task The_catalogue_tells_what_comes_in_and_shows_no_value_of_a_few()
    {
        var catalogue = await server.Ask("/api/catalogue");
        var click = catalogue["events"]!.AsArray().First(e => (string?)e!["name"] == "Click")!;
        Assert.Equal(50, (int)click["count"]!);
        Assert.Equal("2025-02-10T12:00:00.000Z", (string?)click["firstSeen"]);
        Assert.Equal(["depth.px", "path"], click["properties"]!.AsArray().Select(field => (string)field!["path"]!));
        Assert.Equal((5, "number"), ((int)click["properties"]![0]!["distinct"]!, (string?)click["properties"]![0]!["types"]![0]));
        JsonNode Trait(string path) => catalogue["traits"]!.AsArray().First(field => (string?)field!["path"] == path)!;
        Assert.Equal((2, 40), ((int)Trait("position")["distinct"]!, (int)Trait("position")["count"]!));
        Assert.InRange((int)Trait("secret")["distinct"]!, 34, 46);
        Assert.Empty(Trait("secret")["examples"]!.AsArray());
        Assert.Equal(50, (int)(await server.Ask("/api/catalogue"))["events"]!.AsArray().First(e => (string?)e!["name"] == "Click")!["count"]!);
    }

    [Fact]
    public async Task The_way_up_is_told_of_a_lead()
    {
        var id = (string)(await server.Ask("/api/leads?userId=u1"))["items"]![0]!["id"]!;
        var ways = (await server.Ask($"/api/leads/{id}/scores/sick/way-up"))["items"]!.AsArray();
        Assert.Equal(["grade A", "stage MQL"], ways.Select(way => $"{way!["target"]} {way["name"]}"));
        Assert.Contains("Its position being boss makes it A: +4 points.", ways[0]!["steps"]!.AsArray().Select(step => (string)step!["text"]!));
        await (await server.Api(HttpMethod.Get, $"/api/leads/{id}/scores/none/way-up")).IsProblem(404, "no-plan");
    }
}
