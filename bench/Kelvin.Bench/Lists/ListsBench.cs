using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kelvin.Bench.Ingest;
using Kelvin.Bench.Workload;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Keys;

namespace Kelvin.Bench.Lists;

/// <summary><c>lists</c>: a large store is started, listed and searched, over HTTP.</summary>
internal static class ListsBench
{
    private const int AtOnce = 500;
    private const int Connections = 8;
    private const int LongHistory = 1_000;
    private const string LongLead = "a lead of 1,000 events:";
    private static readonly DateTime LongHistoryBegan = DateTime.UtcNow.Date.AddDays(-350);

    public static Command Create()
    {
        var leads = new Option<int>("--leads") { Description = "How many leads.", DefaultValueFactory = _ => 1_000_000 };
        var events = new Option<int>("--events") { Description = "Calls a lead, the first of its history.", DefaultValueFactory = _ => 3 };
        var asks = new Option<int>("--asks") { Description = "How often each is asked.", DefaultValueFactory = _ => 60 };
        var folder = new Option<string>("--folder") { Description = "Where the store lies. What is there already is used, and filled up.", Required = true };
        var plan = new Option<string>("--plan") { Description = "The plan to score by.", DefaultValueFactory = _ => "samples/plans/reference.yaml" };
        var kelvin = new Option<string>("--kelvin") { Description = "The program.", DefaultValueFactory = _ => "src/Kelvin.Server/bin/Release/net10.0/kelvin" };
        var output = new Option<string>("--out") { Description = "Where the result goes.", DefaultValueFactory = _ => "bench/results/lists.md" };
        var command = new Command("lists", "Measures start, memory, lists and searches of a large store.") { leads, events, asks, folder, plan, kelvin, output };
        command.SetAction(async (asked, _) =>
        {
            var workload = new ReferenceWorkload(asked.GetValue(leads), 1);
            var place = asked.GetValue(folder)!;
            await Fill(workload, asked.GetValue(events), place, asked.GetValue(plan)!, asked.GetValue(kelvin)!);
            var lines = await Measure(workload, place, asked.GetValue(kelvin)!, File.ReadLines(asked.GetValue(plan)!).First(line => line.StartsWith("plan:", StringComparison.Ordinal))[5..].Split('#')[0].Trim(), asked.GetValue(asks));
            ResultFile.Write(asked.GetValue(output)!, "Start, lists and searches",
            [
                $"Reference workload, seed 1: {ResultFile.Number(workload.Leads)} leads, each with its {asked.GetValue(events)} first calls from when it is known; `{asked.GetValue(plan)}`. Each is asked {asked.GetValue(asks)} times over HTTP, one after the other, 50 leads a page.",
                "",
                .. lines,
                "",
                $"Again: `dotnet build -c Release && dotnet run -c Release --project bench/Kelvin.Bench -- lists --folder FOLDER --leads {workload.Leads} --events {asked.GetValue(events)} --asks {asked.GetValue(asks)}`",
            ]);
            return 0;
        });
        return command;
    }

