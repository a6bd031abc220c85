using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Server.Tests.Api;

/// <summary>Jan comes in over HTTP and is read back over HTTP, as of any instant.</summary>
public sealed class LeadApiTests(LeadApiTests.JanIsHere here) : IClassFixture<LeadApiTests.JanIsHere>
{
    private readonly RunningServer server = here.Server;

    public sealed class JanIsHere : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await RunningServer.Start();
            Assert.True((await Server.PutPlan("sales", Jan.Plan)).IsSuccessStatusCode);
            await Server.Track(Jan.Story);
            await Server.Track([.. Enumerable.Range(0, 7).Select(i => $$"""{"type":"page","userId":"other-{{i}}","messageId":"o{{i}}","timestamp":"2025-01-01T00:00:00Z"}""")]);
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    [Theory]
    [InlineData("userId=jan")]
    [InlineData("anonymousId=a-jan")]
    [InlineData("email=JAN@example.org")]
    [InlineData("q=jan")]
    [InlineData("q=JAN@EXAMPLE.org")]
    [InlineData("q=n@exam")]
    [InlineData("q=n@exam&plan=sales")]
    [InlineData("plan=sales&verdict=nurture&minScore=30")]
    [InlineData("plan=sales&grade=A&level=2&label=A2&maxScore=100")]
    public async Task Jan_is_found_by_all_that_is_known_of_him(string query)
    {
        var answer = await server.Ask("/api/leads?" + query);
        Assert.Equal("jan", (string?)Assert.Single(answer["items"]!.AsArray())!["userId"]);
        Assert.Null(answer["nextCursor"]);
    }

    [Theory]
    [InlineData("userId=nobody")]
    [InlineData("email=nobody@example.org")]
    [InlineData("q=nobody")]
    [InlineData("plan=sales&grade=Z")]
    [InlineData("plan=sales&minScore=1000")]
    public async Task Who_is_not_there_is_not_found(string query) => Assert.Empty((await server.Ask("/api/leads?" + query))["items"]!.AsArray());

    [Fact]
    public async Task A_lead_is_shown_with_what_is_known_of_it_now()
    {
        var lead = await server.Ask("/api/leads/" + await IdOfJan());
        Assert.Equal("jan", (string?)lead["userId"]);
        Assert.Equal(["a-jan"], lead["anonymousIds"]!.AsArray().Select(id => (string?)id));
        Assert.Equal("Jan@Example.org", (string?)lead["email"]);
        Assert.Equal("Warsaw", (string?)lead["traits"]!["city"]);
        Assert.Equal("2025-01-01T09:00:00.000Z", (string?)lead["firstSeen"]);
        Assert.Equal("2025-03-01T12:00:05.000Z", (string?)lead["lastSeen"]);
        Assert.Equal(6, (int)lead["eventCount"]!);
        var score = lead["scores"]![0]!;
        // 26 for fit; 20 for engagement, less 10 for the silence since.
        Assert.Equal("sales 1 26 10 36 A 2 A2 nurture", string.Join(' ', new[] { "plan", "version", "fit", "engagement", "score", "grade", "level", "label", "verdict" }.Select(name => score[name]!.ToString())));
    }

    [Fact]
    public async Task A_leads_first_name_leads_to_it_after_a_merge()
    {
        await server.Track("""{"type":"page","anonymousId":"before","messageId":"b1"}""");
        var before = (string)(await server.Ask("/api/leads?anonymousId=before"))["items"]![0]!["id"]!;
        await server.Track("""{"type":"identify","userId":"after","anonymousId":"before","messageId":"b2"}""");
        var lead = await server.Ask("/api/leads/" + before);
        Assert.Equal("after", (string?)lead["userId"]);
        Assert.NotEqual(before, (string?)lead["id"]);
    }

