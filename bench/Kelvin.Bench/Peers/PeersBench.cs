using System.CommandLine;
using Kelvin.Bench.Workload;
using Kelvin.Scoring.Plans;

namespace Kelvin.Bench.Peers;

/// <summary><c>peers</c>: every lead of the workload scored at one instant by Kelvin and by engines that others would take, in turns in one run.</summary>
internal static class PeersBench
{
    private static readonly long At = ReferenceWorkload.End;

    public static Command Create()
    {
        var leads = new Option<int>("--leads") { Description = "How many leads; fifty events each on average.", DefaultValueFactory = _ => 100_000 };
        var seed = new Option<ulong>("--seed") { Description = "Of the workload.", DefaultValueFactory = _ => 1 };
        var rounds = new Option<int>("--rounds") { Description = "How often each engine has its turn; the best of each counts.", DefaultValueFactory = _ => 3 };
        var sample = new Option<int>("--sample") { Description = "How many leads json-rules-engine scores.", DefaultValueFactory = _ => 10_000 };
        var plan = new Option<string>("--plan") { Description = "The plan to score by; the SQL says the same.", DefaultValueFactory = _ => "samples/plans/reference.yaml" };
        var folder = new Option<string?>("--folder") { Description = "Where the engines keep the workload; what is there from an earlier run is used. Without it a temporary folder that is deleted." };
        var postgres = new Option<string>("--postgres") { Description = "Where the programs of PostgreSQL are.", DefaultValueFactory = _ => "/usr/lib/postgresql/15/bin" };
        var scripts = new Option<string>("--scripts") { Description = "Where the SQL and the scripts are.", DefaultValueFactory = _ => "bench/peers" };
        var only = new Option<string?>("--only") { Description = "Only engines whose name has this in it have a turn; with --folder, what it has seen of the others counts." };
        var output = new Option<string>("--out") { Description = "Where the result goes.", DefaultValueFactory = _ => "bench/results/peers.md" };
        var command = new Command("peers", "Measures a full re-score against PostgreSQL, DuckDB and json-rules-engine, all given the same leads.") { leads, seed, rounds, sample, plan, folder, postgres, scripts, only, output };
        command.SetAction(asked =>
        {
            var kept = asked.GetValue(folder);
            var work = Path.GetFullPath(kept ?? Path.Combine(Path.GetTempPath(), $"kelvin-peers-{Environment.ProcessId}"));
            try
            {
                var peers = new PeerScripts(asked.GetValue(scripts)!);
                if (!peers.AreInstalled)
                {
                    Console.Error.WriteLine($"First: npm ci --prefix {asked.GetValue(scripts)}");
                    return 1;
                }
                var workload = new ReferenceWorkload(asked.GetValue(leads), asked.GetValue(seed));
                using var comparison = new Comparison(workload, asked.GetValue(plan)!, At, work, asked.GetValue(postgres)!, peers);
                comparison.Prepare(asked.GetValue(sample));
                comparison.Run(asked.GetValue(rounds), asked.GetValue(only));
                ResultFile.Write(asked.GetValue(output)!, "Beside peers", [.. comparison.Lines(), "", $"Again: `npm ci --prefix bench/peers && dotnet run -c Release --project bench/Kelvin.Bench -- peers --leads {workload.Leads} --rounds {asked.GetValue(rounds)}`"]);
                return comparison.AllAgree ? 0 : 1;
            }
            finally
            {
                if (kept is null && Directory.Exists(work)) Directory.Delete(work, recursive: true);
            }
        });
        return command;
    }
}
