using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Server.Tests.Api;

/// <summary>Somebody says that a machine made an event, or takes that back, and the scores follow.</summary>
public sealed class MarkApiTests : IAsyncLifetime
{
    private const string Plan = """
        plan: opens
        engagement: { rules: [{ name: Opens, on: Email Opened, points: 10 }] }
        thresholds: [20]
        """;

    private RunningServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        Assert.True((await server.PutPlan("opens", Plan)).IsSuccessStatusCode);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static string Open(string user, string messageId, string at) =>
        $$"""{"type":"track","event":"Email Opened","userId":"{{user}}","messageId":"{{messageId}}","timestamp":"{{at}}"}""";

    private async Task<string> IdOf(string user) => (string)(await server.Ask("/api/leads?userId=" + user))["items"]![0]!["id"]!;

    private async Task<int> ScoreOf(string user) => (int)(await server.Ask("/api/leads?userId=" + user))["items"]![0]!["scores"]![0]!["score"]!;

    private async Task<string> Marks(string user) =>
        string.Join(' ', (await server.Ask($"/api/leads/{await IdOf(user)}/events"))["items"]!.AsArray().Where(e => (bool)e!["machine"]!).Select(e => (string)e!["messageId"]!).Order());

    private Task<HttpResponseMessage> Post(string path, object body) => server.Api(HttpMethod.Post, path, JsonContent.Create(body));

    private async Task<int> MarkPeriod(string from, string until)
    {
        var source = (int)(await server.Ask("/api/sources"))["items"]!.AsArray().Single(item => (string?)item!["power"] == "server")!["id"]!;
        var answer = await Post("/api/machine-marks", new { source, from, until, reason = "a gateway opens every link" });
        Assert.Equal(202, (int)answer.StatusCode);
        return (int)(await answer.Json())["id"]!;
    }

