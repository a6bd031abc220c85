using System.Text.Json;
using Kelvin.Bench.Workload;
using Kelvin.Scoring.Plans;

namespace Kelvin.Bench.Peers;

/// <summary>The engines side by side: filled from one dump, run in turns, and compared lead by lead with what Kelvin says.</summary>
internal sealed class Comparison(ReferenceWorkload workload, string planFile, long at, string folder, string postgresPrograms, PeerScripts scripts) : IDisposable
{
    private readonly Plan plan = PlanReader.Read(File.ReadAllText(planFile)).Plan ?? throw new InvalidOperationException("The plan does not read.");
    private readonly List<IPeer> peers = [];
    private readonly Dictionary<IPeer, List<PeerRun>> runs = [];
    private readonly Dictionary<IPeer, Agreement> agreements = [];
    private PostgresCluster? cluster;
    private JsonRulesPeer? jsonRules;
    private int sampled;
    private long events;

    public bool AllAgree => agreements.Values.All(agreement => agreement.IsFull);

    public void Prepare(int sample)
    {
        sampled = Math.Min(sample, workload.Leads);
        var dump = Path.Combine(folder, "dump");
        var duck = Path.Combine(folder, "duckdb");
        var ready = Path.Combine(folder, $"ready-{workload.Leads}-{workload.Seed}");
        var fill = !File.Exists(ready);
        if (fill) Said("The dump", () => events = Dump.Write(workload, dump));
        cluster = new PostgresCluster(postgresPrograms, Path.Combine(folder, "postgres"));
        if (fill)
        {
            Directory.CreateDirectory(duck);
            Said("DuckDB", () => DuckPeer.Load(scripts, duck, dump));
            Said("PostgreSQL", () => PostgresPeer.Load(cluster, scripts.PathOf("postgres"), dump));
            File.Delete(Dump.Events(dump));
            File.WriteAllText(ready, $"{events}");
        }
        events = long.Parse(File.ReadAllText(ready), System.Globalization.CultureInfo.InvariantCulture);
        var kelvin = Path.Combine(folder, "kelvin");
        Said("Kelvin's store", () => StorePeer.Load(workload, plan, kelvin));
        peers.Add(new StorePeer(workload, planFile, kelvin, isWarm: true));
        peers.Add(new StorePeer(workload, planFile, kelvin, isWarm: false));
        var facts = Path.Combine(folder, "facts.jsonl");
        DuckPeer.WriteFacts(scripts, duck, at, sampled, facts);
        Said("Timelines", () => peers.Add(new MemoryPeer(workload, plan, at)));
        peers.AddRange(PeerText.Kinds.Reverse().Select(kind => new DuckPeer(scripts, kind, duck, at)));
        peers.AddRange(PeerText.Kinds.Reverse().Select(kind => new PostgresPeer(cluster, kind, scripts.PathOf("postgres"), at)));
        peers.Add(jsonRules = new JsonRulesPeer(scripts, facts));
    }

