using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Server.Tests.Faults;

/// <summary>
/// One lead with very many events: it is exact, and the others are scored meanwhile. KELVIN_HOT says how many; the
/// times are measured and noted, not judged.
/// </summary>
public class HotLeadTests
{
    private const int AtOnce = 500;

    private static readonly int Events = int.Parse(Environment.GetEnvironmentVariable("KELVIN_HOT") ?? "10000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task One_lead_with_very_many_events_is_exact_and_keeps_nobody_waiting()
    {
        var runs = Runs.Of("L5", string.Create(CultureInfo.InvariantCulture, $"one lead with {Events:N0} events"), ci: 1, release: 1);
        await runs.Try(async _ =>
        {
            var folder = Directory.CreateTempSubdirectory("kelvin-hot-").FullName;
            var path = Path.Combine(folder, "kelvin.db");
            await Model.Publish(path);
            using (var server = ServerProcess.Start(path))
            {
                await server.Ready();
                var spread = await Send(server, i => $"one of many {i % 1_000}", "spread", Math.Min(Events, 100_000));
                var waits = new List<TimeSpan>();
                var hot = Send(server, _ => "hot", "hot", Events);
                for (var probe = 0; !hot.IsCompleted || probe < 3; probe++) waits.Add(await FromAnswerToScore(server, probe));
                var rate = await hot;
                await Model.Settle(path);

                var read = Stopwatch.StartNew();
                var lead = await Lead(server, "hot");
                var page = read.Elapsed;
                Assert.Equal((Events, (long)Events * Model.PagePoints), ((int)lead!["eventCount"]!, (long)lead["scores"]![0]!["score"]!));
                var erasing = Stopwatch.StartNew();
                using (var gone = await server.Api(HttpMethod.Delete, "/api/leads/" + lead["id"])) Assert.True(gone.IsSuccessStatusCode);
                var erased = erasing.Elapsed;
                var during = await FromAnswerToScore(server, -1);
                await Patience.For(async () => await Lead(server, "hot") is null, "The erased lead is found.");
                waits.Sort();
                runs.Note(string.Create(CultureInfo.InvariantCulture, $"{rate:N0} calls/s of one lead against {spread:N0} of many; others scored after {waits[waits.Count / 2].TotalMilliseconds:N0} ms (median), {waits[^1].TotalMilliseconds:N0} ms (worst of {waits.Count}); its page after {page.TotalMilliseconds:N0} ms; erased in {erased.TotalSeconds:F1} s, meanwhile another scored after {during.TotalMilliseconds:N0} ms"));
            }
            Directory.Delete(folder, recursive: true);
        });
    }

    /// <summary>Sends so many calls, in batches one after the other, and gives how many a second.</summary>
    private static async Task<double> Send(ServerProcess server, Func<int, string> user, string name, int calls)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < calls; i += AtOnce)
        {
            var batch = $$"""{"batch":[{{string.Join(',', Enumerable.Range(i, Math.Min(AtOnce, calls - i)).Select(n => $$"""{"type":"page","userId":"{{user(n)}}","messageId":"{{name}} {{n}}","properties":{"path":"/pages/{{n % 97}}"} }"""))}}]}""";
            await Patience.For(async () =>
            {
                using var answer = await server.Http.PostAsync("/v1/batch", new StringContent(batch, Encoding.UTF8, "application/json"));
                return answer.IsSuccessStatusCode;
            }, "A batch is refused again and again.");
        }
        return calls / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Sends a call of somebody new, and waits until their score can be read.</summary>
    private static async Task<TimeSpan> FromAnswerToScore(ServerProcess server, int number)
    {
        var user = $"prober {number}";
        using (var answer = await server.Http.PostAsync("/v1/page", new StringContent($$"""{"userId":"{{user}}","messageId":"{{user}}"}""", Encoding.UTF8, "application/json"))) answer.EnsureSuccessStatusCode();
        var watch = Stopwatch.StartNew();
        await Patience.For(async () => await Lead(server, user) is { } lead && lead["scores"]!.AsArray().Count > 0, "A lead beside the large one gets no score.");
        return watch.Elapsed;
    }

    private static async Task<JsonNode?> Lead(ServerProcess server, string userId)
    {
        using var found = await server.Api(HttpMethod.Get, "/api/leads?userId=" + Uri.EscapeDataString(userId));
        if ((await found.Json())["items"]!.AsArray() is not [{ } item]) return null;
        using var lead = await server.Api(HttpMethod.Get, "/api/leads/" + item["id"]);
        return lead.IsSuccessStatusCode ? await lead.Json() : null;
    }
}