    [Fact]
    public async Task Events_are_read_newest_first_page_by_page_as_they_came_in()
    {
        var read = await Pages($"/api/leads/{await IdOfJan()}/events?limit=4");
        Assert.Equal(["j6", "j5", "j4", "j3", "j1", "j2"], read.Select(item => (string?)item["messageId"]));
        Assert.Equal("""{"path":"/","n":1}""", read[0]["properties"]!.ToJsonString());
        Assert.Equal("192.0.2.1", (string?)read[0]["context"]!["ip"]);
        Assert.Equal(("page", false), ((string?)read[0]["name"], (bool)read[0]["machine"]!));
    }

    [Theory]
    [InlineData("2025-01-01T09:00:00Z", 0)]
    [InlineData("2025-01-01T10:00:00Z", 26)]
    [InlineData("2025-01-31T08:59:59.999Z", 26)]
    [InlineData("2025-01-31T09:00:00Z", 16)]
    [InlineData("2025-03-01T12:00:00Z", 36)]
    [InlineData("2025-03-01T12:00:05Z", 46)]
    public async Task A_score_is_told_as_of_any_instant(string at, int expected)
    {
        var answer = await server.Ask($"/api/leads/{await IdOfJan()}/scores/sales?at={at}");
        Assert.Equal(expected, (int)answer["score"]!);
        Assert.Equal(expected, answer["parts"]!.AsArray().Sum(part => (double)part!["points"]!));
    }

    [Fact]
    public async Task A_score_says_when_it_changes_by_itself()
    {
        var answer = await server.Ask($"/api/leads/{await IdOfJan()}/scores/sales?at=2025-03-01T12:00:05Z");
        Assert.Equal("2025-03-31T12:00:05.000Z", (string?)answer["nextChangeAt"]);
        Assert.Equal(36, (int)answer["nextChange"]!["score"]!);
    }

    [Fact]
    public async Task The_history_of_a_score_has_a_point_for_every_change()
    {
        var answer = await server.Ask($"/api/leads/{await IdOfJan()}/scores/sales/history");
        Assert.Equal(
            ["2025-01-01T09:00:00.000Z 0", "2025-01-01T10:00:00.000Z 26", "2025-01-31T09:00:00.000Z 16", "2025-03-01T10:00:00.000Z 21", "2025-03-01T11:00:00.000Z 26",
                "2025-03-01T12:00:00.000Z 36", "2025-03-01T12:00:05.000Z 46", "2025-03-31T12:00:05.000Z 36"],
            answer["items"]!.AsArray().Select(point => $"{point!["at"]} {point["score"]}"));
    }

    [Fact]
    public async Task A_long_history_comes_in_pages_and_a_part_of_it_by_its_ends()
    {
        var history = $"/api/leads/{await IdOfJan()}/scores/sales/history";
        Assert.Equal([0, 26, 16, 21, 26, 36, 46, 36], (await Pages(history + "?limit=3")).Select(point => (int)point["score"]!));
        var part = await server.Ask(history + "?from=2025-02-01&to=2025-03-01T11:30:00Z");
        Assert.Equal([16, 21, 26], part["items"]!.AsArray().Select(point => (int)point!["score"]!));
    }

    [Theory]
    [InlineData("-score")]
    [InlineData("score")]
    public async Task A_list_goes_on_where_it_stopped_in_either_order(string sort)
    {
        var read = await Pages($"/api/leads?plan=sales&sort={sort}&limit=3");
        Assert.Equal(read.Count, read.Select(lead => (string)lead["id"]!).Distinct().Count());
        Assert.True(read.Count >= 8);
        var scores = read.Select(lead => (int)lead["scores"]![0]!["score"]!).ToList();
        Assert.Equal(sort == "score" ? scores.Order() : scores.OrderDescending(), scores);
    }

    [Fact]
    public async Task A_list_by_id_has_everyone_once()
    {
        var read = (await Pages("/api/leads?limit=3")).Select(lead => (string)lead["id"]!).ToList();
        Assert.Equal(read.Order(StringComparer.Ordinal).Distinct(), read);
        Assert.True(read.Count >= 8);
    }

