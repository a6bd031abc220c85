using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Kelvin.Bench.Ingest;

/// <summary>One call at a time on an idle server: until it is acknowledged, and until its score can be read; against one bare sync.</summary>
internal static class Latency
{
    private const int Calls = 500;

    public static async Task<string[]> Of(BenchServer server)
    {
        var acknowledged = new List<double>();
        var scored = new List<double>();
        for (var i = 0; i < Calls; i++)
        {
            var user = $"latency {i}";
            var watch = Stopwatch.StartNew();
            using (var answer = await server.Tracking.PostAsync("/v1/track", new StringContent(
                $$"""{"type":"track","event":"Form Submitted","userId":"{{user}}","messageId":"latency {{i}}"}""", Encoding.UTF8, "application/json")))
            {
                answer.EnsureSuccessStatusCode();
            }
            acknowledged.Add(watch.Elapsed.TotalMilliseconds);
            while (!await IsScored(server, user)) { }
            scored.Add(watch.Elapsed.TotalMilliseconds);
        }
        var sync = Syncs();
        return
        [
            "| one call, idle server | p50 ms | p99 ms |",
            "| --- | ---: | ---: |",
            $"| one bare write and sync | {Part(sync, 0.5)} | {Part(sync, 0.99)} |",
            $"| acknowledged | {Part(acknowledged, 0.5)} | {Part(acknowledged, 0.99)} |",
            $"| score readable over the API | {Part(scored, 0.5)} | {Part(scored, 0.99)} |",
        ];
    }

    private static async Task<bool> IsScored(BenchServer server, string user)
    {
        using var leads = JsonDocument.Parse(await server.Api.GetStringAsync("/api/leads?userId=" + Uri.EscapeDataString(user)));
        return leads.RootElement.GetProperty("items").GetArrayLength() > 0;
    }

    private static List<double> Syncs()
    {
        var path = Path.GetTempFileName();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        var page = new byte[4096];
        return [.. Enumerable.Range(0, Calls).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            file.Write(page);
            file.Flush(flushToDisk: true);
            return watch.Elapsed.TotalMilliseconds;
        })];
    }

    private static string Part(List<double> times, double part) => ResultFile.Number(times.Order().ElementAt((int)(times.Count * part)), 2);
}
