using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Server.Tests.Api;

/// <summary>The funnel, and a lead's way through it, over HTTP.</summary>
public sealed class StageApiTests : IAsyncLifetime
{
    private const string Plan = """
        plan: sales
        engagement:
          rules:
            - { name: Pages, on: page, points: 10 }
            - { name: Clicks, on: Clicked, points: 1 }
        grades: { A: 100, B: null }
        thresholds: [15]
        stages:
          - { name: MQL, at: { score: 20 } }
          - { name: SQL, at: { score: 50 } }
          - { name: Customer, on: Order Completed }
        """;

    private RunningServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        Assert.True((await server.PutPlan("sales", Plan)).IsSuccessStatusCode);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static string Page(string user, int number) =>
        $$"""{"type":"page","userId":"{{user}}","messageId":"p{{number}}","timestamp":"2025-01-{{number:00}}T00:00:00Z"}""";

    private async Task<string> Jan(int pages)
    {
        await server.Track([.. Enumerable.Range(1, pages).Select(i => Page("jan", i))]);
        return (string)(await server.Ask("/api/leads?userId=jan"))["items"]![0]!["id"]!;
    }

    private Task<HttpResponseMessage> Move(string lead, string stage, string? reason = null) =>
        server.Api(HttpMethod.Post, $"/api/leads/{lead}/stage", JsonContent.Create(new { stage, reason }));

    private Task<HttpResponseMessage> Put(object funnel) => server.Api(HttpMethod.Put, "/api/stages", JsonContent.Create(funnel));

    private static string Count(JsonNode funnel) =>
        string.Join(' ', funnel["counts"]!.AsArray().Where(count => (long)count!["leads"]! > 0).Select(count => $"{count!["stage"]?.ToString() ?? "-"}:{count["leads"]}"));

    [Fact]
    public async Task The_funnel_is_there_from_the_start_with_its_activation_score()
    {
        var funnel = await server.Ask("/api/stages");
        Assert.Equal(["Visitor", "Lead", "MQL", "SQL", "Opportunity", "Customer"], funnel["stages"]!.AsArray().Select(stage => (string)stage!));
        Assert.Equal("Disqualified", (string?)Assert.Single(funnel["aside"]!.AsArray()));
        Assert.Equal(("SQL", "sales", 50), ((string?)funnel["handOver"], (string?)funnel["activationScores"]![0]!["plan"], (int)funnel["activationScores"]![0]!["score"]!));
    }

    [Fact]
    public async Task A_funnel_of_ones_own_is_set_and_what_only_a_plan_names_finds_its_place()
    {
        var set = await (await Put(new { stages = new[] { "New", "MQL", "Won" }, aside = new[] { "Lost" }, handOver = "MQL" })).Json();
        Assert.Equal(["New", "MQL", "SQL", "Customer", "Won"], set["all"]!.AsArray().Select(stage => (string)stage!));
        Assert.Equal(20, (int)set["activationScores"]![0]!["score"]!);
        Assert.Equal(set.ToJsonString(), (await server.Ask("/api/stages")).ToJsonString());
    }

    [Fact]
    public async Task A_funnel_that_is_none_is_refused()
    {
        await (await Put(new { stages = Array.Empty<string>() })).IsProblem(422, "stages-missing");
        await (await Put(new { stages = new[] { "A", " A" } })).IsProblem(422, "stage-twice");
        await (await Put(new { stages = new[] { "A" }, aside = new[] { "A" } })).IsProblem(422, "stage-twice");
        await (await Put(new { stages = new string?[] { "A", null } })).IsProblem(422, "stage-invalid");
        await (await Put(new { stages = new[] { " " } })).IsProblem(422, "stage-invalid");
        await (await Put(new { stages = new[] { "A" }, handOver = "B" })).IsProblem(422, "hand-over-unknown");
        await (await Put(new { stages = Enumerable.Range(0, 101).Select(i => $"{i}") })).IsProblem(422, "stages-too-many");
    }

    [Fact]
    public async Task Leads_are_counted_where_they_are()
    {
        var jan = await Jan(2);
        await server.Track(Page("eva", 1), Page("ola", 1), Page("ola", 2));
        Assert.Equal("-:1 MQL:2", Count(await server.Ask("/api/stages")));
        await Move(jan, "Disqualified", "a competitor");
        Assert.Equal("-:1 MQL:1 Disqualified:1", Count(await server.Ask("/api/stages")));
        await server.Api(HttpMethod.Delete, "/api/leads/" + jan);
        Assert.Equal("-:1 MQL:1", Count(await server.Ask("/api/stages")));
        // Where the funnel loses a stage, those who are in it are not lost.
        Assert.Equal("-:1 MQL:1", Count(await (await Put(new { stages = new[] { "Only" } })).Json()));
    }

