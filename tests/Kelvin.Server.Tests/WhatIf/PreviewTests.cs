using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Kelvin.Server.Tests.Pipelines;
using Xunit;

namespace Kelvin.Server.Tests.WhatIf;

/// <summary>What is shown before a plan is published is what publishing it then does, for every lead.</summary>
public sealed class PreviewTests : IAsyncLifetime
{
    private const string Plan = """
        plan: sales
        fit:
          rules:
            - { name: Boss, when: { trait: position, is: boss }, points: 10, otherwise: -5 }
            - { name: Region, by: region, values: { north: 4, south: 2 } }
        engagement:
          max: 60
          rules:
            - { name: Click, on: Click, points: 3, decay: { half_life: 10d } }
            - { name: Video, on: Video, by: percent, bands: { 25: 2.5, 75: 10 }, within: 60d }
            - { name: Open, on: Open, points: 5, limit: { times: 1, per: day }, max: 20 }
            - { name: Silence, on: Click, absent_for: 20d, points: -8 }
        ceilings: [ { name: Student, when: { trait: position, is: student }, score: 5 } ]
        grades: { A: 10, B: null }
        levels: { 1: 15, 2: null }
        verdicts: [ { label: [A1], verdict: ready }, { verdict: nurture } ]
        stages: [ { name: MQL, at: { score: 12 } }, { name: SQL, at: { score: 20, when: { trait: region, exists: true } } } ]
        """;

    private RunningServer server = null!;
    private StandingClock clock = null!;