    /// <summary>
    /// The way that every call goes: over HTTP. The leads come in the order of their ids, as they do from a backup of another
    /// server with the same key: then each page of the database is filled once.
    /// </summary>
    private static async Task Fill(ReferenceWorkload workload, int events, string folder, string plan, string kelvin)
    {
        Directory.CreateDirectory(folder);
        var order = InOrderOfIds(workload, folder);
        // Longer slices than usual: nobody else waits.
        using var server = await BenchServer.Start(kelvin, plan, folder, [("Kelvin__SliceMilliseconds", "100"), ("Kelvin__PageCacheMebibytes", "512"), ("Kelvin__KeyFile", KeyFile(folder))]);
        await server.Settle();
        var watch = Stopwatch.StartNew();
        var there = (int)await server.Stat("leads");
        // Some may still be missing before the last that are there.
        var next = there >= workload.Leads ? workload.Leads / AtOnce : Math.Max(0, (there / AtOnce) - (2 * Connections)) - 1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            for (int first; (first = Interlocked.Increment(ref next) * AtOnce) < workload.Leads;)
            {
                using var body = new MemoryStream();
                Write(workload, order.AsSpan(first, Math.Min(AtOnce, workload.Leads - first)), events, body);
                while (true)
                {
                    using var answer = await server.Tracking.PostAsync("/v1/batch", new ByteArrayContent(body.ToArray()));
                    if (answer.IsSuccessStatusCode) break;
                    await Task.Delay(100);
                }
                if (first % 50_000 == 0) Console.WriteLine($"{first:N0} leads sent after {watch.Elapsed.TotalSeconds:N0} s");
            }
        })));
        await server.Settle();
        Console.WriteLine($"{workload.Leads:N0} leads in {watch.Elapsed.TotalSeconds:N0} s");
    }

    private static string KeyFile(string folder) => Path.Combine(folder, "key");

    private static int[] InOrderOfIds(ReferenceWorkload workload, string folder)
    {
        var file = KeyFile(folder);
        if (!File.Exists(file)) File.WriteAllText(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ServerKey.Bytes)));
        var key = new ServerKey(Convert.FromHexString(File.ReadAllText(file)));
        var leads = Enumerable.Range(0, workload.Leads).ToArray();
        var ids = Array.ConvertAll(leads, lead => workload.KnownFrom(lead) < 5
            ? key.IdentityOf(IdentityKind.User, string.Create(CultureInfo.InvariantCulture, $"u-{lead:D8}"))
            : key.IdentityOf(IdentityKind.Anonymous, string.Create(CultureInfo.InvariantCulture, $"b-{lead:D8}")));
        Array.Sort(ids, leads);
        return leads;
    }

    private static void Write(ReferenceWorkload workload, ReadOnlySpan<int> leads, int events, MemoryStream body)
    {
        using var lines = new MemoryStream();
        var writer = new CallWriter(workload, lines);
        var history = new List<Happening>();
        foreach (var lead in leads)
        {
            workload.HistoryOf(lead, history);
            // From when it is known: so that every lead has a name.
            foreach (var happening in history.Skip(Math.Min(workload.KnownFrom(lead), history.Count - 1)).Take(events)) writer.Write(happening);
        }
        writer.Flush();
        var calls = lines.GetBuffer().AsSpan(0, (int)lines.Length - 1);
        body.Write("""{"batch":["""u8);
        foreach (var line in calls.Split((byte)'\n'))
        {
            if (line.Start.Value > 0) body.Write(","u8);
            body.Write(calls[line]);
        }
        body.Write("]}"u8);
    }

    private static async Task<string[]> Measure(ReferenceWorkload workload, string folder, string kelvin, string plan, int asks)
    {
        var watch = Stopwatch.StartNew();
        using var server = await BenchServer.Start(kelvin, null, folder, [("Kelvin__KeyFile", KeyFile(folder))]);
        using (var answer = await server.Tracking.PostAsync("/v1/track", new StringContent("""{"userId":"first after start","event":"Form Submitted"}""", Encoding.UTF8, "application/json"))) answer.EnsureSuccessStatusCode();
        var accepts = watch.Elapsed.TotalSeconds;
        // The last lead in the order of ids is found by a part of its name only once all are in the index.
        while (!await server.IndexIsComplete()) await Task.Delay(50);
        var warm = watch.Elapsed.TotalSeconds;

        var draw = new Random(1);
        string Lead() => draw.Next(workload.Leads).ToString("D8", CultureInfo.InvariantCulture);
        var lead = await LongLeadOf(server);
        var deep = await Cursor(server, $"/api/leads?plan={plan}&limit=500", 20);
        (string What, Func<string> Path)[] asked =
        [
            ("by score", () => $"/api/leads?plan={plan}"),
            ("by score, 10,000 leads further", () => $"/api/leads?plan={plan}&cursor={deep}"),
            ("lowest first", () => $"/api/leads?plan={plan}&sort=score"),
            ("grade", () => $"/api/leads?plan={plan}&grade={"ABCD"[draw.Next(4)]}"),
            ("grade and level", () => $"/api/leads?plan={plan}&grade={"ABCD"[draw.Next(4)]}&level={1 + draw.Next(4)}"),
            ("a label that few or none have", () => $"/api/leads?plan={plan}&label=A1&minScore=60"),
            ("search, one lead", () => $"/api/leads?q=-{Lead()}"),
            ("search, many leads", () => "/api/leads?q=company" + draw.Next(100)),
            ("search, nobody", () => "/api/leads?q=nobody+" + draw.Next(100)),
            ("search by score, with a grade", () => $"/api/leads?plan={plan}&grade=B&q=company{draw.Next(100)}"),
            ("look-up by userId", () => $"/api/leads?userId=u-{Lead()}"),
            ("stats", () => "/api/stats"),
            (LongLead + " explained as of any instant", () => $"/api/leads/{lead}/scores/{plan}?at={Instant(draw)}"),
            (LongLead + " its newest events", () => $"/api/leads/{lead}/events"),
            (LongLead + " its scores over time", () => $"/api/leads/{lead}/scores/{plan}/history"),
        ];
        var rows = new List<string>();
        foreach (var (what, path) in asked)
        {
            for (var i = 0; i < 5; i++) await server.Api.GetStringAsync(path());
            var times = new List<double>();
            for (var i = 0; i < asks; i++)
            {
                var one = Stopwatch.StartNew();
                await server.Api.GetStringAsync(path());
                times.Add(one.Elapsed.TotalMilliseconds);
            }
            times.Sort();
            rows.Add($"| {what} | {ResultFile.Number(times[times.Count / 2], 1)} | {ResultFile.Number(times[(int)(times.Count * 0.95)], 1)} |");
        }
        return
        [
            $"{ResultFile.Number(await server.Stat("leads"))} leads, {ResultFile.Number(await server.Stat("events"))} events, {ResultFile.Number(server.DiskBytes() / 1048576.0)} MiB on disk.",
            "",
            $"From the start of the process: calls accepted after {ResultFile.Number(accepts, 2)} s; every lead in the index after {ResultFile.Number(warm, 1)} s. "
                + $"Memory then: {ResultFile.Number(server.ResidentBytes / 1048576.0)} MiB, at most {ResultFile.Number(server.PeakBytes / 1048576.0)} MiB.",
            "",
            "| asked | p50 ms | p95 ms |",
            "| --- | ---: | ---: |",
            .. rows,
        ];
    }

    /// <summary>Sends a lead's history of so many calls, and gives its id once it is scored.</summary>
    private static async Task<string> LongLeadOf(BenchServer server)
    {
        var calls = Enumerable.Range(0, LongHistory).Select(i =>
            $$"""{"type":"{{(i % 3 == 0 ? "track" : "page")}}","userId":"long-history","messageId":"long-{{i}}","{{(i % 3 == 0 ? "event" : "name")}}":"{{(i % 3 == 0 ? "Email Opened" : "Pricing")}}","timestamp":"{{LongHistoryBegan.AddHours(8 * i):O}}"}""");
        using (var answer = await server.Tracking.PostAsync("/v1/batch", new StringContent($$"""{"batch":[{{string.Join(',', calls)}}]}""", Encoding.UTF8, "application/json"))) answer.EnsureSuccessStatusCode();
        await server.Settle();
        using var found = JsonDocument.Parse(await server.Api.GetStringAsync("/api/leads?userId=long-history"));
        return found.RootElement.GetProperty("items")[0].GetProperty("id").GetString()!;
    }

    private static string Instant(Random draw) => LongHistoryBegan.AddMinutes(draw.Next(LongHistory * 8 * 60)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static async Task<string> Cursor(BenchServer server, string path, int pages)
    {
        var cursor = "";
        for (var i = 0; i < pages; i++)
        {
            using var answer = JsonDocument.Parse(await server.Api.GetStringAsync(path + (cursor.Length > 0 ? "&cursor=" + cursor : "")));
            cursor = answer.RootElement.GetProperty("nextCursor").GetString()!;
        }
        return cursor;
    }
}
