using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kelvin.Server.Actions;
using Kelvin.Server.Tests.Clients;
using Xunit;

namespace Kelvin.Server.Tests.Actions;

/// <summary>The public libraries by which receivers check signatures take what we send, and nothing else.</summary>
public sealed class VerifierTests : IDisposable
{
    private static readonly string[] Both = ["standardwebhooks", "svix"];

    private readonly string secret = WebhookSecret.New();
    private readonly ConcurrentQueue<JsonNode> said = [];
    private readonly Process receiver;
    private readonly string url;

    public VerifierTests()
    {
        (receiver, url) = NodeClients.Start("verifying.mjs", secret);
        _ = Listen();
    }

    public void Dispose()
    {
        receiver.Kill();
        receiver.Dispose();
    }

    private async Task Listen()
    {
        while (await receiver.StandardOutput.ReadLineAsync() is { } line) said.Enqueue(JsonNode.Parse(line)!);
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("cloudevents")]
    public async Task A_delivery_is_taken_and_an_altered_or_an_old_one_is_not(string format)
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await server.AddWebhook(url, ("secret", secret), ("format", format));
        await server.Tell(await server.AddLead("jan"), 20);
        await Until.True(() => said.Count == 20 ? said : null);
        Assert.All(said, one => Assert.Equal("[]", one["refusedBy"]!.ToJsonString()));
        Assert.All(said, one => Assert.Equal(Both, one["altered"]!.AsArray().Select(name => (string?)name)));
        Assert.All(said, one => Assert.Equal(Both, one["tenMinutesOld"]!.AsArray().Select(name => (string?)name)));
    }

    [Fact]
    public async Task A_receiver_that_still_has_the_old_secret_takes_deliveries_until_the_rotation_is_over()
    {
        // The libraries look at the clock of the machine, so the rotation ends a minute from now.
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var clock = new Pipelines.StandingClock(now - (59 * 60_000));
        await using var server = await RunningServer.Start(clock, settings: Listening.Private);
        await server.AddWebhook(url, ("secret", secret));
        await server.Api(HttpMethod.Post, "/api/webhooks/1/rotate", JsonContent.Create(new JsonObject { ["keepHours"] = 1 }));
        clock.Now = now;
        await server.Api(HttpMethod.Post, "/api/webhooks/1/ping");
        await Until.True(() => said.Count == 1 ? said : null);
        Assert.Equal("[]", said.Single()["refusedBy"]!.ToJsonString());
        clock.Now += 60_000;
        await server.Api(HttpMethod.Post, "/api/webhooks/1/ping");
        await Until.True(() => said.Count == 2 ? said : null);
        Assert.Equal(Both, said.Last()["refusedBy"]!.AsArray().Select(name => (string?)name));
    }

    [Fact]
    public async Task A_receiver_that_has_the_new_secret_takes_deliveries_from_the_rotation_on()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        await server.AddWebhook(url);
        await server.Api(HttpMethod.Post, "/api/webhooks/1/rotate", JsonContent.Create(new JsonObject { ["secret"] = secret }));
        await server.Api(HttpMethod.Post, "/api/webhooks/1/ping");
        await Until.True(() => said.Count == 1 ? said : null);
        Assert.Equal("[]", said.Single()["refusedBy"]!.ToJsonString());
    }
}
