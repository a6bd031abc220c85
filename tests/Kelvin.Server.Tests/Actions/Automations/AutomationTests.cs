using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kelvin.Server.Tests.Access;
using Xunit;

namespace Kelvin.Server.Tests.Actions.Automations;

/// <summary>Rules: when, only if, then, within limits.</summary>
public sealed class AutomationTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await Ruled.Start();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_crossing_makes_a_task_that_says_why()
    {
        await server.AddRule("""{"name":"Hand over","when":{"crossing":{"kinds":["stage"],"directions":["up"],"lines":["MQL"]}},"then":[{"do":"task","title":"Call now"}]}""");
        var lead = await server.Visit("jan", 2);
        var task = Assert.Single((await server.Ask("/api/tasks"))["items"]!.AsArray())!;
        Assert.Equal((lead, "Call now", "Moved to MQL", 20), ((string)task["leadId"]!, (string)task["ask"]!, (string)task["why"]!["what"]!, (int)task["why"]!["score"]!));
        Assert.Equal(("Pages", 20.0), ((string)task["why"]!["parts"]![0]!["name"]!, (double)task["why"]!["parts"]![0]!["points"]!));
        var run = Assert.Single((await server.Ask("/api/automations/1/runs"))["items"]!.AsArray())!;
        Assert.Equal((lead, "task: Call now"), ((string)run["leadId"]!, (string)run["outcome"]!));
    }

    [Fact]
    public async Task Only_if_is_a_condition_of_the_plan_language_scores_and_stages()
    {
        await server.AddRule("""{"name":"Poles","when":{"event":"Asked"},"onlyIf":{"condition":{"trait":"country","is":"PL"},"plan":"sales","minScore":20},"then":[{"do":"task","title":"Call"}],"limits":{"perLead":"0s"}}""");
        await server.Visit("jan", 2, country: "PL");
        await server.Visit("eva", 2, country: "SE");
        await server.Visit("ola", 1, country: "PL");
        foreach (var user in (string[])["jan", "eva", "ola"]) await server.Track($$"""{"type":"track","event":"Asked","userId":"{{user}}","messageId":"asked"}""");
        Assert.Equal("jan@example.com", (string)Assert.Single((await server.Ask("/api/tasks"))["items"]!.AsArray())!["email"]!);
    }

    [Fact]
    public async Task A_rule_acts_once_a_day_on_a_lead_unless_it_says_otherwise()
    {
        await server.AddRule("""{"name":"Daily","when":{"event":"Asked"},"then":[{"do":"task","title":"Call"}]}""");
        await server.AddRule("""{"name":"Always","when":{"event":"Asked"},"then":[{"do":"task","kind":"write","title":"Write"}],"limits":{"perLead":"0s"}}""");
        await server.Visit("jan", 1);
        for (var i = 0; i < 3; i++) await server.Track($$"""{"type":"track","event":"Asked","userId":"jan","messageId":"asked{{i}}"}""");
        Assert.Single((await server.Ask("/api/automations/1/runs"))["items"]!.AsArray());
        Assert.Equal(3, (await server.Ask("/api/automations/2/runs"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_came_long_after_it_happened_tells_nobody()
    {
        await server.AddRule("""{"name":"Asked","when":{"event":"Asked"},"then":[{"do":"task","title":"Call"}]}""");
        await server.Track("""{"type":"track","event":"Asked","userId":"jan","messageId":"m","timestamp":"2025-01-01T00:00:00Z"}""");
        Assert.Empty((await server.Ask("/api/tasks"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_paused_rule_does_nothing_and_goes_on_when_it_is_resumed()
    {
        await server.AddRule("""{"name":"Asked","when":{"event":"Asked"},"then":[{"do":"task","title":"Call"}],"limits":{"perLead":"0s"}}""");
        Assert.Equal(HttpStatusCode.NoContent, (await server.Api(HttpMethod.Post, "/api/automations/1/pause")).StatusCode);
        await server.Track("""{"type":"track","event":"Asked","userId":"jan","messageId":"m1"}""");
        Assert.Empty((await server.Ask("/api/tasks"))["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.NoContent, (await server.Api(HttpMethod.Post, "/api/automations/1/resume")).StatusCode);
        await server.Track("""{"type":"track","event":"Asked","userId":"jan","messageId":"m2"}""");
        Assert.Single((await server.Ask("/api/tasks"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Traits_lists_and_stages_are_set_as_if_somebody_had_said_so()
    {
        await server.AddRule("""{"name":"Tag","when":{"event":"Asked"},"then":[{"do":"trait","name":"asked","value":{"by":"rule"}},{"do":"addToList","list":"webinar"},{"do":"stage","stage":"Opportunity"}]}""");
        var lead = await server.Visit("jan", 1);
        await server.Track("""{"type":"track","event":"Asked","userId":"jan","messageId":"m"}""");
        await Until.True(() => server.Store.Inbox.Depth == 0 ? server : null);
        await server.Settle();
        var shown = await server.Ask($"/api/leads/{lead}");
        Assert.Equal(("rule", true, "Opportunity"), ((string)shown["traits"]!["asked"]!["by"]!, (bool)shown["traits"]!["list_webinar"]!, (string)shown["stage"]!));
        Assert.Equal("rule 1: Tag", (string)(await server.Ask($"/api/leads/{lead}/stages"))["items"]![0]!["by"]!);
    }

    [Fact]
    public async Task Leads_are_given_to_the_members_of_a_team_in_turn_and_by_territory()
    {
        var anna = (await server.AddUser("anna@example.com", "sales")).Id;
        var bert = (await server.AddUser("bert@example.com", "sales")).Id;
        var north = (await server.AddUser("north@example.com", "sales")).Id;
        await server.Api(HttpMethod.Post, "/api/teams", JsonContent.Create(new { name = "All", members = new[] { anna, bert } }));
        await server.AddRule($$"""{"name":"Give","when":{"event":"Asked"},"then":[{"do":"assign","team":1,"territories":[{"trait":"country","in":["se","no"],"user":{{north}} }] }]}""");
        var owners = new List<int>();
        foreach (var (user, country) in new[] { ("a", "PL"), ("b", "SE"), ("c", "PL"), ("d", "PL") })
        {
            var lead = await server.Visit(user, 1, country);
            await server.Track($$"""{"type":"track","event":"Asked","userId":"{{user}}","messageId":"m"}""");
            owners.Add((int)(await server.Ask($"/api/leads/{lead}"))["owner"]!["user"]!);
        }
        Assert.Equal([anna, north, bert, anna], owners);
    }

    [Fact]
    public async Task A_rule_may_wait_and_looks_then()
    {
        var clock = new Pipelines.StandingClock(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        await using var own = await Ruled.Start(clock);
        await own.AddRule("""{"name":"Silent","when":{"event":"Asked","after":"3d"},"onlyIf":{"condition":{"none":[{"trait":"answered","is":true}]}},"then":[{"do":"task","title":"Call"}]}""");
        foreach (var user in (string[])["jan", "eva"]) await own.Track($$"""{"type":"track","event":"Asked","userId":"{{user}}","messageId":"m"}""");
        await own.Track("""{"type":"identify","userId":"eva","messageId":"a","traits":{"answered":true}}""");
        clock.Now += 2 * 86_400_000;
        await own.Track("""{"type":"page","userId":"other","messageId":"p1"}""");
        Assert.Empty((await own.Ask("/api/tasks"))["items"]!.AsArray());
        clock.Now += 2 * 86_400_000;
        await own.Track("""{"type":"page","userId":"other","messageId":"p2"}""");
        var task = await Until.True(() => own.Ask("/api/tasks").GetAwaiter().GetResult()["items"]!.AsArray() is { Count: > 0 } tasks ? tasks : null);
        Assert.Single(task);
    }

    [Fact]
    public async Task A_dry_run_says_who_would_have_matched_and_does_nothing()
    {
        await server.Visit("jan", 2);
        await server.Visit("eva", 1);
        var answer = await server.Api(HttpMethod.Post, "/api/automations/dry-run", Ruled.Json("""{"name":"Hand over","when":{"event":"page"},"onlyIf":{"plan":"sales","minScore":20},"then":[{"do":"task","title":"Call now"}]}"""));
        var run = await answer.Json();
        Assert.True(answer.IsSuccessStatusCode, run.ToJsonString());
        Assert.Equal((1, 1, 2, true), ((int)run["times"]!, (int)run["leads"]!, (int)run["looked"]!, (bool)run["complete"]!));
        Assert.Equal("jan@example.com", (string)run["sample"]![0]!["shown"]!);
        Assert.Empty((await server.Ask("/api/tasks"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"name":"","when":{},"then":[]}""", "name", "when", "then")]
    [InlineData("""{"name":"x","when":{"event":"e","after":"soon"},"then":[{"do":"fly"}]}""", "when.after", "then[0].do")]
    [InlineData("""{"name":"x","when":{"crossing":{"kinds":["mood"]}},"onlyIf":{"condition":{"trait":"a","smells":1},"minScore":1},"then":[{"do":"webhook","webhook":9}]}""", "when.crossing.kinds", "onlyIf.condition.smells", "onlyIf.condition.trait", "onlyIf.plan", "then[0].webhook")]
    [InlineData("""{"name":"x","when":{"event":"e"},"then":[{"do":"mail","to":"nobody"},{"do":"assign"},{"do":"enter","track":7}]}""", "then[0].do", "then[0].to", "then[1]", "then[2].track")]
    public async Task All_that_is_wrong_with_a_rule_is_said_at_once(string rule, params string[] paths)
    {
        var problem = await (await server.Api(HttpMethod.Post, "/api/automations", Ruled.Json(rule))).IsProblem(422, "automation-invalid");
        Assert.Equal(paths.Order(StringComparer.Ordinal), problem["problems"]!.AsArray().Select(one => (string)one!["path"]!).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_rule_that_is_written_anew_is_a_new_version_and_the_old_ones_are_kept()
    {
        const string Rule = """{"name":"Asked","when":{"event":"Asked"},"then":[{"do":"task","title":"Call"}]}""";
        await server.AddRule(Rule);
        var changed = await (await server.Api(HttpMethod.Put, "/api/automations/1", Ruled.Json(Rule.Replace("\"Call\"", "\"Write\"")))).Json();
        Assert.Equal(2, (int)changed["version"]!);
        var versions = (await server.Ask("/api/automations/1/versions"))["items"]!.AsArray();
        Assert.Equal(["Write", "Call"], versions.Select(version => (string)version!["rule"]!["then"]![0]!["title"]!));
        Assert.Equal(HttpStatusCode.NoContent, (await server.Api(HttpMethod.Delete, "/api/automations/1")).StatusCode);
        await server.Track("""{"type":"track","event":"Asked","userId":"jan","messageId":"m"}""");
        Assert.Empty((await server.Ask("/api/tasks"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_webhook_is_sent_what_was_asked_for_and_a_chat_gets_a_text_without_markup()
    {
        await using var own = await Ruled.Start(null, Listening.Private, ("PublicUrl", "https://kelvin.example.com"));
        await using var receiver = await Receiver.Start();
        await own.AddWebhook(receiver.Url, ("events", new JsonArray()));
        await own.AddWebhook(receiver.Url, ("events", new JsonArray()), ("format", "slack"));
        await own.AddRule("""{"name":"Tell","when":{"crossing":{"kinds":["stage"],"lines":["MQL"]}},"then":[{"do":"webhook","webhook":1},{"do":"webhook","webhook":2,"note":"Be quick"}]}""");
        var lead = await own.Visit("jan", 2, name: "<!channel> *Jan* <https://evil.example|click>");
        var got = await receiver.Wait(2);
        var standard = got.Single(one => one.Body.Contains("lead.action")).Json;
        Assert.Equal(("lead.action", "Moved to MQL", "Tell", lead), ((string)standard["type"]!, (string)standard["data"]!["reason"]!["what"]!, (string)standard["data"]!["automation"]!["name"]!, (string)standard["data"]!["lead"]!["id"]!));
        var chat = got.Single(one => !one.Body.Contains("lead.action")).Json;
        var text = (string)chat["text"]!;
        Assert.Contains("&lt;!channel&gt; *Jan* &lt;https://evil.example|click&gt;", text);
        Assert.DoesNotContain('<', text);
        Assert.False((bool)chat["mrkdwn"]!);
        foreach (var said in (string[])["Moved to MQL", "Score 20", "+20", "Pages", "Be quick", $"https://kelvin.example.com/leads/{lead}"]) Assert.Contains(said, text);
        var delivery = (await own.Ask("/api/deliveries?type=lead.action"))["items"]!.AsArray();
        Assert.Equal(2, delivery.Count);
        Assert.Contains("Be quick", (string)(await own.Ask($"/api/deliveries/{delivery.Single(one => (int)one!["webhook"]! == 2)!["id"]}"))["content"]!);
    }
}
