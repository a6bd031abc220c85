using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kelvin.Server.Actions;
using Kelvin.Storage.Actions;
using Xunit;

namespace Kelvin.Server.Tests.Actions;

public sealed class WebhookApiTests
{
    [Fact]
    public async Task A_secret_is_shown_once_and_is_nowhere_in_the_clear()
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-hooks-").FullName;
        string secret;
        await using (var server = await RunningServer.Start(folder: folder, keepFolder: true, settings: Listening.Private))
        {
            secret = (string)(await server.AddWebhook("http://127.0.0.1:9/canary-path"))["secret"]!;
            foreach (var path in (string[])["/api/webhooks", "/api/webhooks/1"]) Assert.DoesNotContain(secret, (await server.Ask(path)).ToJsonString());
            Assert.Equal("…" + secret[^4..], (string?)(await server.Ask("/api/webhooks/1"))["secrets"]![0]!["hint"]);
        }
        var bytes = File.ReadAllBytes(Path.Combine(folder, "kelvin.db"));
        Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret[^20..])));
        Assert.Equal(-1, bytes.AsSpan().IndexOf("canary-path"u8));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_webhook_is_said_at_once()
    {
        await using var server = await RunningServer.Start();
        var answer = await server.Api(HttpMethod.Post, "/api/webhooks", JsonContent.Create(new JsonObject
        {
            ["url"] = "http://example.org/",
            ["events"] = new JsonArray("lead.crossing", "lead.created"),
            ["filter"] = new JsonObject { ["kinds"] = new JsonArray("colour"), ["directions"] = new JsonArray("sideways") },
            ["coolDown"] = "a while",
            ["rearmDistance"] = -1,
            ["secret"] = "secret",
        }));
        var problem = await answer.IsProblem(422, "webhook-invalid");
        Assert.Equal(["url", "events", "filter.kinds", "filter.directions", "coolDown", "rearmDistance", "secret"], problem["problems"]!.AsArray().Select(one => (string?)one!["path"]));
    }

    [Theory]
    [InlineData("""{"url":"https://hooks.example/","events":["lead.crossing"],"state":"disabled"}""")]
    [InlineData("""{"url":"https://hooks.example/","events":["lead.crossing"],"id":7}""")]
    [InlineData("""{"events":["lead.crossing"]}""")]
    [InlineData("""{"url":null,"events":["lead.crossing"]}""")]
    public async Task What_is_not_asked_for_is_refused(string body)
    {
        await using var server = await RunningServer.Start();
        await (await server.Api(HttpMethod.Post, "/api/webhooks", new StringContent(body, System.Text.Encoding.UTF8, "application/json"))).IsProblem(400, "body-not-as-expected");
    }

    [Fact]
    public async Task A_change_changes_what_it_names_and_no_more()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await server.AddWebhook("http://127.0.0.1:9/", ("name", "CRM"), ("coolDown", "36h"), ("filter", new JsonObject { ["plans"] = new JsonArray("sales") }));
        var answer = await server.Api(HttpMethod.Patch, "/api/webhooks/1", JsonContent.Create(new JsonObject { ["state"] = "disabled", ["firstTimeOnly"] = true }));
        var webhook = await answer.Json();
        Assert.Equal(
            ("CRM", "36h", "sales", true, "disabled", "person", null),
            ((string)webhook["name"]!, (string)webhook["coolDown"]!, (string)webhook["filter"]!["plans"]![0]!, (bool)webhook["firstTimeOnly"]!, (string)webhook["state"]!, (string)webhook["reason"]!, (string?)webhook["secret"]));
    }

    [Fact]
    public async Task For_a_while_after_a_rotation_both_secrets_sign()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await using var receiver = await Receiver.Start();
        var old = (string)(await server.AddWebhook(receiver.Url))["secret"]!;
        var young = (string)(await (await server.Api(HttpMethod.Post, "/api/webhooks/1/rotate")).Json())["secret"]!;
        await server.Tell(await server.AddLead("jan"));
        var got = Assert.Single(await receiver.Wait(1));
        Assert.Equal(new[] { young, old }.Select(secret => WebhookSecret.Sign(secret, got.Id, got.Timestamp, System.Text.Encoding.UTF8.GetBytes(got.Body))), got.Signature.Split(' '));

        await server.Api(HttpMethod.Post, "/api/webhooks/1/rotate", JsonContent.Create(new JsonObject { ["keepHours"] = 0 }));
        await server.Api(HttpMethod.Post, "/api/webhooks/1/ping");
        Assert.Single((await receiver.Wait(2))[1].Signature.Split(' '));
    }

    [Fact]
    public async Task A_ping_says_how_it_went()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await using var receiver = await Receiver.Start();
        receiver.Answer = (_, _) => 200;
        await server.AddWebhook(receiver.Url);
        var ping = await (await server.Api(HttpMethod.Post, "/api/webhooks/1/ping")).Json();
        Assert.Equal(("ping", "delivered", "thank you"), ((string)ping["type"]!, (string)ping["state"]!, (string)ping["history"]![0]!["answer"]!));
        receiver.Answer = (_, _) => 500;
        ping = await (await server.Api(HttpMethod.Post, "/api/webhooks/1/ping")).Json();
        Assert.Equal(("failed", null), ((string)ping["state"]!, (string?)ping["nextAttemptAt"]));
    }

    [Fact]
    public async Task A_removed_webhook_gets_nothing_and_its_number_is_not_given_again()
    {
        await using var server = await RunningServer.Start(settings: [Listening.Private, ("Webhooks:RetrySchedule", "0s,1s,1s")]);
        await using var receiver = await Receiver.Start();
        receiver.Answer = (_, _) => 500;
        await server.AddWebhook(receiver.Url);
        var id = Assert.Single(await server.Tell(await server.AddLead("jan")));
        await receiver.Wait(1);
        Assert.Equal(204, (int)(await server.Api(HttpMethod.Delete, "/api/webhooks/1")).StatusCode);
        await server.Delivery(id, "failed");
        await (await server.Api(HttpMethod.Get, "/api/webhooks/1")).IsProblem(404, "no-webhook");
        await (await server.Api(HttpMethod.Post, $"/api/deliveries/{id}-1/redeliver")).IsProblem(409, "webhook-not-active");
        Assert.Equal(2, (int)(await server.AddWebhook(receiver.Url))["id"]!);
    }

    [Fact]
    public async Task What_is_on_its_way_when_a_webhook_is_removed_is_not_tried_again()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await using var receiver = await Receiver.Start();
        using var removed = new ManualResetEventSlim();
        receiver.Answer = (_, _) =>
        {
            removed.Wait();
            return 500;
        };
        await server.AddWebhook(receiver.Url);
        var id = Assert.Single(await server.Tell(await server.AddLead("jan")));
        await receiver.Wait(1);
        Assert.Equal(204, (int)(await server.Api(HttpMethod.Delete, "/api/webhooks/1")).StatusCode);
        removed.Set();
        var delivery = await server.Delivery(id, delivery => (int)delivery["attempts"]! == 1);
        Assert.Equal(("failed", null), ((string?)delivery["state"], (string?)delivery["nextAttemptAt"]));
    }

    [Fact]
    public async Task There_are_only_so_many_webhooks()
    {
        await using var server = await RunningServer.Start(settings: [Listening.Private, ("Webhooks:WebhooksMost", "1")]);
        await server.AddWebhook("http://127.0.0.1:9/");
        await (await server.Api(HttpMethod.Post, "/api/webhooks", JsonContent.Create(new JsonObject { ["url"] = "http://127.0.0.1:9/", ["events"] = new JsonArray("lead.erased") }))).IsProblem(409, "too-many");
    }

    [Fact]
    public async Task Deliveries_are_listed_newest_first_page_by_page_and_each_once()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await using var receiver = await Receiver.Start();
        await server.AddWebhook(receiver.Url);
        await server.AddWebhook(receiver.Url);
        var lead = await server.AddLead("jan");
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.AddRange(await server.Tell(lead, 4));
            await receiver.Wait(8 * (i + 1));
        }
        var listed = new List<JsonNode>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await server.Ask($"/api/deliveries?limit=5{cursor}");
            listed.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = page["nextCursor"] is { } next ? "&cursor=" + next : null;
        }
        Assert.Equal(ids.SelectMany(id => new[] { $"{id}-1", $"{id}-2" }).Order(), listed.Select(item => (string)item["id"]!).Order());
        var times = listed.Select(item => (string)item["createdAt"]!).ToList();
        Assert.Equal(times.OrderDescending(), times);
    }

    [Fact]
    public async Task A_list_of_deliveries_can_be_narrowed()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await using var receiver = await Receiver.Start();
        await server.AddWebhook(receiver.Url, ("events", new JsonArray("lead.crossing", "lead.stage_changed")));
        var (jan, eva) = (await server.AddLead("jan"), await server.AddLead("eva"));
        await server.Tell(jan);
        await server.Tell(eva, type: MessageType.LeadStageChanged);
        await receiver.Wait(2);
        async Task<int> Count(string query) => (await server.Ask("/api/deliveries?" + query))["items"]!.AsArray().Count;
        Assert.Equal((1, 1, 2, 0), (await Count($"subject={jan}"), await Count("type=lead.stage_changed"), await Count("webhook=1"), await Count("webhook=2")));
        Assert.Equal((2, 0, 0), (await Count("from=2025-01-01"), await Count("to=2025-01-01"), await Count("state=failed")));
        foreach (var wrong in (string[])["state=3", "state=lost", "type=x", "subject=x", "from=x", "limit=0", "cursor=x"]) Assert.Equal(400, (int)(await server.Api(HttpMethod.Get, "/api/deliveries?" + wrong)).StatusCode);
    }

    [Fact]
    public async Task Only_those_who_asked_for_a_message_get_it_and_one_that_nobody_wants_is_not_kept()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await using var receiver = await Receiver.Start();
        await server.AddWebhook(receiver.Url, ("filter", new JsonObject { ["stages"] = new JsonArray("SQL"), ["directions"] = new JsonArray("up") }));
        var lead = await server.AddLead("jan");
        await server.Tell(lead, topic: new Topic("sales", "stage", "up", "MQL"));
        await server.Tell(lead, topic: new Topic("sales", "stage", "down", "SQL"));
        await server.Tell(lead, topic: new Topic("sales", "grade", "up", "A"));
        var wanted = await server.Tell(lead);
        await receiver.Wait(1);
        Assert.Equal(wanted, receiver.Ids);
        Assert.Equal(1L, Rows(server, "outbox"));
    }

    [Fact]
    public async Task Who_wants_the_first_time_only_is_told_once_of_each_line_of_each_lead()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await using var receiver = await Receiver.Start();
        await server.AddWebhook(receiver.Url, ("firstTimeOnly", true));
        var (jan, eva) = (await server.AddLead("jan"), await server.AddLead("eva"));
        var wanted = await server.Tell(jan);
        await server.Tell(jan, 3);
        wanted.AddRange(await server.Tell(jan, topic: new Topic("sales", "stage", "up", "Opportunity")));
        wanted.AddRange(await server.Tell(eva));
        await receiver.Wait(3);
        Assert.Equal(wanted.Order(), receiver.Ids.Order());
    }

    [Fact]
    public async Task Who_wants_a_cool_down_is_not_told_again_before_it_is_over()
    {
        var clock = new Pipelines.StandingClock(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        await using var server = await RunningServer.Start(clock, settings: Listening.Private);
        await using var receiver = await Receiver.Start();
        await server.AddWebhook(receiver.Url, ("coolDown", "7d"));
        var lead = await server.AddLead("jan");
        var wanted = await server.Tell(lead);
        clock.Now += (7L * 86_400_000) - 1;
        await server.Tell(lead);
        clock.Now += 1;
        wanted.AddRange(await server.Tell(lead));
        await receiver.Wait(2);
        Assert.Equal(wanted.Order(), receiver.Ids.Order());
    }

    [Fact]
    public async Task Who_wants_a_distance_is_told_again_only_after_the_score_fell_back_so_far()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await using var receiver = await Receiver.Start();
        await server.AddWebhook(receiver.Url, ("rearmDistance", 10));
        var lead = await server.AddLead("jan");
        var line = new Topic("sales", "threshold", "up", "50", FellBack: 3);
        var wanted = await server.Tell(lead, topic: line);
        await server.Tell(lead, topic: line with { FellBack = 9 });
        wanted.AddRange(await server.Tell(lead, topic: line with { FellBack = 10 }));
        await receiver.Wait(2);
        Assert.Equal(wanted.Order(), receiver.Ids.Order());
    }

    [Fact]
    public async Task The_ids_of_messages_about_a_lead_lie_in_the_order_in_which_they_were_recorded()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        var ids = await server.Tell(await server.AddLead("jan"), 200);
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    private static long Rows(RunningServer server, string table) =>
        long.Parse(Assert.Single(TestStores.Rows(server.Store.Settings.Path, $"select count(*) from {table}")), CultureInfo.InvariantCulture);
}
