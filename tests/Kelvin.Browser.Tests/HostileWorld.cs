using System.Text.Json.Nodes;
using Kelvin.Server.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Kelvin.Browser.Tests;

/// <summary>A server to which strangers sent every payload in every field, and whose webhook answers with them.</summary>
public sealed class HostileWorld : IAsyncLifetime
{
    private const int Moved = 50;
    private const int PayloadsPerText = 6;

    private WebApplication receiver = null!;

    internal RunningServer Server { get; private set; } = null!;

    /// <summary>The leads' ids, in the order of their payloads.</summary>
    internal List<string> Leads { get; } = [];

    internal List<string> Accounts { get; } = [];

    public async ValueTask InitializeAsync()
    {
        receiver = Receiver();
        await receiver.StartAsync();
        Server = await RunningServer.Start(settings: [("Webhooks:AllowPrivateNetworks", "true")]);
        await Company.AddWebhook(Server, receiver.Urls.First() + "/hook");
        foreach (var plan in (string[])["sales-readiness", "first-plan", "account-readiness"]) await Server.PutPlan(plan, await File.ReadAllTextAsync(Path.Combine(Company.Repository, "samples", "plans", plan + ".yaml")));
        foreach (var some in Enumerable.Range(0, Payloads.Packs.Count).Chunk(20)) await Track(some);
        await Server.Settle();
        for (var number = 0; number < Payloads.Packs.Count; number++) Leads.Add((string)(await Server.Ask("/api/leads?userId=" + Uri.EscapeDataString(UserId(number))))["items"]![0]!["id"]!);
        Accounts.AddRange(Enumerable.Range(0, Payloads.Packs.Count).Select(AccountId));
        await Move();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await receiver.DisposeAsync();
    }

    // An id with NUL is refused; everything else of a call may hold it.
    private static string Named(int number) => Payloads.Text(number, 0).Replace("\0", "", StringComparison.Ordinal).Trim();

    private static string UserId(int number) => $"hostile-{number} {Named(number)}";

    private static string AccountId(int number) => $"account {number} {Named(number)}";

    /// <summary>Some of the payloads, as one text.</summary>
    private static string Some(int number) => string.Concat(Enumerable.Range(0, PayloadsPerText).Select(place => Payloads.All[((number * PayloadsPerText) + place) % Payloads.All.Count])).Replace("\0", "", StringComparison.Ordinal);

    /// <summary>Moves of people, whose reasons go out to the receiver.</summary>
    private async Task Move()
    {
        for (var number = 0; number < Moved; number++)
        {
            var answer = await Server.Api(HttpMethod.Post, $"/api/leads/{Leads[number]}/stage", new StringContent(new JsonObject { ["stage"] = "MQL", ["reason"] = Some(number) }.ToJsonString(), System.Text.Encoding.UTF8, "application/json"));
            Assert.True(answer.IsSuccessStatusCode, await answer.Text());
        }
        for (var turn = 0; (await Server.Ask("/api/deliveries?state=delivered&limit=500"))["items"]!.AsArray().Count < Moved; turn++)
        {
            Assert.True(turn < 1_200, "The deliveries do not come.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private async Task Track(int[] some)
    {
        var calls = new JsonArray([.. some.SelectMany(Calls)]);
        var answer = await (await Server.Post("/v1/batch", new JsonObject { ["batch"] = calls }.ToJsonString())).Json();
        Assert.True((int?)answer["accepted"] == some.Length * 4, answer.ToString());
    }

    /// <summary>The payloads in every field that a call has.</summary>
    private static JsonNode[] Calls(int number)
    {
        var id = UserId(number);
        var field = 0;
        string Next() => Payloads.Text(number, field++);
        JsonObject Traits() => new()
        {
            ["name"] = Next(),
            ["firstName"] = Next(),
            ["email"] = $"{number}{Next()}@x.example",
            ["position"] = Next(),
            ["country"] = "PL",
            ["website"] = "https://good.example/",
            ["blog"] = "javascript:window.__xss=2",
            [Next()] = Next(),
            ["nested"] = new JsonObject { [Next()] = Next() },
        };
        JsonObject Context() => new()
        {
            ["page"] = new JsonObject { ["title"] = Next(), ["url"] = Next(), ["referrer"] = Next() },
            ["userAgent"] = Next(),
            ["campaign"] = new JsonObject { ["name"] = Next(), ["source"] = Next() },
            [Next()] = Next(),
        };
        return
        [
            Company.Call("identify", id, 3, ("anonymousId", "anonymous " + id), ("traits", Traits()), ("context", Context())),
            Company.Call("group", id, 2, ("groupId", AccountId(number)), ("traits", Traits()), ("context", Context())),
            Company.Call("page", id, 1, ("name", Next()), ("category", Next()), ("properties", new JsonObject { ["path"] = Next(), ["url"] = Next(), ["title"] = Next(), [Next()] = Next() }), ("context", Context())),
            Company.Call("track", id, 0.5, ("event", "event " + Next()), ("properties", new JsonObject { ["value"] = Next(), [Next()] = Next() }), ("messageId", $"{number} {Payloads.Packs[number][0]}".Replace("\0", "", StringComparison.Ordinal)), ("context", Context())),
            new JsonObject { ["type"] = Next(), ["userId"] = id, ["event"] = Next(), ["messageId"] = $"rejected {number}" },
        ];
    }

    /// <summary>A receiver whose answers hold payloads: those of the reason that it was sent.</summary>
    private static WebApplication Receiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/hook", async (HttpRequest request) =>
        {
            var message = await JsonNode.ParseAsync(request.Body);
            return Results.Text((string?)message!["data"]?["reason"] ?? "thank you", "text/html");
        });
        return app;
    }
}
