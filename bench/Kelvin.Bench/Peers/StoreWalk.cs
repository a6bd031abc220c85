using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kelvin.Bench.Workload;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Server.Api;
using Kelvin.Server.Leads;
using Kelvin.Server.Settings;
using Kelvin.Server.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Identity;

namespace Kelvin.Bench.Peers;

/// <summary><c>peers-kelvin</c>: the process that <see cref="StorePeer"/> starts.</summary>
internal static class StoreWalk
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder");
        var plan = new Argument<string>("plan");
        var leads = new Argument<int>("leads");
        var seed = new Argument<ulong>("seed");
        var times = new Argument<int>("times");
        var rows = new Argument<string>("rows");
        var command = new Command("peers-kelvin", "Scores every lead from a store so many times, and says what the last has cost.") { folder, plan, leads, seed, times, rows };
        command.Hidden = true;
        command.SetAction(async (asked, cancellation) =>
        {
            var set = PlanSet.Compile([PlanReader.Read(File.ReadAllText(asked.GetValue(plan)!)).Plan!]);
            using var store = StorePeer.Open(asked.GetValue(folder)!);
            var (took, found) = (default(PeerRun), new Dictionary<StreamId, Score>());
            for (var i = 0; i < asked.GetValue(times); i++) (took, found) = await Score(store, set, cancellation);
            Write(new ReferenceWorkload(asked.GetValue(leads), asked.GetValue(seed)), store, found, asked.GetValue(rows)!);
            Console.WriteLine(JsonSerializer.Serialize(took));
        });
        return command;
    }

    /// <summary>Nothing of an earlier time is used: all packs are read anew.</summary>
    private static async Task<(PeerRun, Dictionary<StreamId, Score>)> Score(Store store, PlanSet set, CancellationToken cancellation)
    {
        GC.Collect();
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        using var timelines = new PackedBase(store, new PlanCache(store), new LeadIndex(), TimeProvider.System, new KelvinSettings { PackedBaseMebibytes = 4_096 });
        using var walk = await timelines.OpenAsync(cancellation);
        var read = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        var (ids, scores) = (new StreamId[walk.Leads], new Score?[walk.Leads]);
        var scorer = set.LeadPlans[0];
        walk.ForEach(set, () => 0, (_, number, lead, timeline) => (ids[number], scores[number]) = (lead, scorer.Score(timeline, walk.Accounts, ReferenceWorkload.End)), _ => { }, cancellation);
        var took = new PeerRun((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, watch.Elapsed.TotalSeconds, Process.GetCurrentProcess().PeakWorkingSet64);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  of that {read:F2} s of CPU to read the packs, {took.CpuSeconds - read:F2} s to score, accounts' facts included"));
        return (took, ids.Zip(scores).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!.Value));
    }

    private static void Write(ReferenceWorkload workload, Store store, Dictionary<StreamId, Score> found, string to)
    {
        using var rows = new StreamWriter(to);
        for (var lead = 0; lead < workload.Leads; lead++)
        {
            // Who has told who it is has its userId for a name, everybody else the browser's.
            var user = store.Key.IdentityOf(IdentityKind.User, string.Create(CultureInfo.InvariantCulture, $"u-{lead:D8}"));
            var browser = store.Key.IdentityOf(IdentityKind.Anonymous, string.Create(CultureInfo.InvariantCulture, $"b-{lead:D8}"));
            if (found.TryGetValue(user, out var score) || found.TryGetValue(browser, out score)) rows.Write(ScoreRows.Line(lead, score));
        }
    }
}
