using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kelvin.Server.Actions;
using Kelvin.Storage.Actions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Kelvin.Server.Tests.Actions;

public sealed class DeliveryTests
{
    [Fact]
    public async Task A_message_arrives_signed_and_is_written_down()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await using var receiver = await Receiver.Start();
        receiver.Answer = (_, _) => 200;
        var secret = (string)(await server.AddWebhook(receiver.Url))["secret"]!;
        var id = Assert.Single(await server.Tell(await server.AddLead("jan")));

        var got = Assert.Single(await receiver.Wait(1));
        Assert.Equal((id, "lead.crossing", 0), (got.Id, (string)got.Json["type"]!, (int)got.Json["data"]!["number"]!));
        Assert.Equal(WebhookSecret.Sign(secret, id, got.Timestamp, System.Text.Encoding.UTF8.GetBytes(got.Body)), got.Signature);
        var delivery = await server.Delivery(id, "delivered");
        var attempt = Assert.Single(delivery["history"]!.AsArray())!;
        Assert.Equal(("delivered", 200, "thank you"), ((string)attempt["outcome"]!, (int)attempt["status"]!, (string)attempt["answer"]!));
    }

    [Fact]
    public async Task What_fails_is_tried_again_under_the_same_id_until_it_arrives()
    {
        await using var server = await RunningServer.Start(settings: [Listening.Private, ("Webhooks:RetrySchedule", "0s,1s,1s,1s")]);
        await using var receiver = await Receiver.Start();
        receiver.Answer = (n, _) => n < 3 ? 500 : 204;
        await server.AddWebhook(receiver.Url);
        var id = Assert.Single(await server.Tell(await server.AddLead("jan")));

        var delivery = await server.Delivery(id, "delivered");
        Assert.Equal([500, 500, 204], delivery["history"]!.AsArray().Select(attempt => (int)attempt!["status"]!));
        Assert.Equal([id], receiver.Ids.Distinct());
        Assert.Single(receiver.Got.Select(got => got.Body).Distinct());
    }

    [Fact]
    public async Task After_the_last_attempt_a_message_is_given_up_and_can_be_sent_again()
    {
        await using var server = await RunningServer.Start(settings: [Listening.Private, ("Webhooks:RetrySchedule", "0s,0s")]);
        await using var receiver = await Receiver.Start();
        receiver.Answer = (_, _) => 500;
        await server.AddWebhook(receiver.Url);
        var id = Assert.Single(await server.Tell(await server.AddLead("jan")));
        Assert.Equal(2, (int)(await server.Delivery(id, "failed"))["attempts"]!);

        receiver.Answer = (_, _) => 204;
        Assert.Equal(202, (int)(await server.Api(HttpMethod.Post, $"/api/deliveries/{id}-1/redeliver")).StatusCode);
        Assert.Equal(3, (int)(await server.Delivery(id, "delivered"))["attempts"]!);
        Assert.Equal([id], receiver.Ids.Distinct());
    }

    [Fact]
    public async Task A_period_is_sent_again_each_message_under_its_own_id()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await using var receiver = await Receiver.Start();
        await server.AddWebhook(receiver.Url);
        var lead = await server.AddLead("jan");
        var ids = await server.Tell(lead, 30);
        await receiver.Wait(30);
        foreach (var id in ids) await server.Delivery(id, "delivered");

        var asked = new JsonObject { ["webhook"] = 1, ["from"] = DateTimeOffset.UtcNow.AddHours(-1).ToString("O"), ["to"] = DateTimeOffset.UtcNow.AddHours(1).ToString("O") };
        var answer = await server.Api(HttpMethod.Post, "/api/deliveries/redeliver", JsonContent.Create(asked));
        Assert.Equal(30, (int)(await answer.Json())["deliveries"]!);
        var got = await receiver.Wait(60);
        Assert.Equal(ids.Order(), got.Select(message => message.Id).Distinct().Order());
        Assert.All(got.GroupBy(message => message.Id), same => Assert.Equal(2, same.Count()));
    }

    [Fact]
    public async Task A_receiver_that_says_gone_gets_no_more()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await using var receiver = await Receiver.Start();
        receiver.Answer = (_, _) => 410;
        await server.AddWebhook(receiver.Url);
        var lead = await server.AddLead("jan");
        await server.Delivery(Assert.Single(await server.Tell(lead)), "failed");
        var webhook = await server.Ask("/api/webhooks/1");
        Assert.Equal(("disabled", "gone"), ((string)webhook["state"]!, (string)webhook["reason"]!));

        var missed = Assert.Single(await server.Tell(lead));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Single(receiver.Got);
        receiver.Answer = (_, _) => 204;
        await server.Api(HttpMethod.Patch, "/api/webhooks/1", JsonContent.Create(new JsonObject { ["state"] = "active" }));
        await server.Delivery(missed, "delivered");
    }

    [Fact]
    public async Task The_wait_that_a_receiver_asks_for_is_kept()
    {
        await using var server = await RunningServer.Start(settings: [Listening.Private, ("Webhooks:RetrySchedule", "0s,0s,0s")]);
        await using var receiver = await Receiver.Start();
        receiver.Answer = (n, http) =>
        {
            if (n > 1) return 204;
            http.Response.Headers.RetryAfter = "2";
            return 429;
        };
        await server.AddWebhook(receiver.Url);
        await server.Delivery(Assert.Single(await server.Tell(await server.AddLead("jan"))), "delivered");
        var got = receiver.Got.ToArray();
        Assert.InRange((got[1].At - got[0].At).TotalSeconds, 1.9, 1_000);
    }

    [Fact]
    public async Task After_days_of_nothing_but_failures_a_webhook_is_disabled_and_says_why()
    {
        var clock = new Pipelines.StandingClock(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        await using var server = await RunningServer.Start(clock, settings: [Listening.Private, ("Webhooks:RetrySchedule", "0s,24h,24h,24h,24h,24h,24h,24h")]);
        await using var receiver = await Receiver.Start();
        receiver.Answer = (_, _) => 503;
        await server.AddWebhook(receiver.Url);
        var id = Assert.Single(await server.Tell(await server.AddLead("jan")));
        for (var day = 0; day < 6; day++)
        {
            await server.Delivery(id, delivery => (int?)delivery["attempts"] == day + 1);
            if (day < 5) Assert.Equal("active", (string?)(await server.Ask("/api/webhooks/1"))["state"]);
            clock.Now += 27L * 3_600_000;
        }
        Assert.Equal("failing", await Until.True(() => (string?)server.Ask("/api/webhooks/1").Result["reason"] is "failing" ? "failing" : null));
    }

    [Fact]
    public async Task A_receiver_that_was_down_gets_everything_once_it_is_back()
    {
        var port = Ports.Free();
        await using var server = await RunningServer.Start(settings: [Listening.Private, ("Webhooks:RetrySchedule", "0s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s")]);
        await server.AddWebhook($"http://127.0.0.1:{port}/");
        var ids = await server.Tell(await server.AddLead("jan"), 100);
        await Task.Delay(2_500, TestContext.Current.CancellationToken);
        await using var receiver = await Receiver.Start(port);
        await receiver.Wait(100, seconds: 60);
        foreach (var id in ids) await server.Delivery(id, "delivered");
        Assert.Equal(ids.Order(), receiver.Ids.Order());
    }

    [Fact]
    public async Task A_receiver_that_was_down_for_an_hour_gets_each_message_once()
    {
        var port = Ports.Free();
        var clock = new Pipelines.StandingClock(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        await using var server = await RunningServer.Start(clock, settings: Listening.Private);
        await server.AddWebhook($"http://127.0.0.1:{port}/");
        var lead = await server.AddLead("jan");
        var ids = new List<string>();
        for (var minute = 0; minute < 60; minute++)
        {
            ids.AddRange(await server.Tell(lead));
            clock.Now += 60_000;
        }
        await server.Delivery(ids[0], delivery => (int?)delivery["attempts"] > 0);
        Assert.All((await server.Ask("/api/deliveries?limit=100"))["items"]!.AsArray(), delivery => Assert.Equal("waiting", (string?)delivery!["state"]!.ToString().Replace("sending", "waiting")));

        await using var receiver = await Receiver.Start(port);
        // Whoever asks for it need not wait until the server looks by itself, which it does twice in a minute at least.
        await server.Api(HttpMethod.Patch, "/api/webhooks/1", JsonContent.Create(new JsonObject { ["state"] = "active" }));
        clock.Now += 30 * 60_000;
        await receiver.Wait(60);
        foreach (var id in ids) await server.Delivery(id, "delivered");
        Assert.Equal(ids.Order(), receiver.Ids.Order());
    }

    [Fact]
    public async Task What_is_on_its_way_is_not_sent_again_because_the_clock_jumps()
    {
        var clock = new Pipelines.StandingClock(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        await using var server = await RunningServer.Start(clock, settings: Listening.Private);
        await using var receiver = await Receiver.Start();
        using var jumped = new ManualResetEventSlim();
        receiver.Answer = (n, _) =>
        {
            if (n == 1) jumped.Wait();
            return 204;
        };
        await server.AddWebhook(receiver.Url);
        var lead = await server.AddLead("jan");
        var slow = Assert.Single(await server.Tell(lead));
        await receiver.Wait(1);
        clock.Now += 3_600_000;
        // That others are sent shows that the server has looked.
        var quick = Assert.Single(await server.Tell(lead));
        await server.Delivery(quick, "delivered");
        jumped.Set();
        await server.Delivery(slow, "delivered");
        Assert.Equal([slow, quick], receiver.Ids);
    }

    [Fact]
    public async Task No_more_than_so_many_requests_a_second_reach_a_receiver()
    {
        await using var server = await RunningServer.Start(settings: [Listening.Private, ("Webhooks:RequestsPerSecond", "20")]);
        await using var receiver = await Receiver.Start();
        await server.AddWebhook(receiver.Url);
        var lead = await server.AddLead("jan");
        var began = DateTimeOffset.UtcNow;
        await server.Tell(lead, 70);
        var last = (await receiver.Wait(70)).Max(got => got.At);
        // How they lie within a second is for PaceTests; a slow machine may bunch them on their way.
        Assert.InRange((last - began).TotalSeconds, 3.4, 1_000);
    }

    [Fact]
    public async Task What_is_said_of_an_erased_person_is_gone_and_the_erasure_is_passed_on()
    {
        await using var server = await RunningServer.Start(settings: [Listening.Private, ("Webhooks:RetrySchedule", "0s,1h")]);
        await using var receiver = await Receiver.Start();
        receiver.Answer = (n, _) => n == 1 ? 200 : n == 2 ? 500 : 204;
        await server.AddWebhook(receiver.Url, ("events", new JsonArray("lead.crossing", "lead.erased")));
        var lead = await server.AddLead("jan-canary");
        var told = Assert.Single(await server.Tell(lead));
        await server.Delivery(told, "delivered");
        var waiting = Assert.Single(await server.Tell(lead));
        await server.Delivery(waiting, "waiting");
        await receiver.Wait(2);

        Assert.True((await server.Api(HttpMethod.Delete, $"/api/leads/{lead}")).IsSuccessStatusCode);
        var erased = (await receiver.Wait(3))[2].Json;
        Assert.Equal(("lead.erased", lead.ToString()), ((string)erased["type"]!, (string)erased["data"]!["lead"]!["id"]!));
        Assert.Equal(404, (int)(await server.Api(HttpMethod.Get, $"/api/deliveries/{told}-1")).StatusCode);
        Assert.Equal(404, (int)(await server.Api(HttpMethod.Post, $"/api/deliveries/{waiting}-1/redeliver")).StatusCode);
        Assert.Single((await server.Ask("/api/deliveries"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Messages_are_kept_for_as_long_as_the_setting_says()
    {
        var clock = new Pipelines.StandingClock(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        await using var server = await RunningServer.Start(clock, settings: [Listening.Private, ("Webhooks:KeepDays", "7")]);
        await using var receiver = await Receiver.Start();
        await server.AddWebhook(receiver.Url);
        var old = Assert.Single(await server.Tell(await server.AddLead("jan")));
        await server.Delivery(old, "delivered");
        clock.Now += 8L * 86_400_000;
        var young = Assert.Single(await server.Tell(await server.AddLead("eva")));
        await server.Delivery(young, "delivered");
        await server.Tidy();
        Assert.Equal([young], (await server.Ask("/api/deliveries"))["items"]!.AsArray().Select(item => (string?)item!["messageId"]));
    }
}
