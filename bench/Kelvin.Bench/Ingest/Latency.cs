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
        var (sync, asked) = (Syncs(), await Asks(server));
        string Line(string what, List<double> times) =>
            $"| {what} | {ResultFile.Number(Part(times, 0.5), 2)} | {ResultFile.Number(Part(times, 0.99), 2)} | {ResultFile.Number(Part(times, 0.5) / Part(sync, 0.5), 1)}x |";
        return
        [
            "| one call, idle server | p50 ms | p99 ms | p50 against a bare sync |",
            "| --- | ---: | ---: | ---: |",
            Line("one bare write and sync", sync),
            Line("a request to the same server that asks for nothing (`/healthz`)", asked),
            Line("acknowledged", acknowledged),
            Line("score readable over the API", scored),
        ];
    }

    private static async Task<List<double>> Asks(BenchServer server)
    {
        var times = new List<double>();
        for (var i = 0; i < Calls; i++)
        {
            var watch = Stopwatch.StartNew();
            await server.Api.GetStringAsync("/healthz");
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return times;
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

    private static double Part(List<double> times, double part) => times.Order().ElementAt((int)(times.Count * part));
}
