using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kelvin.Server.Actions.Tasks;
using Kelvin.Server.Tests.Access;
using Xunit;

namespace Kelvin.Server.Tests.Actions.Tasks;

/// <summary>The queue of those who work leads.</summary>
public sealed class TaskTests : IAsyncLifetime
{
    private const string Plan = """
        plan: sales
        engagement:
          rules: [{ name: Pages, on: page, points: 10 }]
        stages:
          - { name: MQL, at: { score: 20 } }
        """;

    private RunningServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        Assert.True((await server.PutPlan("sales", Plan)).IsSuccessStatusCode);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_queue_is_ordered_by_worth_and_says_why()
    {
        var (cold, hot) = (await Lead("cold", 1), await Lead("hot", 3));
        await Make(cold);
        await Make(hot);
        var queue = (await server.Ask("/api/tasks"))["items"]!.AsArray();
        Assert.Equal([hot, cold], queue.Select(task => (string)task!["leadId"]!));
        Assert.Equal(("Call now", 30, "hot@example.com"), ((string)queue[0]!["ask"]!, (int)queue[0]!["score"]!, (string)queue[0]!["email"]!));
    }

    [Theory]
    [InlineData(50, null, null, 50.0)]
    [InlineData(50, 0, null, 100.0)]
    [InlineData(50, 1, null, 75.0)]
    [InlineData(50, null, 0, 75.0)]
    [InlineData(50, null, 2, 50.0)]
    [InlineData(-5, 0, 0, 0.0)]
    public void Rank_is_the_score_more_for_who_acts_now_and_for_what_fades(long score, int? daysOfSilence, int? daysUntilItFades, double expected)
    {
        const long Now = 1_700_000_000_000, Day = 86_400_000;
        Assert.Equal(expected, TaskViews.Rank(score, Now - (daysOfSilence * Day), Now + (daysUntilItFades * Day), Now));
    }

    [Fact]
    public async Task A_lead_has_one_open_task_of_a_kind_and_a_new_one_once_that_is_done()
    {
        var lead = await Lead("jan", 2);
        var first = await Make(lead);
        Assert.Equal(first, await Make(lead));
        Assert.Equal(HttpStatusCode.OK, (await Do(first, "done")).StatusCode);
        Assert.NotEqual(first, await Make(lead));
        await (await Do(first, "accept")).IsProblem(409, "task-closed");
    }

    [Fact]
    public async Task Rejecting_needs_a_reason_which_is_kept_and_may_move_the_lead()
    {
        var lead = await Lead("jan", 2);
        var task = await Make(lead);
        await (await Do(task, "reject")).IsProblem(422, "task-invalid");
        await (await Do(task, "reject", new { reason = "A student", stage = "Nowhere" })).IsProblem(422, "task-invalid");
        Assert.Single((await server.Ask("/api/tasks"))["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.OK, (await Do(task, "reject", new { reason = "A student", stage = "Disqualified" })).StatusCode);
        Assert.Empty((await server.Ask("/api/tasks"))["items"]!.AsArray());
        var kept = Assert.Single((await server.Ask("/api/tasks?state=rejected"))["items"]!.AsArray())!;
        Assert.Equal(("rejected", "A student"), ((string)kept["notes"]![1]!["did"]!, (string)kept["notes"]![1]!["reason"]!));
        var moved = await server.Ask($"/api/leads/{lead}");
        Assert.Equal("Disqualified", (string)moved["stage"]!);
        Assert.NotNull(moved["stageSince"]);
    }

    [Fact]
    public async Task A_task_that_was_put_off_comes_back()
    {
        var clock = new Pipelines.StandingClock(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        await using var own = await RunningServer.Start(clock);
        var lead = (await own.AddLead("jan")).ToString();
        var made = await (await own.Api(HttpMethod.Post, "/api/tasks", JsonContent.Create(new { leadId = lead, title = "Call now" }))).Json();
        var until = DateTimeOffset.FromUnixTimeMilliseconds(clock.Now).AddHours(2);
        Assert.Equal(HttpStatusCode.OK, (await own.Api(HttpMethod.Post, $"/api/tasks/{made["id"]}/snooze", JsonContent.Create(new { until }))).StatusCode);
        Assert.Empty((await own.Ask("/api/tasks"))["items"]!.AsArray());
        Assert.Single((await own.Ask("/api/tasks?snoozed=true"))["items"]!.AsArray());
        clock.Now += 3 * 3_600_000;
        Assert.Single((await own.Ask("/api/tasks"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Those_of_the_sales_role_have_the_tasks_of_their_own_leads_only()
    {
        var (mine, theirs) = (await Lead("mine", 1), await Lead("theirs", 1));
        var (myTask, theirTask) = (await Make(mine), await Make(theirs));
        var (browser, id) = await server.SignedIn("rep@example.com", "sales");
        await server.Api(HttpMethod.Put, $"/api/leads/{mine}/owner", JsonContent.Create(new { user = id }));
        Assert.Equal([myTask], (await browser.Ask("/api/tasks"))["items"]!.AsArray().Select(task => (string)task!["id"]!));
        await (await browser.Send(HttpMethod.Post, $"/api/tasks/{theirTask}/accept", new JsonObject())).IsProblem(404, "no-task");
        await (await browser.Get($"/api/tasks?lead={theirs}")).IsProblem(404, "no-lead");
        Assert.Equal(HttpStatusCode.OK, (await browser.Send(HttpMethod.Post, $"/api/tasks/{myTask}/accept", new JsonObject())).StatusCode);
        Assert.Equal([myTask], (await server.Ask($"/api/tasks?state=accepted&owner={id}"))["items"]!.AsArray().Select(task => (string)task!["id"]!));
    }

    [Fact]
    public async Task What_was_asked_and_said_of_an_erased_person_is_gone()
    {
        var lead = await Lead("jan", 1);
        var task = await Make(lead);
        await Do(task, "reject", new { reason = "canary-reason" });
        Assert.True((await server.Api(HttpMethod.Delete, $"/api/leads/{lead}")).IsSuccessStatusCode);
        Assert.Empty((await server.Ask("/api/tasks?state=rejected"))["items"]!.AsArray());
    }

    private async Task<string> Lead(string name, int pages)
    {
        await server.Track([$$$"""{"type":"identify","userId":"{{{name}}}","messageId":"i","traits":{"email":"{{{name}}}@example.com"}}""", .. Enumerable.Range(0, pages).Select(i => $$"""{"type":"page","userId":"{{name}}","messageId":"p{{i}}"}""")]);
        return (string)(await server.Ask("/api/leads?userId=" + name))["items"]![0]!["id"]!;
    }

    private async Task<string> Make(string lead)
    {
        var response = await server.Api(HttpMethod.Post, "/api/tasks", JsonContent.Create(new { leadId = lead, title = "Call now" }));
        Assert.True(response.IsSuccessStatusCode, await response.Text());
        return (string)(await response.Json())["id"]!;
    }

    private Task<HttpResponseMessage> Do(string task, string what, object? body = null) => server.Api(HttpMethod.Post, $"/api/tasks/{task}/{what}", JsonContent.Create(body ?? new { }));
}
