using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kelvin.Server.Actions;
using Kelvin.Server.Actions.Outgoing;
using Kelvin.Server.Tests.Faults;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Kelvin.Server.Tests.Actions;

/// <summary>Nothing that anyone can write into a webhook makes the server call where strangers have no business.</summary>
public sealed class ForbiddenUrlTests
{
    [Fact]
    public void The_list_is_long() => Assert.InRange(ForbiddenUrls.All(443).Distinct().Count(), 150, 1_000);

    [Fact]
    public async Task None_is_taken_when_a_webhook_is_added_or_changed()
    {
        using var canary = new Canary();
        await using var server = await Start(canary, ForbiddenUrls.Find);
        await server.AddWebhook($"https://hooks.example.org:{canary.Port}/");
        foreach (var url in ForbiddenUrls.All(canary.Port))
        {
            var asked = new JsonObject { ["url"] = url, ["events"] = new JsonArray("lead.crossing") };
            var added = await server.Api(HttpMethod.Post, "/api/webhooks", JsonContent.Create(asked));
            Assert.True((int)added.StatusCode == 422, $"{url}: {added.StatusCode}");
            var changed = await server.Api(HttpMethod.Patch, "/api/webhooks/1", JsonContent.Create(new JsonObject { ["url"] = url }));
            Assert.True((int)changed.StatusCode == 422, $"{url}: {changed.StatusCode}");
        }
        Assert.Equal($"https://hooks.example.org:{canary.Port}/", (string?)(await server.Ask("/api/webhooks/1"))["url"]);
        Assert.Equal(0, canary.Connections);
    }

    /// <summary>As if each had got into the store: a name may have answered otherwise on the day on which it was added.</summary>
    [Fact]
    public async Task None_is_called_by_a_ping_or_a_delivery_or_when_it_is_tried_again()
    {
        using var canary = new Canary();
        await using var server = await Start(canary, ForbiddenUrls.Find, ("Webhooks:RetrySchedule", "0s,0s"), ("Webhooks:WebhooksMost", "1000"));
        var urls = ForbiddenUrls.Hosts.Select(host => $"https://{host}:{canary.Port}/hook").Where(url => Uri.TryCreate(url, UriKind.Absolute, out _)).ToList();
        Assert.InRange(urls.Count, 150, 1_000);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await server.Store.WriteAsync(tx =>
        {
            foreach (var url in urls)
                server.Store.Webhooks.Add(tx, new WebhookDocument(url, "", ["lead.crossing"], new MessageFilter(), WebhookFormat.Standard, false, 0, 0, [new SigningSecret(WebhookSecret.New(), now, null)]).Write(), "test", now);
        });
        var id = Assert.Single(await server.Tell(await server.AddLead("jan")));
        for (var webhook = 1; webhook <= urls.Count; webhook++)
        {
            var delivery = await server.Delivery(id, "failed", webhook);
            Assert.True((int)delivery["attempts"]! == 2, urls[webhook - 1]);
            Assert.All(delivery["history"]!.AsArray(), attempt => Assert.True(IsRefused(attempt!), $"{urls[webhook - 1]}: {attempt}"));
            var ping = await (await server.Api(HttpMethod.Post, $"/api/webhooks/{webhook}/ping")).Json();
            Assert.True(IsRefused(ping["history"]![0]!), $"{urls[webhook - 1]}: {ping}");
        }
        Assert.Equal(0, canary.Connections);
    }

    [Fact]
    public async Task A_name_that_changes_its_answer_after_it_was_checked_gains_nothing()
    {
        using var canary = new Canary();
        var asked = 0;
        Task<IPAddress[]> Flipping(string host, CancellationToken cancellation) => Task.FromResult<IPAddress[]>([++asked == 1 ? IPAddress.Parse("93.184.215.14") : IPAddress.Loopback]);
        await using var server = await Start(canary, Flipping, ("Webhooks:RetrySchedule", "0s,0s"));
        await server.AddWebhook($"https://flip.example:{canary.Port}/");
        var id = Assert.Single(await server.Tell(await server.AddLead("jan")));
        Assert.All((await server.Delivery(id, "failed"))["history"]!.AsArray(), attempt => Assert.Equal("addressRefused", (string?)attempt!["outcome"]));
        Assert.Equal(0, canary.Connections);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        using var canary = new Canary();
        await using var receiver = await Receiver.Start();
        receiver.Answer = (_, http) =>
        {
            http.Response.Headers.Location = $"http://127.0.0.1:{canary.Port}/latest/meta-data/";
            return status;
        };
        await using var server = await RunningServer.Start(settings: [Listening.Private, ("Webhooks:RetrySchedule", "0s")]);
        await server.AddWebhook(receiver.Url);
        var delivery = await server.Delivery(Assert.Single(await server.Tell(await server.AddLead("jan"))), "failed");
        Assert.Equal("redirected", (string?)delivery["history"]![0]!["outcome"]);
        Assert.Equal((0, 1), (canary.Connections, receiver.Got.Count));
    }

    /// <summary>In a process of its own: the environment is everybody's, and who reads it first keeps it.</summary>
    [Fact]
    public async Task A_proxy_of_the_environment_is_not_used()
    {
        using var canary = new Canary();
        await using var receiver = await Receiver.Start();
        var folder = Directory.CreateTempSubdirectory("kelvin-proxy-").FullName;
        string[] environment = [.. ((string[])["http_proxy", "HTTP_PROXY", "ALL_PROXY"]).Select(name => $"{name}=http://127.0.0.1:{canary.Port}"), "Kelvin__Webhooks__AllowPrivateNetworks=true"];
        using (var server = ServerProcess.Start(Path.Combine(folder, "kelvin.db"), ["env", .. environment]))
        {
            await server.Ready();
            Assert.Equal(201, (int)(await server.Api(HttpMethod.Post, "/api/webhooks", JsonContent.Create(new JsonObject { ["url"] = receiver.Url, ["events"] = new JsonArray("lead.crossing") }))).StatusCode);
            var ping = await (await server.Api(HttpMethod.Post, "/api/webhooks/1/ping")).Json();
            Assert.Equal("delivered", (string?)ping["state"]);
        }
        Assert.Equal((0, 1), (canary.Connections, receiver.Got.Count));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.128.0.1", true)]
    [InlineData("192.167.1.1", true)]
    [InlineData("223.255.255.255", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("2a00:1450::1", true)]
    [InlineData("2001:200::1", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("2001:1ff::1", false)]
    [InlineData("224.0.0.0", false)]
    public void The_world_begins_where_the_reserved_ranges_end(string address, bool isPublic) =>
        Assert.Equal(isPublic, Addresses.KindOf(IPAddress.Parse(address)) == AddressKind.Public);

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("fd00::1", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("fe80::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    public void Where_private_networks_are_allowed_the_metadata_of_clouds_is_not(string address, bool may) =>
        Assert.Equal(may, new Guard(new WebhookSettings { AllowPrivateNetworks = true }, ForbiddenUrls.Find).MayCall(IPAddress.Parse(address)));

    private static bool IsRefused(JsonNode attempt) => (string?)attempt["outcome"] is "addressRefused" or "nameUnknown" && attempt["status"] is null;

    private static Task<RunningServer> Start(Canary canary, FindAddresses find, params (string, string?)[] settings) => RunningServer.Start(
        services: services => services.AddSingleton(find), settings: [("Webhooks:Ports", canary.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)), .. settings]);
}
