using System.CommandLine;
using System.Diagnostics;
using Kelvin.Bench.Workload;

namespace Kelvin.Bench.Ingest;

/// <summary><c>ingest</c>: from the request to the 200, and to the score, against a server that only parses, and bare insertion of the rows in the same batches.</summary>
internal static class IngestBench
{
    public static Command Create()
    {
        var leads = new Option<int>("--leads") { Description = "How many leads.", DefaultValueFactory = _ => 20_000 };
        var events = new Option<int>("--events") { Description = "How many calls are sent.", DefaultValueFactory = _ => 150_000 };
        var warmUp = new Option<int>("--warm-up") { Description = "How many calls are sent before those.", DefaultValueFactory = _ => 200_000 };
        var batch = new Option<int>("--batch") { Description = "Calls in a request.", DefaultValueFactory = _ => 100 };
        var connections = new Option<int>("--connections") { Description = "Requests at the same time.", DefaultValueFactory = _ => 8 };
        var plan = new Option<string>("--plan") { Description = "The plan to score by.", DefaultValueFactory = _ => "samples/plans/reference.yaml" };
        var kelvin = new Option<string>("--kelvin") { Description = "The program.", DefaultValueFactory = _ => "src/Kelvin.Server/bin/Release/net10.0/kelvin" };
        var output = new Option<string>("--out") { Description = "Where the result goes.", DefaultValueFactory = _ => "bench/results/ingest.md" };
        var command = new Command("ingest", "Measures the server from the request to the 200 and to the score.") { leads, events, warmUp, batch, connections, plan, kelvin, output };
        command.SetAction(async (asked, _) =>
        {
            var workload = new ReferenceWorkload(asked.GetValue(leads), 1);
            var (before, load) = IngestLoad.Make(workload, asked.GetValue(warmUp), asked.GetValue(events), asked.GetValue(batch));
            var bare = new Bare(BareInsert.AtTheEnd(load.Calls, asked.GetValue(batch)), BareInsert.UnderTheirKey(load.Calls, asked.GetValue(batch)));
            var parsed = await ParseServer.Measure(before, load, asked.GetValue(connections));
            var lines = await Measure(before, load, asked.GetValue(connections), asked.GetValue(plan)!, asked.GetValue(kelvin)!, bare, parsed);
            ResultFile.Write(asked.GetValue(output)!, "Ingest",
            [
                $"Reference workload, seed 1, {ResultFile.Number(workload.Leads)} leads, the last {ResultFile.Number(load.Calls.Count)} calls in order of time, after {ResultFile.Number(before.Calls.Count)} to warm up ({ResultFile.Number(load.Calls.Average(c => c.Length))} B each), "
                    + $"requests of {asked.GetValue(batch)}, {asked.GetValue(connections)} at a time; `{asked.GetValue(plan)}`. The client runs on the same cores.",
                "",
                .. lines,
                "",
                "Again: `dotnet build -c Release && dotnet run -c Release --project bench/Kelvin.Bench -- ingest`",
            ]);
            return 0;
        });
        return command;
    }

    private static async Task<string[]> Measure(IngestLoad before, IngestLoad load, int connections, string plan, string kelvin, Bare bare, double parsed)
    {
        using var server = await BenchServer.Start(kelvin, plan);
        // What the program compiles while it runs is no part of what it sustains.
        await before.Send(server.Tracking, connections);
        await server.Settle();
        var cpuBefore = server.CpuSeconds;
        var watch = Stopwatch.StartNew();
        var acknowledged = await load.Send(server.Tracking, connections);
        await server.Settle();
        var processed = watch.Elapsed.TotalSeconds;
        var cpu = server.CpuSeconds - cpuBefore;
        var events = await server.Stat("events");
        var singles = await Latency.Of(server);
        double Rate(double seconds) => load.Calls.Count / seconds;
        string Line(string what, double seconds) =>
            $"| {what} | {ResultFile.Number(Rate(seconds))} | {ResultFile.Number(parsed / seconds, 2)}x | {ResultFile.Number(bare.AtTheEnd / seconds, 2)}x | {ResultFile.Number(bare.UnderTheirKey / seconds, 2)}x |";
        return
        [
            "| what | calls/s | against only parsing | against bare rows at the end | against bare rows under their key |",
            "| --- | ---: | ---: | ---: | ---: |",
            $"| the same server only parsing: up to the inbox, nothing kept | {ResultFile.Number(Rate(parsed))} | 1.00x | | |",
            $"| bare rows at the end of a table, one transaction a batch, SQLite FULL | {ResultFile.Number(Rate(bare.AtTheEnd))} | | 1.00x | |",
            $"| bare rows under their key (whose, messageId), the same otherwise | {ResultFile.Number(Rate(bare.UnderTheirKey))} | | | 1.00x |",
            Line("acknowledged: on disk", acknowledged),
            Line("fully processed: scores readable", processed),
            "",
            $"Of the server: {ResultFile.Number(cpu * 1e6 / load.Calls.Count, 1)} us of CPU a call, at most {ResultFile.Number(server.PeakBytes / 1048576.0)} MiB of memory, "
                + $"{ResultFile.Number(server.DiskBytes() / (double)events)} bytes on disk an event.",
            "",
            .. singles,
        ];
    }

    private readonly record struct Bare(double AtTheEnd, double UnderTheirKey);
}
