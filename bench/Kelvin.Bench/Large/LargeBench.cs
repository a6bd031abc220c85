using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kelvin.Bench.Ingest;
using Kelvin.Bench.Workload;

namespace Kelvin.Bench.Large;

/// <summary><c>large</c>: a store with whole histories of many leads is filled, then started, warmed up, read and written, and its memory watched.</summary>
internal static class LargeBench
{
    private const int Readers = 4;
    private const int Writers = 4;
    private const int CallsAtOnce = 100;
    private const string Page = """
        "properties":{"path":"/pricing","title":"Pricing"},"context":{"library":{"name":"analytics.js","version":"2.11.1"}}}
        """;

    public static Command Create()
    {
        var leads = new Option<int>("--leads") { Description = "How many leads; fifty events each on average.", DefaultValueFactory = _ => 1_000_000 };
        var seconds = new Option<int>("--seconds") { Description = "How long it is read and written at the same time.", DefaultValueFactory = _ => 60 };
        var folder = new Option<string>("--folder") { Description = "Where the store lies. What is there already is used, and filled up.", Required = true };
        var plan = new Option<string>("--plan") { Description = "The plan to score by.", DefaultValueFactory = _ => "samples/plans/reference.yaml" };
        var kelvin = new Option<string>("--kelvin") { Description = "The program.", DefaultValueFactory = _ => "src/Kelvin.Server/bin/Release/net10.0/kelvin" };
        var fillOnly = new Option<bool>("--fill-only") { Description = "Fills the store and measures nothing else." };
        var output = new Option<string>("--out") { Description = "Where the result goes.", DefaultValueFactory = _ => "bench/results/large.md" };
        var command = new Command("large", "Measures start and memory of a store with whole histories.") { leads, seconds, folder, plan, kelvin, fillOnly, output };
        command.SetAction(async (asked, _) =>
        {
            var workload = new ReferenceWorkload(asked.GetValue(leads), 1);
            var place = asked.GetValue(folder)!;
            var filled = await LargeFill.Run(workload, place, asked.GetValue(plan)!, asked.GetValue(kelvin)!);
            if (asked.GetValue(fillOnly)) return 0;
            var lines = await Measure(workload, place, asked.GetValue(kelvin)!, asked.GetValue(seconds));
            ResultFile.Write(asked.GetValue(output)!, "A large store",
            [
                $"Reference workload, seed 1, the whole histories of {ResultFile.Number(workload.Leads)} leads; `{asked.GetValue(plan)}`. {filled}",
                "",
                .. lines,
                "",
                "Again: `dotnet build -c Release && dotnet run -c Release --project bench/Kelvin.Bench -- large --folder FOLDER`",
            ]);
            return 0;
        });
        return command;
    }

    private static async Task<string[]> Measure(ReferenceWorkload workload, string folder, string kelvin, int seconds)
    {
        var watch = Stopwatch.StartNew();
        using var server = await BenchServer.Start(kelvin, null, folder, [("Kelvin__KeyFile", LargeFill.KeyFile(folder))]);
        using (var answer = await server.Tracking.PostAsync("/v1/batch", Calls(workload, new Random(0), 1))) answer.EnsureSuccessStatusCode();
        var accepts = watch.Elapsed.TotalSeconds;
        while (!await server.IndexIsComplete()) await Task.Delay(50);
        var warm = watch.Elapsed.TotalSeconds;
        var idle = server.ResidentBytes;
        var (leads, before) = (await server.Stat("leads"), await server.Stat("events"));

        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var read = 0L;
        watch.Restart();
        await Task.WhenAll(
            Enumerable.Range(1, Readers).Select(seed => Task.Run(() => Read(server, workload, new Random(seed), () => Interlocked.Increment(ref read), over.Token)))
                .Concat(Enumerable.Range(1, Writers).Select(seed => Task.Run(() => Write(server, workload, new Random(-seed), over.Token)))));
        await server.Settle();
        var took = watch.Elapsed.TotalSeconds;
        var written = await server.Stat("events") - before;
        double Mebibytes(long bytes) => bytes / 1048576.0;
        return
        [
            $"{ResultFile.Number(leads)} leads, {ResultFile.Number(before)} events, {ResultFile.Number(Mebibytes(server.DiskBytes()))} MiB on disk ({ResultFile.Number(server.DiskBytes() / (double)before)} bytes an event, ids, detail, scores, indexes and log among them).",
            "",
            "| what | |",
            "| --- | ---: |",
            $"| calls accepted, from the start of the process | {ResultFile.Number(accepts, 2)} s |",
            $"| every lead in the index | {ResultFile.Number(warm, 1)} s |",
            $"| memory then | {ResultFile.Number(Mebibytes(idle))} MiB |",
            $"| read and written for {ResultFile.Number(took)} s: requests answered (lists, searches, leads, explained scores), calls fully processed | {ResultFile.Number(read / took)}/s, {ResultFile.Number(written / took)}/s |",
            $"| memory at most | {ResultFile.Number(Mebibytes(server.PeakBytes))} MiB |",
        ];
    }

    private static async Task Read(BenchServer server, ReferenceWorkload workload, Random draw, Action done, CancellationToken over)
    {
        string[] lists = ["/api/leads?plan=reference", "/api/leads?plan=reference&grade=A", "/api/leads?q=company7", "/api/stats"];
        while (!over.IsCancellationRequested)
        {
            await server.Api.GetStringAsync(lists[draw.Next(lists.Length)], CancellationToken.None);
            using var found = System.Text.Json.JsonDocument.Parse(await server.Api.GetStringAsync("/api/leads?userId=" + UserOf(workload, draw), CancellationToken.None));
            done();
            if (found.RootElement.GetProperty("items") is var items && items.GetArrayLength() > 0)
            {
                await server.Api.GetStringAsync($"/api/leads/{items[0].GetProperty("id").GetString()}", CancellationToken.None);
                using var score = await server.Api.GetAsync($"/api/leads/{items[0].GetProperty("id").GetString()}/scores/reference", CancellationToken.None);
                done();
                done();
            }
            done();
        }
    }

    private static async Task Write(BenchServer server, ReferenceWorkload workload, Random draw, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            using var answer = await server.Tracking.PostAsync("/v1/batch", Calls(workload, draw, CallsAtOnce), CancellationToken.None);
            if (!answer.IsSuccessStatusCode) await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>What leads of the store, drawn at random, do now.</summary>
    private static ByteArrayContent Calls(ReferenceWorkload workload, Random draw, int count)
    {
        var body = new StringBuilder("""{"batch":[""");
        for (var i = 0; i < count; i++)
        {
            if (i > 0) body.Append(',');
            body.Append("{\"type\":\"page\",\"userId\":\"").Append(UserOf(workload, draw)).Append("\",\"messageId\":\"").Append(Guid.NewGuid()).Append("\",").Append(Page);
        }
        return new ByteArrayContent(Encoding.UTF8.GetBytes(body.Append("]}").ToString()));
    }

    private static string UserOf(ReferenceWorkload workload, Random draw) => string.Create(CultureInfo.InvariantCulture, $"u-{draw.Next(workload.Leads):D8}");
}
