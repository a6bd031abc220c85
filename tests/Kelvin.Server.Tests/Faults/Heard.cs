using System.Globalization;
using System.Text.Json.Nodes;
using Kelvin.Server.Actions;
using Kelvin.Server.Tests.Actions;
using Kelvin.Storage;
using Xunit;

namespace Kelvin.Server.Tests.Faults;

/// <summary>
/// What a receiver has heard through all the kills, held against the model: every crossing under one id, at least once, and
/// nothing else. The receiver itself refuses every fifth request.
/// </summary>
internal sealed class Heard : IAsyncDisposable
{
    /// <summary>How the servers are started that tell it.</summary>
    public static readonly string[] Under =
    [
        "env", "Kelvin__Webhooks__AllowPrivateNetworks=true", "Kelvin__Webhooks__RequestsPerSecond=1000",
        "Kelvin__Webhooks__RetrySchedule=" + string.Join(',', Enumerable.Repeat("0s", 50)),
    ];

    private readonly Receiver receiver;

    private Heard(Receiver receiver) => this.receiver = receiver;

    /// <param name="refuses">Every fifth request, so that it is told again.</param>
    public static async Task<Heard> Start(bool refuses = true)
    {
        var receiver = await Receiver.Start();
        receiver.Answer = (n, _) => refuses && n % 5 == 0 ? 500 : 204;
        return new Heard(receiver);
    }

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    public async Task Subscribe(Store store)
    {
        var webhook = new WebhookDocument(receiver.Url, "", ["lead.crossing", "lead.stage_changed"], new MessageFilter(), WebhookFormat.Standard, false, 0, 0, [new SigningSecret(WebhookSecret.New(), 0, null)]);
        await store.WriteAsync(tx => store.Webhooks.Add(tx, webhook.Write(), "test", 0));
    }

    /// <summary>Waits until a running server has nothing left to tell.</summary>
    public static async Task Settle(string path)
    {
        using var store = Store.OpenForReading(new StoreSettings { Path = path });
        for (var turn = 0; turn < 6_000; turn++, await Task.Delay(10))
        {
            using var snapshot = store.Read();
            if (store.Outbox.Unrouted(snapshot, 1).Count == 0 && store.Deliveries.Waiting(snapshot) == 0) return;
        }
        throw new TimeoutException("Deliveries go on and on.");
    }

    /// <param name="scores">By the model: each user's score, which never fell.</param>
    public void Check(IReadOnlyDictionary<string, int> scores)
    {
        var got = receiver.Got.Select(one => (one.Id, one.Json)).ToList();
        Assert.All(got, one => Assert.Equal(one.Id, (string?)one.Json["data"]!["id"]));
        Assert.All(got.GroupBy(one => one.Id), same => Assert.Single(same.Select(one => one.Json.ToJsonString()).Distinct()));
        var told = got.DistinctBy(one => one.Id).Select(one => Crossing(one.Json)).Order(StringComparer.Ordinal).ToList();

        var expected = scores.SelectMany(user => Model.Thresholds.Where(line => user.Value >= line).Select(line => Crossing(user.Key, "threshold", line.ToString(CultureInfo.InvariantCulture))));
        // A lead that came to the last stage may have passed the one before it, or leapt over it.
        var stages = scores.Select(user => Model.StageOf(user.Value) is { } stage ? Crossing(user.Key, "stage", stage) : null).OfType<string>();
        var passed = told.Where(one => one.EndsWith(Crossing("", "stage", Model.Stages[0].Name), StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(expected.Concat(stages).Concat(passed.Except(stages)).Order(StringComparer.Ordinal), told);
    }

    private static string Crossing(JsonNode message)
    {
        var data = message["data"]!;
        Assert.Equal("up", (string?)data["direction"]);
        return Crossing((string)data["lead"]!["userId"]!, (string)data["kind"]!, (string?)data["to"] ?? data["threshold"]!.ToJsonString());
    }

    private static string Crossing(string user, string kind, string line) => $"{user} {kind} {line}";
}