    /// <summary>In turns: what others do on the machine meanwhile meets all of them.</summary>
    /// <param name="only">Engines whose name has this in it; null: all. What a folder has seen of the others in earlier runs counts too.</param>
    public void Run(int rounds, string? only)
    {
        ReadEarlier();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var peer in peers.Where(peer => only is null || peer.Name.Contains(only, StringComparison.Ordinal)))
            {
                var took = peer.Score(RowsOf(peer));
                if (!runs.TryGetValue(peer, out var own)) runs[peer] = own = [];
                own.Add(took);
                File.AppendAllLines(Earlier, [JsonSerializer.Serialize(new EarlierRun(peer.Name, took))]);
                Console.WriteLine($"round {round}, {peer.Name}: {took.CpuSeconds:F2} s of CPU, {took.WallSeconds:F2} s");
            }
        }
        if (runs.Count == 0) throw new InvalidOperationException("No engine has had a turn.");
        peers.RemoveAll(peer => !runs.ContainsKey(peer));
        var ours = RowsOf(peers[0]);
        var few = ours + ".few";
        File.WriteAllLines(few, File.ReadLines(ours).Take(sampled));
        foreach (var peer in peers.Skip(1)) agreements[peer] = Agreement.Of(peer == jsonRules ? few : ours, RowsOf(peer));
        foreach (var (peer, agreement) in agreements)
            foreach (var example in agreement.Examples) Console.Error.WriteLine($"{peer.Name}: {example}");
    }

    public IEnumerable<string> Lines()
    {
        yield return $"Reference workload, seed {workload.Seed}: {ResultFile.Number(workload.Leads)} leads, {ResultFile.Number(events)} events; `{planFile}` at {PeerText.Instant(at)}. Best of {runs.Values.Min(own => own.Count)} turns each, or more.";
        yield return "";
        yield return "| engine | CPU s | wall s | CPU against Kelvin | wall against Kelvin | peak MiB | bytes an event on disk | scores that differ |";
        yield return "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";
        var (cpu, wall) = (Best(peers[0], run => run.CpuSeconds), Best(peers[0], run => run.WallSeconds));
        foreach (var peer in peers)
        {
            // What is measured on a sample is shown as if for all.
            var scale = peer == jsonRules ? (double)workload.Leads / sampled : 1;
            var (itsCpu, itsWall) = (Best(peer, run => run.CpuSeconds) * scale, Best(peer, run => run.WallSeconds) * scale);
            yield return $"| {peer.Name} | {ResultFile.Number(itsCpu, 2)} | {ResultFile.Number(itsWall, 2)} | {ResultFile.Number(itsCpu / cpu, 1)}x | {ResultFile.Number(itsWall / wall, 1)}x | "
                + $"{ResultFile.Number(runs[peer].Max(run => run.PeakBytes) / 1048576.0)} | {(peer.DiskBytes is { } bytes ? ResultFile.Number((double)bytes / events, 1) : "")} | {(agreements.TryGetValue(peer, out var agreement) ? ResultFile.Number(agreement.Different) : "")} |";
        }
        yield return "";
        yield return "- **What counts**: from the question to the last lead's fit, engagement, score, grade, level, label and verdict, to be asked for by lead. All of it is read from the system's cache, none from the disk. CPU is of all of an engine's threads and processes.";
        yield return $"- **Agreement**: {(AllAgree ? "every engine gave every lead the same" : "**engines differ**")}; checksum of all rows {agreements.First(a => a.Key != jsonRules).Value.Checksum}.";
        yield return "- **In the others' favour**: whose an event is, is resolved already, traits are folded to what they are at the instant, only those properties are there that the plan asks for, and texts are compared as they stand (Kelvin folds the traits and compares without regard to case, in any spelling of Unicode).";
        yield return $"- **PostgreSQL 15**: {PostgresCluster.Tuned}.";
        yield return $"- **DuckDB**: {DuckPeer.Tuned}.";
        yield return "- **By an expert** ([PostgreSQL](../peers/postgres/score-expert.sql), [DuckDB](../peers/duckdb/score-expert.sql)): narrow tables by kind of event, lead by lead, paths as numbers, days as bits, local time from the two offsets of the window, silence from what happened lately. **As a user would have it** ([PostgreSQL](../peers/postgres/score-user.sql), [DuckDB](../peers/duckdb/score-user.sql)): one table of events in order of time, one pass for what can be counted at once, one more query for each rule with a limit. Either is this one plan, by hand; another plan is another day's work.";
        yield return $"- **json-rules-engine**: on {ResultFile.Number(sampled)} leads, shown as if for all; it is told what the rules found in the events (the [query](../peers/duckdb/facts.sql) is not counted), matches that against [the rules](../peers/json-rules.mjs), and a few lines add up.";
    }

    private string Earlier => Path.Combine(folder, "runs.jsonl");

    private void ReadEarlier()
    {
        if (!File.Exists(Earlier)) return;
        foreach (var earlier in File.ReadLines(Earlier).Select(line => JsonSerializer.Deserialize<EarlierRun>(line)!))
        {
            if (peers.Find(peer => peer.Name == earlier.Name) is not { } peer) continue;
            if (!runs.TryGetValue(peer, out var own)) runs[peer] = own = [];
            own.Add(earlier.Run);
        }
    }

    private sealed record EarlierRun(string Name, PeerRun Run);

    public void Dispose() => cluster?.Dispose();

    private double Best(IPeer peer, Func<PeerRun, double> of) => runs[peer].Min(of);

    private string RowsOf(IPeer peer) => Path.Combine(folder, $"rows {string.Concat(peer.Name.Where(char.IsAsciiLetter))}.csv");

    private static void Said(string what, Action action)
    {
        var took = Measurement.Of(action);
        Console.WriteLine($"{what}: {took.WallSeconds:F0} s");
    }
}