    public async ValueTask InitializeAsync()
    {
        clock = new StandingClock(Deployment.Noon);
        server = await RunningServer.Start(clock);
        await server.PutPlan("sales", Plan);
        await server.Track([.. Calls(60)]);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    public static TheoryData<string, string> Changes => new()
    {
        { "points: 3,", "points: 7," },
        { "max: 60", "max: 12" },
        { "half_life: 10d", "half_life: 3d" },
        { "within: 60d", "within: 20d" },
        { "A: 10", "A: 4" },
        { "25: 2.5", "25: 3.5" },
        { "score: 12", "score: 6" },
        { "ceilings:", "audience: { trait: position, is_not: boss }\nceilings:" },
        { "{ name: Open", "{ name: Late, on: Open, at_least: 2, points: 9 }\n    - { name: Open" },
    };

    [Theory, MemberData(nameof(Changes))]
    public async Task What_is_shown_is_what_publishing_does_for_every_lead(string from, string to)
    {
        var draft = Plan.Replace(from, to);
        Assert.NotEqual(Plan, draft);
        // A first look makes the base warm, so that the second one is scored from what was found before.
        await Preview(Plan);
        var shown = await Preview(draft, "?movers=200&by=stage");
        var before = await Scores();
        Assert.Equal(Told(before), Told(shown["before"]!));
        await server.PutPlan("sales", draft);
        await server.Settle();
        var after = await Scores();
        Assert.Equal(Told(after), Told(shown["after"]!));
        Assert.Equal(before.Keys.Union(after.Keys).Count(id => ScoreOf(before, id) != ScoreOf(after, id)), (int)shown["changed"]!);
        foreach (var mover in shown["movers"]!.AsArray())
        {
            var id = (string)mover!["leadId"]!;
            Assert.Equal((ScoreOf(before, id), ScoreOf(after, id)), (ScoreOf(mover["before"]), ScoreOf(mover["after"])));
            var reasons = mover["reasons"]!.AsArray();
            if (mover["before"] is null || mover["after"] is null) continue;
            Assert.Equal((double)mover["after"]!["score"]! - (double)mover["before"]!["score"]!, reasons.Sum(reason => (double)reason!["after"]! - (double)reason["before"]!), 1e-4);
        }
    }

    [Fact]
    public async Task Who_moves_is_counted_by_band_and_can_be_asked_for()
    {
        var draft = Plan.Replace("A: 10", "A: -2");
        var shown = await Preview(draft, "?by=grade&movers=200");
        var move = Assert.Single(shown["moves"]!.AsArray())!;
        Assert.Equal(("B", "A"), ((string?)move["from"], (string?)move["to"]));
        Assert.Equal((int)move["leads"]!, (int)shown["moved"]!);
        Assert.Equal((int)move["leads"]!, shown["movers"]!.AsArray().Count);
        Assert.Empty((await Preview(draft, "?by=grade&from=A"))["movers"]!.AsArray());
    }

    [Fact]
    public async Task What_came_in_since_is_in_the_next_look()
    {
        var leads = (int)(await Preview(Plan))["leads"]!;
        clock.Now += 60_000;
        await server.Track("""{"type":"identify","userId":"new","messageId":"new-1","traits":{"position":"boss"} }""");
        Assert.Equal(leads + 1, (int)(await Preview(Plan))["leads"]!);
    }

    [Fact]
    public async Task What_cannot_be_tried_is_said()
    {
        await (await Post(Plan.Replace("points: 3", "points: x"))).IsProblem(422, "plan-invalid");
        await (await Post(Plan, "?by=shoe-size")).IsProblem(400, "by-invalid");
        await (await Post(Plan, "?movers=201")).IsProblem(400, "movers-invalid");
        await (await server.Api(HttpMethod.Post, "/api/plans/none/preview")).IsProblem(404, "no-plan");
    }

    private static IEnumerable<string> Calls(int leads)
    {
        var random = new Random(7);
        string At() => DateTimeOffset.FromUnixTimeMilliseconds(Deployment.Noon - (long)(random.NextDouble() * 90 * Deployment.Day)).ToString("O", CultureInfo.InvariantCulture);
        for (var lead = 0; lead < leads; lead++)
        {
            var (position, region) = (random.Next(3) switch { 0 => "boss", 1 => "student", _ => "clerk" }, random.Next(3) switch { 0 => "\"north\"", 1 => "\"south\"", _ => "null" });
            yield return $$"""{"type":"identify","userId":"u{{lead}}","messageId":"i{{lead}}","timestamp":"{{At()}}","traits":{"position":"{{position}}","region":{{region}}} }""";
            for (var i = random.Next(12); i > 0; i--)
            {
                var name = random.Next(3) switch { 0 => "Click", 1 => "Open", _ => "Video" };
                yield return $$"""{"type":"track","event":"{{name}}","userId":"u{{lead}}","messageId":"e{{lead}}-{{i}}","timestamp":"{{At()}}","properties":{"percent":{{random.Next(100)}}} }""";
            }
        }
    }

    private async Task<Dictionary<string, JsonNode>> Scores()
    {
        var scores = new Dictionary<string, JsonNode>();
        for (string? cursor = null; ;)
        {
            var page = await server.Ask($"/api/leads?plan=sales&limit=500{(cursor is null ? "" : "&cursor=" + cursor)}");
            foreach (var lead in page["items"]!.AsArray())
            {
                if (lead!["scores"]!.AsArray().FirstOrDefault(score => (string?)score!["plan"] == "sales") is { } score) scores[(string)lead["id"]!] = score;
            }
            if ((cursor = (string?)page["nextCursor"]) is null) return scores;
        }
    }

    /// <summary>How many leads have each label and verdict, and the average score.</summary>
    private static string Told(Dictionary<string, JsonNode> scores) => string.Join(", ",
        scores.Values.GroupBy(score => (string?)score["label"]).OrderBy(same => same.Key, StringComparer.Ordinal).Select(same => $"{same.Key} {same.Count()}")
            .Concat(scores.Values.GroupBy(score => (string?)score["verdict"]).OrderBy(same => same.Key, StringComparer.Ordinal).Select(same => $"{same.Key} {same.Count()}"))
            .Append(scores.Count == 0 ? "0" : Math.Round(scores.Values.Average(score => (double)score["score"]!), 2).ToString(CultureInfo.InvariantCulture)));

    private static string Told(JsonNode spread) => string.Join(", ",
        spread["labels"]!.AsArray().Where(share => (int)share!["leads"]! > 0).OrderBy(share => (string?)share!["label"], StringComparer.Ordinal).Select(share => $"{share!["label"]} {share["leads"]}")
            .Concat(spread["verdicts"]!.AsArray().Where(share => (int)share!["leads"]! > 0).OrderBy(share => (string?)share!["verdict"], StringComparer.Ordinal).Select(share => $"{share!["verdict"]} {share["leads"]}"))
            .Append(((double)spread["average"]!).ToString(CultureInfo.InvariantCulture)));

    private static long? ScoreOf(Dictionary<string, JsonNode> scores, string id) => scores.TryGetValue(id, out var score) ? ScoreOf(score) : null;

    private static long? ScoreOf(JsonNode? score) => (long?)score?["score"];

    private async Task<JsonNode> Preview(string draft, string query = "")
    {
        var response = await Post(draft, query);
        var shown = await response.Json();
        Assert.True(response.IsSuccessStatusCode, shown.ToJsonString());
        return shown;
    }

    private Task<HttpResponseMessage> Post(string draft, string query = "") =>
        server.Api(HttpMethod.Post, "/api/plans/sales/preview" + query, new StringContent(draft, Encoding.UTF8, "application/yaml"));
}