    private async Task<JsonNode> Finished(int mark)
    {
        for (var i = 0; i < 6_000; i++)
        {
            var view = await server.Ask("/api/machine-marks/" + mark);
            if ((bool)view["finished"]!) return view;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException("The mark is never finished.");
    }

    private async Task Undo(int mark)
    {
        Assert.Equal(202, (int)(await server.Api(HttpMethod.Delete, "/api/machine-marks/" + mark)).StatusCode);
        await Finished(mark);
    }

    [Fact]
    public async Task A_marked_event_counts_no_longer_and_again_when_the_mark_is_taken_back()
    {
        await server.Track(Open("jan", "m1", "2025-01-01T10:00:00Z"), Open("jan", "m2", "2025-01-02T10:00:00Z"));
        var id = await IdOf("jan");
        var answer = await (await Post("/api/events/m1/machine", new { reason = "three seconds after it was sent" })).Json();
        Assert.Equal([id], answer["leadIds"]!.AsArray().Select(lead => (string)lead!));
        Assert.Equal((10, "m1"), (await ScoreOf("jan"), await Marks("jan")));

        await Post("/api/events/m1/machine", new { machine = false, leadId = id });
        Assert.Equal((20, ""), (await ScoreOf("jan"), await Marks("jan")));

        var raised = (await server.Ask($"/api/leads/{id}/scores/opens/history?recorded=true"))["items"]!.AsArray();
        Assert.Equal(["up false", "down true", "up true"], raised.Select(row => $"{row!["direction"]} {row["late"]}".ToLowerInvariant()));
        Assert.Equal([null, "three seconds after it was sent", null], raised.Select(row => (string?)row!["marked"]?["reason"]));
        Assert.Equal((true, false), ((bool)raised[1]!["marked"]!["machine"]!, (bool)raised[2]!["marked"]!["machine"]!));
    }

    [Fact]
    public async Task Who_marked_an_event_and_why_is_kept()
    {
        await server.Track(Open("jan", "m1", "2025-01-01T10:00:00Z"));
        await server.Api(HttpMethod.Post, "/api/events/m1/machine");
        await Post("/api/events/m1/machine", new { reason = "a crawler" });
        await Post("/api/events/m1/machine", new { machine = false, reason = "it was Jan after all" });
        var notes = (await server.Ask("/api/events/m1/machine"))["items"]!.AsArray();
        Assert.Equal(["False it was Jan after all", "True a crawler", "True "], notes.Select(note => $"{note!["machine"]!.GetValue<bool>()} {note["reason"]}"));
        Assert.All(notes, note => Assert.False(string.IsNullOrEmpty((string?)note!["by"])));
        Assert.Equal("it was Jan after all", (string?)await NoteOf("jan", "reason"));
    }

    [Fact]
    public async Task Marks_of_one_millisecond_are_all_kept_in_their_order()
    {
        var clock = new Pipelines.StandingClock(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        await using var standing = await RunningServer.Start(clock);
        await standing.Track(Open("jan", "m1", "2025-01-01T10:00:00Z"));
        for (var i = 0; i < 5; i++) await standing.Api(HttpMethod.Post, "/api/events/m1/machine", JsonContent.Create(new { machine = i % 2 == 0, reason = $"look {i}" }));
        var notes = (await standing.Ask("/api/events/m1/machine"))["items"]!.AsArray();
        Assert.Equal(["look 4", "look 3", "look 2", "look 1", "look 0"], notes.Select(note => (string?)note!["reason"]));
    }

    private async Task<JsonNode?> NoteOf(string user, string what) => (await server.Ask($"/api/leads/{await IdOf(user)}/events"))["items"]![0]!["machineNote"]?[what];

    [Fact]
    public async Task All_events_of_a_source_and_a_period_are_marked_and_unmarked_together()
    {
        await server.Track([.. Enumerable.Range(0, 300).SelectMany(i => new[] { Open($"u{i}", "in", "2025-01-02T00:00:00Z"), Open($"u{i}", "out", "2025-01-03T00:00:00Z") })]);
        await Post("/api/events/in/machine", new { leadId = await IdOf("u7"), reason = "by itself" });
        var mark = await MarkPeriod("2025-01-02T00:00:00Z", "2025-01-03T00:00:00Z");
        Assert.Equal(299, (int)(await Finished(mark))["events"]!);
        await server.Settle();
        Assert.Equal((10, "in"), (await ScoreOf("u5"), await Marks("u5")));

        await Undo(mark);
        await server.Settle();
        Assert.Equal((20, ""), (await ScoreOf("u5"), await Marks("u5")));
        // What was marked by itself stays so.
        Assert.Equal((10, "in"), (await ScoreOf("u7"), await Marks("u7")));
        Assert.Equal(0, (int)(await Finished(mark))["events"]!);
    }

    [Fact]
    public async Task What_comes_later_falls_under_the_mark_too()
    {
        var mark = await MarkPeriod("2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z");
        await server.Track(Open("jan", "m1", "2025-01-01T10:00:00Z"), Open("jan", "m2", "2025-02-01T00:00:00Z"));
        Assert.Equal("a gateway opens every link", (string?)Assert.Single((await server.Ask("/api/events/m1/machine"))["items"]!.AsArray())!["reason"]);
        Assert.Null(await NoteOf("jan", "markId"));
        Assert.Equal((10, "m1", 1), (await ScoreOf("jan"), await Marks("jan"), (int)(await Finished(mark))["events"]!));
    }

    [Fact]
    public async Task Under_two_marks_an_event_is_free_when_both_are_taken_back()
    {
        await server.Track(Open("jan", "m1", "2025-01-01T10:00:00Z"));
        var first = await MarkPeriod("2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z");
        var second = await MarkPeriod("2024-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
        await Finished(second);
        await Undo(first);
        await server.Settle();
        Assert.Equal((0, 1), (await ScoreOf("jan"), (int)(await Finished(second))["events"]!));
        await Undo(second);
        await server.Settle();
        Assert.Equal(10, await ScoreOf("jan"));
    }

    [Fact]
    public async Task The_reason_goes_with_the_person()
    {
        await server.Track(Open("jan", "m1", "2025-01-01T10:00:00Z"));
        await Post("/api/events/m1/machine", new { reason = "Jan told us" });
        await server.Api(HttpMethod.Delete, "/api/leads/" + await IdOf("jan"));
        await server.Settle();
        using var snapshot = server.Store.Read();
        using var row = snapshot.Sql("select count(*) from event_marks");
        Assert.True(row.Step());
        Assert.Equal(0, row.Int(0));
    }

    [Fact]
    public async Task What_cannot_be_marked_is_said()
    {
        await (await Post("/api/events/nothing/machine", new { })).IsProblem(404, "no-event");
        await (await Post("/api/events/nothing/machine", new { leadId = "nobody" })).IsProblem(404, "no-lead");
        await (await Post("/api/events/nothing/machine", new { reason = new string('x', 1_001) })).IsProblem(400, "reason-too-long");
        await (await Post("/api/machine-marks", new { source = 99, from = "2025-01-01T00:00:00Z", until = "2025-01-02T00:00:00Z" })).IsProblem(422, "no-source");
        await (await Post("/api/machine-marks", new { source = 1, from = "2025-01-02T00:00:00Z", until = "2025-01-02T00:00:00Z" })).IsProblem(422, "period-empty");
        await (await server.Api(HttpMethod.Get, "/api/machine-marks/99")).IsProblem(404, "no-mark");
        await (await server.Api(HttpMethod.Delete, "/api/machine-marks/99")).IsProblem(404, "no-mark");
    }
}
