using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Kelvin.Server.Tests.Actions;

/// <summary>A server that has messages to tell, and what tests ask of its webhooks.</summary>
internal static class Listening
{
    public static readonly (string, string?) Private = ("Webhooks:AllowPrivateNetworks", "true");

    /// <summary>Adds a webhook by the API and gives the answer, which must be a success.</summary>
    public static async Task<JsonNode> AddWebhook(this RunningServer server, string url, params (string Name, JsonNode? Value)[] more)
    {
        var asked = new JsonObject { ["url"] = url, ["events"] = new JsonArray("lead.crossing") };
        foreach (var (name, value) in more) asked[name] = value;
        var response = await server.Api(HttpMethod.Post, "/api/webhooks", JsonContent.Create(asked));
        Assert.True((int)response.StatusCode == 201, await response.Text());
        return await response.Json();
    }

    /// <summary>A lead by that userId; it has one event.</summary>
    public static async Task<StreamId> AddLead(this RunningServer server, string userId)
    {
        (await server.Post("/v1/page", $$"""{"userId":"{{userId}}","messageId":"first of {{userId}}"}""")).EnsureSuccessStatusCode();
        var boxed = await Until.True<object>(() =>
        {
            using var snapshot = server.Store.Read();
            return server.Store.Identities.LeadOf(snapshot, server.Store.Key.IdentityOf(IdentityKind.User, userId)) is { } id && server.Store.Leads.Find(snapshot, id) is not null ? id : null;
        });
        return (StreamId)boxed;
    }

    /// <summary>Records messages about a lead, as the transaction would that finds the crossings, and waits until they are given to who asked for them. Gives their ids.</summary>
    public static async Task<List<string>> Tell(this RunningServer server, StreamId lead, int count = 1, Topic? topic = null, MessageType type = MessageType.LeadCrossing)
    {
        var now = server.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        var items = Enumerable.Range(0, count).Select(i => new OutboxItem(
            OutboxItem.NewId(lead, now), type, lead, now, now, topic ?? new Topic("sales", "stage", "up", "SQL"),
            Encoding.UTF8.GetBytes($$"""{"lead":{"id":"{{lead}}","userId":"jan-canary"},"number":{{i}}}"""))).ToList();
        await server.Store.WriteAsync(tx => server.Store.Outbox.Append(tx, items));
        await Until.True(() =>
        {
            using var snapshot = server.Store.Read();
            return server.Store.Outbox.Unrouted(snapshot, 1).Count == 0 ? items : null;
        });
        return [.. items.Select(item => item.Id.ToString())];
    }

    /// <summary>Waits until a delivery, of the only webhook there is, is in a state.</summary>
    public static Task<JsonNode> Delivery(this RunningServer server, string messageId, string state, int webhook = 1, int seconds = 60) =>
        server.Delivery(messageId, delivery => (string?)delivery["state"] == state, webhook, seconds);

    /// <summary>Waits until a delivery is there (a message is routed after it was recorded) and as one wants it.</summary>
    public static async Task<JsonNode> Delivery(this RunningServer server, string messageId, Func<JsonNode, bool> wanted, int webhook = 1, int seconds = 60)
    {
        JsonNode? last = null;
        for (var turn = 0; turn < seconds * 50; turn++, await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            var response = await server.Api(HttpMethod.Get, $"/api/deliveries/{messageId}-{webhook}");
            last = await response.Json();
            if (response.IsSuccessStatusCode && wanted(last)) return last;
        }
        throw new TimeoutException($"The delivery is not as it should be: {last}");
    }

    public static Task Tidy(this RunningServer server) =>
        server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<Kelvin.Server.Actions.Tidying>().Single().TidyAsync(TestContext.Current.CancellationToken);
}