    [Theory]
    [InlineData("stage=MQL", "eva ola")]
    [InlineData("stage=MQL&plan=sales&limit=1", "eva")]
    [InlineData("stage=MQL&plan=sales&minScore=30", "eva")]
    [InlineData("stage=Disqualified", "jan")]
    [InlineData("stage=&plan=sales", "zoe")]
    [InlineData("stage=Nirvana", "")]
    public async Task Leads_are_listed_by_their_stage(string query, string listed)
    {
        var jan = await Jan(2);
        await server.Track(Page("eva", 1), Page("eva", 2), Page("eva", 3), Page("ola", 1), Page("ola", 2), Page("zoe", 1));
        await Move(jan, "Disqualified");
        // The index follows the store a moment later.
        for (var i = 0; i < 6_000 && (await Listed("stage=Disqualified")).Length == 0; i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal(listed, await Listed(query));
    }

    private async Task<string> Listed(string query) =>
        string.Join(' ', (await server.Ask("/api/leads?" + query))["items"]!.AsArray().Select(lead => (string)lead!["userId"]!).Order());

    [Fact]
    public async Task Every_move_is_kept_with_its_cause_its_score_and_its_parts()
    {
        await server.Track([.. Enumerable.Range(1, 5).Select(i => Page("jan", i)), """{"type":"track","event":"Order Completed","userId":"jan","messageId":"o","timestamp":"2025-01-20T00:00:00Z"}"""]);
        var jan = await Jan(1);
        await Move(jan, "Lead", "the order was a test");

        var moves = (await server.Ask($"/api/leads/{jan}/stages"))["items"]!.AsArray();
        Assert.Equal(["Customer>Lead person down", "SQL>Customer event up", "MQL>SQL reached up", ">MQL reached up"], moves.Select(move => $"{move!["from"]}>{move["to"]} {move["cause"]} {move["direction"]}"));
        Assert.Equal(("the order was a test", null), ((string?)moves[0]!["reason"], (string?)moves[0]!["plan"]));
        Assert.Equal(("sales", 1, 50), ((string?)moves[0]!["scores"]![0]!["plan"], (int)moves[0]!["scores"]![0]!["version"]!, (int)moves[0]!["scores"]![0]!["score"]!));
        Assert.False(string.IsNullOrEmpty((string?)moves[0]!["by"]));
        Assert.Equal(("Order Completed", "2025-01-20T00:00:00.000Z"), ((string?)moves[1]!["event"], (string?)moves[1]!["at"]));
        Assert.Equal((1, 50L, "2025-01-05T00:00:00.000Z"), ((int)moves[2]!["version"]!, (long)moves[2]!["score"]!["score"]!, (string?)moves[2]!["at"]));
        Assert.Equal("Lead", (string?)(await server.Ask("/api/leads/" + jan))["stage"]);
    }

    [Fact]
    public async Task Who_was_sent_back_by_a_person_is_not_moved_on_by_what_held_all_along()
    {
        var jan = await Jan(2);
        await Move(jan, "Lead", "no budget this year");
        await server.Track("""{"type":"track","event":"Clicked","userId":"jan","messageId":"c"}""");
        Assert.Equal("Lead", (string?)(await server.Ask("/api/leads/" + jan))["stage"]);
    }

    [Fact]
    public async Task A_move_to_nowhere_is_refused()
    {
        var jan = await Jan(1);
        await (await Move(jan, "Nirvana")).IsProblem(422, "no-stage");
        await Move(jan, "MQL");
        await (await Move(jan, "MQL", "again")).IsProblem(409, "already-there");
        Assert.Single((await server.Ask($"/api/leads/{jan}/stages"))["items"]!.AsArray());
        await (await Move("nobody", "MQL")).IsProblem(404, "no-lead");
        await (await Move(jan, "MQL", new string('x', 1_001))).IsProblem(400, "reason-too-long");
    }

    [Fact]
    public async Task What_was_raised_is_read_page_by_page_in_its_order()
    {
        var jan = await Jan(5);
        var all = (await server.Ask($"/api/leads/{jan}/scores/sales/history?recorded=true"))["items"]!.AsArray();
        Assert.Equal(["grade 2025-01-01", "threshold 2025-01-02", "threshold 2025-01-02", "stage 2025-01-02", "threshold 2025-01-05", "stage 2025-01-05"], all.Select(row => $"{row!["kind"]} {((string)row["at"]!)[..10]}"));

        var paged = new List<string?>();
        for (string? next = ""; next is not null;)
        {
            var page = await server.Ask($"/api/leads/{jan}/scores/sales/history?recorded=true&limit=4{next}");
            paged.AddRange(page["items"]!.AsArray().Select(row => (string?)row!["id"]));
            next = page["nextCursor"] is { } cursor ? "&cursor=" + cursor : null;
        }
        Assert.Equal(all.Select(row => (string?)row!["id"]), paged);
        Assert.Single((await server.Ask($"/api/leads/{jan}/scores/sales/history?recorded=true&to=2025-01-01T12:00:00Z"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("raise", "threshold true false, stage true false")]
    [InlineData("silent", "stage true true")]
    public async Task The_publisher_of_a_version_says_whether_it_raises(string crossings, string raised)
    {
        var jan = await Jan(1);
        var before = (await server.Ask($"/api/leads/{jan}/scores/sales/history?recorded=true"))["items"]!.AsArray().Count;
        var put = new StringContent(Plan.Replace("points: 10", "points: 17", StringComparison.Ordinal).Replace("score: 20", "score: 17", StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/yaml");
        Assert.Equal(200, (int)(await server.Api(HttpMethod.Put, "/api/plans/sales?crossings=" + crossings, put)).StatusCode);
        await server.Settle();

        var found = (await server.Ask($"/api/leads/{jan}/scores/sales/history?recorded=true"))["items"]!.AsArray().Skip(before).ToList();
        Assert.Equal(raised, string.Join(", ", found.Select(row => $"{row!["kind"]} {row["late"]} {row["silent"]}".ToLowerInvariant()).Distinct()));
        Assert.All(found, row => Assert.Equal(2, (int)row!["version"]!));
    }

    [Fact]
    public async Task Crossings_are_raised_or_silent_and_nothing_else() =>
        await (await server.Api(HttpMethod.Put, "/api/plans/sales?crossings=loud", new StringContent(Plan, System.Text.Encoding.UTF8, "application/yaml"))).IsProblem(400, "crossings-invalid");
}