    [Theory]
    [InlineData("/api/leads?limit=0", "limit-invalid")]
    [InlineData("/api/leads?limit=501", "limit-invalid")]
    [InlineData("/api/leads?limit=x", "bad-request")]
    [InlineData("/api/leads?cursor=%00", "cursor-invalid")]
    [InlineData("/api/leads?plan=sales&cursor=AAAA", "cursor-invalid")]
    [InlineData("/api/leads?plan=none", "plan-unknown")]
    [InlineData("/api/leads?sort=score", "plan-missing")]
    [InlineData("/api/leads?sort=id;drop+table+leads", "sort-invalid")]
    [InlineData("/api/leads?grade=A", "plan-missing")]
    [InlineData("/api/leads?sort=id&plan=sales", "sort-invalid")]
    [InlineData("/api/leads/JAN/scores/sales?at=noon", "instant-invalid")]
    [InlineData("/api/leads/JAN/scores/sales/history?from=x", "instant-invalid")]
    [InlineData("/api/leads/JAN/events?cursor=!", "cursor-invalid")]
    public async Task What_cannot_be_answered_is_refused_by_name(string path, string code) =>
        await (await server.Api(HttpMethod.Get, path.Replace("JAN", await IdOfJan()))).IsProblem(400, code);

    [Theory]
    [InlineData("/api/leads/none", "no-lead")]
    [InlineData("/api/leads/00000000000000000000000000000000", "no-lead")]
    [InlineData("/api/leads/00000000000000000000000000000000/events", "no-lead")]
    [InlineData("/api/leads/00000000000000000000000000000000/export", "no-lead")]
    [InlineData("/api/leads/JAN/scores/none", "no-plan")]
    [InlineData("/api/leads/JAN/scores/none/history", "no-plan")]
    [InlineData("/api/leads/JAN/scores/sales?at=2025-01-01T08:59:59.999Z", "no-score")]
    public async Task What_is_not_there_is_said_to_be_missing(string path, string code) =>
        await (await server.Api(HttpMethod.Get, path.Replace("JAN", await IdOfJan()))).IsProblem(404, code);

    [Fact]
    public async Task A_person_gets_all_that_is_kept_of_them()
    {
        var export = (await server.Ask($"/api/leads/{await IdOfJan()}/export")).ToJsonString();
        foreach (var planted in new[] { "jan", "a-jan", "Jan@Example.org", "jan@example.org", "mazowieckie", "/pricing", "192.0.2.1", "Opens our e-mail", "j1", "j2", "j3", "j4", "j5", "j6" })
            Assert.Contains($"\"{planted}\"", export);
    }

    [Fact]
    public async Task A_person_who_is_erased_stays_erased()
    {
        const string Eva = """{"type":"identify","userId":"eva","anonymousId":"a-eva","messageId":"v1","traits":{"email":"eva@example.org"}}""";
        await server.Track(Eva);
        var id = (string)(await server.Ask("/api/leads?userId=eva"))["items"]![0]!["id"]!;
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await server.Api(HttpMethod.Delete, "/api/leads/" + id)).StatusCode);
        await server.Track(Eva, """{"type":"page","anonymousId":"a-eva","messageId":"v2"}""", """{"type":"page","messageId":"v3","context":{"traits":{"email":"EVA@example.org"}}}""");
        foreach (var query in new[] { "userId=eva", "anonymousId=a-eva", "email=eva@example.org", "q=eva" }) Assert.Empty((await server.Ask("/api/leads?" + query))["items"]!.AsArray());
        await (await server.Api(HttpMethod.Delete, "/api/leads/" + id)).IsProblem(404, "no-lead");
    }

    private async Task<string> IdOfJan() => (string)(await server.Ask("/api/leads?userId=jan"))["items"]![0]!["id"]!;

    /// <summary>All items of a list, through all its pages.</summary>
    private async Task<List<JsonNode>> Pages(string path)
    {
        var read = new List<JsonNode>();
        for (string? cursor = ""; cursor is not null;)
        {
            var answer = await server.Ask(path + (cursor.Length == 0 ? "" : "&cursor=" + cursor));
            read.AddRange(answer["items"]!.AsArray().Select(item => item!));
            cursor = (string?)answer["nextCursor"];
        }
        return read;
    }
}
