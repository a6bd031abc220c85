using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Kelvin.Bench.Ingest;
using Kelvin.Bench.Workload;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Keys;

namespace Kelvin.Bench.Large;

/// <summary>
/// Fills a store over HTTP, the way that every call goes. The leads come in the order of their ids, as they do from a backup of
/// another server with the same key: then each page of the database is filled once.
/// </summary>
internal static class LargeFill
{
    private const int Connections = 4;
    private const int CallsAtOnce = 2_000;

    public static string KeyFile(string folder) => Path.Combine(folder, "key");

    /// <summary>Says how long it took.</summary>
    public static async Task<string> Run(ReferenceWorkload workload, string folder, string plan, string kelvin)
    {
        Directory.CreateDirectory(folder);
        var order = InOrderOfIds(workload, folder);
        // Longer slices than usual: nobody else waits.
        using var server = await BenchServer.Start(kelvin, plan, folder, [("Kelvin__SliceMilliseconds", "100"), ("Kelvin__PageCacheMebibytes", "512"), ("Kelvin__KeyFile", KeyFile(folder))]);
        await server.Settle();
        // Some may still be missing before the last that are there.
        var next = Math.Max(0, (int)await server.Stat("leads") - 2_000) - 1;
        if (next + 2_001 >= workload.Leads) return "";
        var (watch, events) = (Stopwatch.StartNew(), await server.Stat("events"));
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            var batch = new Batch(workload, server);
            for (int i; (i = Interlocked.Increment(ref next)) < workload.Leads;)
            {
                await batch.Add(order[i]);
                if (i % 50_000 == 0) Console.WriteLine($"{i:N0} leads sent after {watch.Elapsed.TotalSeconds:N0} s, {await server.Stat("events"):N0} events scored, {server.ResidentBytes >> 20:N0} MiB");
            }
            await batch.Send();
        })));
        await server.Settle();
        events = await server.Stat("events") - events;
        return $"Filled over HTTP in the order of the leads' ids, {ResultFile.Number(events)} events in {ResultFile.Number(watch.Elapsed.TotalSeconds)} s ({ResultFile.Number(events / watch.Elapsed.TotalSeconds)}/s, fully processed).";
    }

    private static int[] InOrderOfIds(ReferenceWorkload workload, string folder)
    {
        var file = KeyFile(folder);
        if (!File.Exists(file)) File.WriteAllText(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ServerKey.Bytes)));
        var key = new ServerKey(Convert.FromHexString(File.ReadAllText(file)));
        var leads = Enumerable.Range(0, workload.Leads).ToArray();
        var ids = Array.ConvertAll(leads, lead => workload.KnownFrom(lead) <= 5
            ? key.IdentityOf(IdentityKind.User, string.Create(CultureInfo.InvariantCulture, $"u-{lead:D8}"))
            : key.IdentityOf(IdentityKind.Anonymous, string.Create(CultureInfo.InvariantCulture, $"b-{lead:D8}")));
        Array.Sort(ids, leads);
        return leads;
    }

    /// <summary>Whole histories, sent when there are enough calls.</summary>
    private sealed class Batch(ReferenceWorkload workload, BenchServer server)
    {
        private readonly List<Happening> history = [];
        private readonly List<Happening> waiting = [];

        public async Task Add(int lead)
        {
            workload.HistoryOf(lead, history);
            foreach (var happening in history.ToArray())
            {
                waiting.Add(happening);
                if (waiting.Count == CallsAtOnce) await Send();
            }
        }

        public async Task Send()
        {
            if (waiting.Count == 0) return;
            var body = Body();
            waiting.Clear();
            while (true)
            {
                using var answer = await server.Tracking.PostAsync("/v1/batch", new ByteArrayContent(body));
                if (answer.IsSuccessStatusCode) return;
                await Task.Delay(50);
            }
        }

        private byte[] Body()
        {
            using var lines = new MemoryStream();
            var writer = new CallWriter(workload, lines);
            foreach (var happening in waiting) writer.Write(happening);
            writer.Flush();
            var calls = lines.GetBuffer().AsSpan(0, (int)lines.Length - 1);
            // A line ends where the next call begins, and nowhere else.
            calls.Replace((byte)'\n', (byte)',');
            return [.. """{"batch":["""u8, .. calls, .. "]}"u8];
        }
    }
}
