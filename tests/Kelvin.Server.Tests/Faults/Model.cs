using System.Text;
using System.Text.Json;
using Kelvin.Server.Api;
using Kelvin.Server.Verification;
using Kelvin.Storage;
using Kelvin.Storage.Sqlite;
using Xunit;

namespace Kelvin.Server.Tests.Faults;

/// <summary>
/// What must be in the store, worked out by counting what was sent: it knows nothing of identities, slices or scorers.
/// </summary>
internal static class Model
{
    public const int PagePoints = 1, FormPoints = 10;

    /// <summary>Scores that are told of when they are reached; some in reach of every kill of a long campaign.</summary>
    public static readonly int[] Thresholds = [5, 30, 80, 150, 250, 400, 600, 850, 1_150, 1_500, 1_900, 2_400, 3_000, 4_000, 5_500, 8_000, 12_000, 18_000, 27_000, 40_000, 60_000, 90_000];

    public static readonly (string Name, int Score)[] Stages = [("MQL", 30), ("SQL", 400)];

    public static readonly string Plan = $$"""
        plan: counting
        engagement:
          rules:
            - { name: Pages, on: page, points: {{PagePoints}} }
            - { name: Forms, on: Form Submitted, points: {{FormPoints}} }
        stages:
          - { name: {{Stages[0].Name}}, at: { score: {{Stages[0].Score}} } }
          - { name: {{Stages[1].Name}}, at: { score: {{Stages[1].Score}} } }
        thresholds: [{{string.Join(", ", Thresholds)}}]
        """;

    /// <summary>The stage of a lead whose score never fell.</summary>
    public static string? StageOf(int score) => Stages.Where(stage => score >= stage.Score).Select(stage => stage.Name).LastOrDefault();

    /// <summary>Holds a store that has come to rest against what was sent to it. Gives the score of each user.</summary>
    public static IReadOnlyDictionary<string, int> Check(string path, IReadOnlyCollection<SentBatch> sent)
    {
        using var store = Store.OpenForReading(new StoreSettings { Path = path });
        using var reading = LeadReading.Open(store, new PlanCache(store), TimeProvider.System);
        var snapshot = reading.Session;
        var stored = Lines(reading, "events").Select(line => line.GetProperty("messageId").GetString()!).ToList();
        var distinct = stored.ToHashSet(StringComparer.Ordinal);

        Assert.Equal(distinct.Count, stored.Count);
        Assert.True(distinct.IsSubsetOf(sent.SelectMany(batch => batch.Calls).Select(call => call.MessageId)), "Something is stored that nobody sent.");
        var lost = sent.Where(batch => batch.IsAcknowledged).SelectMany(batch => batch.Calls).Where(call => !distinct.Contains(call.MessageId)).ToList();
        Assert.True(lost.Count == 0, $"{lost.Count} acknowledged calls are lost, the first of them {lost.FirstOrDefault()}.");
        Assert.All(sent, batch => Assert.True(batch.Calls.All(call => distinct.Contains(call.MessageId)) || !batch.Calls.Any(call => distinct.Contains(call.MessageId)), "A batch is torn."));

        var expected = sent.SelectMany(batch => batch.Calls).Where(call => distinct.Contains(call.MessageId)).GroupBy(call => call.UserId)
            .ToDictionary(lead => lead.Key, lead => (lead.Count(), lead.Sum(call => call.Form ? FormPoints : PagePoints)), StringComparer.Ordinal);
        var leads = Lines(reading, "leads").Select(lead => KeyValuePair.Create(lead.GetProperty("userId").GetString()!,
            (lead.GetProperty("eventCount").GetInt32(), (int)StoredScore(store, snapshot, lead.GetProperty("id").GetString()))));
        Assert.Equal(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal), leads.OrderBy(pair => pair.Key, StringComparer.Ordinal));

        Assert.Equal(stored.Count, store.Counters.Read(snapshot, Counter.Events));
        Assert.Equal(expected.Count, store.Counters.Read(snapshot, Counter.Leads));
        Assert.Equal(stored.Count, store.Counters.Read(snapshot, Counter.Accepted) - store.Counters.Read(snapshot, Counter.Duplicates));
        var findings = new List<Finding>();
        new Verifier(store, snapshot, findings.Add).Run(CancellationToken.None);
        Assert.Empty(findings);
        return expected.ToDictionary(user => user.Key, user => user.Value.Item2, StringComparer.Ordinal);
    }

    /// <summary>The messageIds of a store that has come to rest.</summary>
    public static HashSet<string> Stored(string path)
    {
        using var store = Store.OpenForReading(new StoreSettings { Path = path });
        using var reading = LeadReading.Open(store, new PlanCache(store), TimeProvider.System);
        return [.. Lines(reading, "events").Select(line => line.GetProperty("messageId").GetString()!)];
    }

    /// <summary>Makes a store at the path that has the plan.</summary>
    public static async Task Publish(string path, Func<Store, Task>? also = null)
    {
        using var store = Store.Open(new StoreSettings { Path = path }, TimeProvider.System);
        await store.WriteAsync(tx => store.Plans.Add(tx, "counting", "yaml", Plan, "test", 0, activate: true));
        if (also is not null) await also(store);
    }

    /// <summary>Waits until nothing is left to process.</summary>
    public static async Task Settle(string path)
    {
        using var store = Store.OpenForReading(new StoreSettings { Path = path });
        for (var i = 0; i < 3000; i++)
        {
            using (var snapshot = store.Read())
            {
                if (Storage.Ingest.InboxStore.OldestReceipt(snapshot) is null && !store.Work.Any(snapshot) && Scores.Sweep.IsDone(store, snapshot, store.Plans.Epoch(snapshot))) return;
            }
            await Task.Delay(10);
        }
        throw new TimeoutException("The inbox does not get empty.");
    }

    private static long StoredScore(Store store, Session session, string? lead) =>
        StreamId.TryParse(lead, out var id) ? Assert.Single(store.Scores.Of(session, id)).Score : throw new InvalidOperationException("No lead has that id.");

    private static List<JsonElement> Lines(LeadReading reading, string kind)
    {
        using var into = new MemoryStream();
        Export.Write(kind, into, csv: false, reading.Now, reading, CancellationToken.None);
        return [.. Encoding.UTF8.GetString(into.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
