using System.CommandLine;
using Kelvin.Bench.Workload;

namespace Kelvin.Bench;

/// <summary><c>score</c>: <c>kelvin score</c> from a file, against merely walking the file's JSON, in turns in one run.</summary>
internal static class ScoreFile
{
    private static readonly (string Name, Order Order)[] Orders = [("in order of time", Order.Time), ("in no order", Order.None), ("lead by lead", Order.Lead)];

    public static Command Create()
    {
        var leads = new Option<int[]>("--leads") { Description = "How many leads; fifty events each on average. May be several.", DefaultValueFactory = _ => [20_000], AllowMultipleArgumentsPerToken = true };
        var seed = new Option<ulong>("--seed") { Description = "Of the workload.", DefaultValueFactory = _ => 1 };
        var runs = new Option<int>("--runs") { Description = "Runs of each; the best counts.", DefaultValueFactory = _ => 3 };
        var plan = new Option<string>("--plan") { Description = "The plan to score by.", DefaultValueFactory = _ => "samples/plans/reference.yaml" };
        var kelvin = new Option<string>("--kelvin") { Description = "The program.", DefaultValueFactory = _ => "src/Kelvin.Server/bin/Release/net10.0/kelvin" };
        var output = new Option<string>("--out") { Description = "Where the result goes.", DefaultValueFactory = _ => "bench/results/score.md" };
        var command = new Command("score", "Measures kelvin score against merely walking the JSON of the same file.") { leads, seed, runs, plan, kelvin, output };
        command.SetAction(asked => Run(
            [.. asked.GetValue(leads)!.Select(number => new ReferenceWorkload(number, asked.GetValue(seed)))], asked.GetValue(runs), asked.GetValue(plan)!, asked.GetValue(kelvin)!, asked.GetValue(output)!));
        return command;
    }

    private static int Run(ReferenceWorkload[] workloads, int runs, string plan, string kelvin, string output)
    {
        var rows = new List<string>();
        var failed = false;
        foreach (var (workload, (name, order)) in workloads.SelectMany(_ => Orders, (workload, one) => (workload, one)))
        {
            var file = Path.Combine(Path.GetTempPath(), $"kelvin-bench-{Environment.ProcessId}.jsonl");
            try
            {
                var (events, bytes) = Generate.Write(workload, order, file);
                var pairs = Enumerable.Range(0, runs).Select(_ => (Walked: Walked(file), Scored: Scored(kelvin, plan, file))).ToList();
                failed |= pairs.Any(pair => pair.Walked.ExitCode != 0 || pair.Scored.ExitCode != 0);
                var walked = pairs.Select(pair => pair.Walked).MinBy(w => w.WallSeconds);
                var scored = pairs.Select(pair => pair.Scored).MinBy(s => s.WallSeconds);
                rows.Add($"| {name} | {ResultFile.Number(events)} | {ResultFile.Number(bytes / 1e6)} | {Seconds(walked)} | {Seconds(scored)} | "
                    + $"**{ResultFile.Number(scored.WallSeconds / walked.WallSeconds, 2)}x** / {ResultFile.Number(scored.CpuSeconds / walked.CpuSeconds, 2)}x | {ResultFile.Number(events / scored.WallSeconds)} | {ResultFile.Number(scored.PeakBytes / 1048576.0)} |");
            }
            finally
            {
                File.Delete(file);
                File.Delete(file + ".out");
            }
        }
        ResultFile.Write(output, "kelvin score",
        [
            $"Reference workload, seed {workloads[0].Seed}, {string.Join(" and ", workloads.Select(workload => ResultFile.Number(workload.Leads)))} leads; `{plan}`. Both are whole processes, start included, in turns, best of {runs}.",
            "Walking is one thread with .NET's own reader over blocks of a mebibyte: nothing is done with what it reads. `kelvin score` uses all cores.",
            "",
            "| events | number | MB | walking the JSON, s wall / CPU | `kelvin score`, s wall / CPU | ratio wall / CPU | events/s | peak MiB |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            .. rows,
            "",
            $"Again: `dotnet build -c Release && dotnet run -c Release --project bench/Kelvin.Bench -- score --leads {string.Join(' ', workloads.Select(workload => workload.Leads))} --runs {runs}`",
        ]);
        return failed ? 1 : 0;
    }

    private static Watched Walked(string file) => Watched.Run(Environment.ProcessPath!, ["walk", file]);

    private static Watched Scored(string kelvin, string plan, string file) =>
        Watched.Run(kelvin, ["score", "--plan", plan, "--events", file, "--at", "2026-01-01T00:00:00Z", "--out", file + ".out"]);

    private static string Seconds(Watched watched) => $"{ResultFile.Number(watched.WallSeconds, 2)} / {ResultFile.Number(watched.CpuSeconds, 2)}";
}
