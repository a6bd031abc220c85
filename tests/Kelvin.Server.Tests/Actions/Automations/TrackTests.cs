using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kelvin.Server.Tests.Pipelines;
using Xunit;

namespace Kelvin.Server.Tests.Actions.Automations;

/// <summary>Tracks: step by step over days, never twice at once, ended by what the lead does.</summary>
public sealed class TrackTests : IAsyncLifetime
{
    private const long Day = 86_400_000;

    private const string Track = """
        {"name":"Wake up","when":{"event":"Signed Up"},
         "stop":{"events":["Replied"],"plan":"sales","score":50},
         "steps":[
           {"id":"hello","do":{"do":"task","kind":"hello","title":"Say hello"}},
           {"id":"wait","wait":"3d"},
           {"id":"keen","if":{"plan":"sales","minScore":20},"then":"call","else":"remind"},
           {"id":"remind","do":{"do":"task","kind":"remind","title":"Remind"}},
           {"id":"bored","end":"bored"},
           {"id":"call","do":{"do":"task","kind":"call","title":"Call"}}]}
        """;

    private readonly StandingClock clock = new(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    private RunningServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await Ruled.Start(clock);
        await server.AddTrack(Track);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_lead_goes_step_by_step_and_branches_on_what_holds_then()
    {
        await SignUp("keen", "cold");
        Assert.Equal(["keen"], await Underway());
        Assert.Equal(["Say hello", "Say hello"], await Asked());
        await server.Visit("keen", 2);
        clock.Now += 2 * Day;
        await Turn();
        Assert.Equal(["Say hello", "Say hello"], await Asked());
        clock.Now += Day;
        await Turn();
        await Outcomes("bored:1", "finished:1");
        Assert.Equal(["Call", "Remind", "Say hello", "Say hello"], await Asked());
        var ended = (await server.Ask("/api/tracks/1/runs"))["items"]!.AsArray();
        Assert.Equal(["cold: bored", "keen: finished"], ended.Select(run => $"{((string)run!["shown"]!).Split('@')[0]}: {run["outcome"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nobody_is_in_a_track_twice_at_once_nor_again_once_they_were()
    {
        await SignUp("jan");
        await SignUp("jan");
        Assert.Single(await Runs());
        clock.Now += 3 * Day;
        await Turn();
        await Outcomes("bored:1");
        await SignUp("jan");
        Assert.Single(await Runs());
    }

    [Theory]
    [InlineData("""{"type":"track","event":"Replied","userId":"jan","messageId":"r"}""", "Replied")]
    [InlineData(null, "score 50")]
    public async Task A_reply_or_a_score_that_is_reached_ends_it_before_its_next_step(string? call, string outcome)
    {
        await SignUp("jan");
        if (call is not null) await server.Track(call);
        else await server.Visit("jan", 5);
        await Outcomes(outcome + ":1");
        clock.Now += 5 * Day;
        await Turn();
        Assert.Equal(["Say hello"], await Asked());
    }

    [Fact]
    public async Task Two_leads_that_become_one_go_on_as_one()
    {
        await server.Track("""{"type":"track","event":"Signed Up","anonymousId":"visitor","messageId":"a"}""", """{"type":"track","event":"Signed Up","userId":"jan","messageId":"b"}""");
        Assert.Equal(2, (await Runs()).Count);
        await server.Track("""{"type":"identify","userId":"jan","anonymousId":"visitor","messageId":"c"}""");
        clock.Now += 3 * Day;
        await Turn();
        await Outcomes("bored:1", "merged:1");
    }

    [Fact]
    public async Task Who_waits_goes_on_after_a_restart_by_the_version_that_they_entered_and_after_a_changed_plan()
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-server-").FullName;
        await using (var first = await RunningServer.Start(clock, folder, keepFolder: true))
        {
            Assert.True((await first.PutPlan("sales", Ruled.Plan)).IsSuccessStatusCode);
            await first.AddTrack(Track);
            await first.Track("""{"type":"track","event":"Signed Up","userId":"jan","messageId":"a"}""");
        }
        await using var again = await RunningServer.Start(clock, folder);
        await again.PutPlan("other", "plan: other\nengagement: { rules: [{ name: Pages, on: page, points: 1 }] }");
        Assert.Equal(HttpStatusCode.OK, (await again.Api(HttpMethod.Put, "/api/tracks/1", Ruled.Json("""{"name":"Another","steps":[{"id":"nothing","end":"nothing"}]}"""))).StatusCode);
        clock.Now += 3 * Day;
        await again.Track("""{"type":"page","userId":"other","messageId":"p"}""");
        var run = await Until.True(() => again.Ask("/api/tracks/1/runs").GetAwaiter().GetResult()["items"]![0]! is { } one && (string?)one["outcome"] is not null ? one : null);
        Assert.Equal(("bored", 1), ((string)run["outcome"]!, (int)run["version"]!));
    }

    [Fact]
    public async Task A_person_puts_a_lead_on_a_track_and_takes_it_off()
    {
        var lead = await server.Visit("jan", 1);
        var entered = await (await server.Api(HttpMethod.Post, "/api/tracks/1/leads", JsonContent.Create(new { leadId = lead }))).Json();
        Assert.Equal("entered Wake up", (string)entered["outcome"]!);
        Assert.Equal(["Say hello"], await Asked());
        await server.Api(HttpMethod.Delete, $"/api/tracks/1/leads/{lead}");
        await Outcomes("left:1");
    }

    [Fact]
    public async Task A_rule_puts_leads_on_a_track_and_one_that_is_paused_waits()
    {
        await server.AddRule("""{"name":"Enter","when":{"event":"Asked"},"then":[{"do":"enter","track":1}]}""");
        await server.Track("""{"type":"track","event":"Asked","userId":"jan","messageId":"m"}""");
        Assert.Equal(["keen"], await Underway());
        await server.Api(HttpMethod.Post, "/api/tracks/1/pause");
        clock.Now += 4 * Day;
        await Turn();
        Assert.Equal(["keen"], await Underway());
        await server.Api(HttpMethod.Post, "/api/tracks/1/resume");
        clock.Now += 3_600_000;
        await Turn();
        await Outcomes("bored:1");
    }

    [Fact]
    public async Task An_erased_person_is_in_no_track()
    {
        await SignUp("jan");
        var lead = (string)(await server.Ask("/api/leads?userId=jan"))["items"]![0]!["id"]!;
        Assert.True((await server.Api(HttpMethod.Delete, $"/api/leads/{lead}")).IsSuccessStatusCode);
        Assert.Empty(await Underway());
        clock.Now += 4 * Day;
        await Turn();
        Assert.Empty(await Runs());
    }

    [Theory]
    [InlineData("""{"name":"x","steps":[]}""", "steps")]
    [InlineData("""{"name":"x","steps":[{"id":"a","wait":"1d","end":"x"},{"id":"a","if":{},"else":"b"}]}""", "steps[0]", "steps[0].id", "steps[1].else", "steps[1].id")]
    public async Task All_that_is_wrong_with_a_track_is_said_at_once(string track, params string[] paths)
    {
        var problem = await (await server.Api(HttpMethod.Post, "/api/tracks", Ruled.Json(track))).IsProblem(422, "automation-invalid");
        Assert.Equal(paths, problem["problems"]!.AsArray().Select(one => (string)one!["path"]!).Distinct().Order(StringComparer.Ordinal));
    }

    private int turns;

    private Task SignUp(params string[] users) => server.Track([.. users.SelectMany(user => new[]
    {
        $$$"""{"type":"identify","userId":"{{{user}}}","messageId":"i","traits":{"email":"{{{user}}}@example.com"}}""",
        $$"""{"type":"track","event":"Signed Up","userId":"{{user}}","messageId":"{{Guid.NewGuid()}}"}""",
    })]);

    /// <summary>The clock was set by hand: something that comes makes the server look at it.</summary>
    private Task Turn() => server.Track($$"""{"type":"page","userId":"someone else","messageId":"turn{{turns++}}"}""");

    private async Task<List<string>> Underway() => [.. (await server.Ask("/api/tracks/1"))["underway"]!.AsArray().Select(step => (string)step!["step"]!)];

    private async Task<JsonArray> Runs() => (await server.Ask("/api/tracks/1/runs"))["items"]!.AsArray();

    private async Task<List<string>> Asked() => [.. (await server.Ask("/api/tasks"))["items"]!.AsArray().Select(task => (string)task!["ask"]!).Order(StringComparer.Ordinal)];

    private async Task Outcomes(params string[] expected) => await Until.True(
        () => server.Ask("/api/tracks/1").GetAwaiter().GetResult()["outcomes"]!.AsArray().Select(one => $"{one!["outcome"]}:{one["leads"]}").Order(StringComparer.Ordinal).SequenceEqual(expected) ? server : null,
        otherwise: () => server.Ask("/api/tracks/1").GetAwaiter().GetResult().ToJsonString());
}
