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

    public const string Plan = """
        plan: counting
        engagement:
          rules:
            - { name: Pages, on: page, points: 1 }
            - { name: Forms, on: Form Submitted, points: 10 }
        """;

    /// <summary>Holds a store that has come to rest against what was sent to it.</summary>
    public static void Check(string path, IReadOnlyCollection<SentBatch> sent)
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
