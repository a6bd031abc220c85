using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Kelvin.Bench.Workload;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Api;
using Kelvin.Server.Leads;
using Kelvin.Server.Settings;
using Kelvin.Server.Timelines;
using Kelvin.Storage;
using Microsoft.Data.Sqlite;

namespace Kelvin.Bench.Packs;

/// <summary><c>packs</c>: a store of folded events: bytes an event, and everybody scored again from it.</summary>
internal static class PacksBench
{
    private static readonly long At = ReferenceWorkload.End;

    public static Command Create()
    {
        var leads = new Option<int>("--leads") { Description = "How many leads.", DefaultValueFactory = _ => 100_000 };
        var folder = new Option<string>("--folder") { Description = "Where the store lies. What is there already is used.", Required = true };
        var plan = new Option<string>("--plan") { Description = "The plan to score by.", DefaultValueFactory = _ => "samples/plans/reference.yaml" };
        var output = new Option<string>("--out") { Description = "Where the result goes.", DefaultValueFactory = _ => "bench/results/packs.md" };
        var command = new Command("packs", "Measures packed timelines: bytes an event, and everybody scored again from the store.") { leads, folder, plan, output };
        command.SetAction(async (asked, cancellation) =>
        {
            var workload = new ReferenceWorkload(asked.GetValue(leads), 1);
            var text = File.ReadAllText(asked.GetValue(plan)!);
            Directory.CreateDirectory(asked.GetValue(folder)!);
            var lines = await InProcess(workload, text, asked.GetValue(folder)!, cancellation);
            ResultFile.Write(asked.GetValue(output)!, "Packed timelines",
            [
                .. lines,
                "",
                $"Again: `dotnet build -c Release && dotnet run -c Release --project bench/Kelvin.Bench -- packs --leads {workload.Leads} --folder FOLDER`",
            ]);
            return 0;
        });
        return command;
    }

    private static async Task<List<string>> InProcess(ReferenceWorkload workload, string text, string folder, CancellationToken cancellation)
    {
        var set = PlanSet.Compile([PlanReader.Read(text).Plan!]);
        var path = Path.Combine(folder, "kelvin.db");
        long events;
        Measurement load, open, walk, again;
        (long Checksum, long Leads) first, second;
        int different;
        using (var store = Store.Open(new StoreSettings { Path = path, PageCacheKilobytes = 256 * 1024 }, TimeProvider.System))
        {
            load = Measurement.Of(() => new FoldedStore(workload, store, set).Fill().GetAwaiter().GetResult());
            using (var snapshot = store.Read()) events = store.Counters.Read(snapshot, Counter.Events);
            var index = new LeadIndex();
            using var timelines = new PackedBase(store, new PlanCache(store), index, TimeProvider.System, new KelvinSettings { PackedBaseMebibytes = 4_096 });
            BaseWalk? whole = null;
            open = Measurement.Of(() => whole = timelines.OpenAsync(cancellation).GetAwaiter().GetResult());
            first = second = default;
            walk = Measurement.Of(() => first = ScoreAll(whole!, set, cancellation));
            again = Measurement.Best(3, () => second = ScoreAll(whole!, set, cancellation));
            different = await Different(workload, store, set, whole!, cancellation);
            whole!.Dispose();
        }
        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        return
        [
            $"Reference workload, seed {workload.Seed}: {ResultFile.Number(workload.Leads)} leads, {ResultFile.Number(events)} events, all folded; `reference` as of 2026-01-01. The machine was shared: CPU seconds of all threads, and wall time.",
            "",
            "| what | CPU s | wall s |",
            "| --- | ---: | ---: |",
            load.WallSeconds > 1 ? $"| the store filled | {Seconds(load)} |" : "| the store was there | | |",
            $"| everybody's timelines read from the store | {Seconds(open)} |",
            $"| everybody scored, the first time (account facts are read) | {Seconds(walk)} |",
            $"| everybody scored, from memory | {Seconds(again)} |",
            "",
            $"Checksum of {ResultFile.Number(first.Leads)} scores: {first.Checksum:x16}{(first == second ? "" : ", and another the second time")}. Of {ResultFile.Number(Math.Min(workload.Leads, Compared))} leads scored from their events instead, {different} differ. At most {ResultFile.Number(peak / 1048576.0)} MiB of memory.",
            "",
            .. Sizes(path, events),
        ];
    }

    private const int Compared = 1_000;

    private static string Seconds(Measurement took) => $"{ResultFile.Number(took.CpuSeconds, 2)} | {ResultFile.Number(took.WallSeconds, 2)}";

    private static (long, long) ScoreAll(BaseWalk walk, PlanSet set, CancellationToken cancellation)
    {
        var (sum, leads) = (0L, 0L);
        var scorer = set.LeadPlans[0];
        walk.ForEach(set, () => new long[2], (state, _, lead, timeline) =>
        {
            if (scorer.Score(timeline, walk.Accounts, At) is not { } score) return;
            state[0] += HashOf(lead, score);
            state[1]++;
        }, state => (sum, leads) = (sum + state[0], leads + state[1]), cancellation);
        return (sum, leads);
    }

    private static long HashOf(StreamId lead, Score score) => unchecked((long)((lead.Low | 1) * (ulong)((score.Fit * 1_000_003) + (score.Engagement * 1_009) + score.Value)));

    /// <summary>The first leads again, from what their events say.</summary>
    private static Task<int> Different(ReferenceWorkload workload, Store store, PlanSet set, BaseWalk walk, CancellationToken cancellation)
    {
        var scorer = set.LeadPlans[0];
        var packed = new System.Collections.Concurrent.ConcurrentDictionary<StreamId, Score?>();
        walk.ForEach(set, () => 0, (_, _, lead, timeline) => packed[lead] = scorer.Score(timeline, walk.Accounts, At), _ => { }, cancellation);
        var different = 0;
        for (var lead = 0; lead < Math.Min(workload.Leads, Compared); lead++)
        {
            var happenings = new List<Happening>();
            workload.HistoryOf(lead, happenings);
            var person = workload.PersonOf(lead);
            var id = workload.KnownFrom(lead) < 5_000
                ? store.Key.IdentityOf(Storage.Identity.IdentityKind.User, string.Create(CultureInfo.InvariantCulture, $"u-{lead:D8}"))
                : store.Key.IdentityOf(Storage.Identity.IdentityKind.Anonymous, string.Create(CultureInfo.InvariantCulture, $"b-{lead:D8}"));
            var history = new LeadHistory(id.ToString(), happenings.Select(happening => workload.EventOf(happening, person)));
            if (scorer.Score(history, walk.Accounts, At) != packed[id]) different++;
        }
        return Task.FromResult(different);
    }

    /// <summary>What the tables hold, and what the file takes for it, without pages that are free.</summary>
    private static List<string> Sizes(string path, long events)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var lines = new List<string> { "| on disk | MiB | bytes an event |", "| --- | ---: | ---: |" };
        foreach (var (table, bytes) in Texts("select name from sqlite_master where type = 'table'").Select(table => (table, Bytes: Content(table))).Where(table => table.Bytes > events / 20).OrderByDescending(table => table.Bytes))
            lines.Add(Line($"in `{table}`", bytes));
        lines.Add(Line("the file, with indexes and what pages waste", (Number("select page_count from pragma_page_count") - Number("select freelist_count from pragma_freelist_count")) * Number("select page_size from pragma_page_size")));
        lines.Add("");
        lines.Add($"Packs by themselves, sealed: {ResultFile.Number((double)Number("select sum(length(pack)) from packs") / events, 2)} bytes an event, in {ResultFile.Number(Number("select count(*) from packs"))} packs.");
        return lines;

        string Line(string what, long bytes) => $"| {what} | {ResultFile.Number(bytes / 1048576.0, 1)} | {ResultFile.Number((double)bytes / events, 2)} |";
        long Content(string table) => Number($"select coalesce(sum({string.Join(" + ", Texts($"select name from pragma_table_info('{table}')").Select(column => $"coalesce(length({column}), 0)"))}), 0) from \"{table}\"");
        long Number(string sql)
        {
            using var command = new SqliteCommand(sql, connection);
            return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        }
        List<string> Texts(string sql)
        {
            using var command = new SqliteCommand(sql, connection);
            using var rows = command.ExecuteReader();
            var texts = new List<string>();
            while (rows.Read()) texts.Add(rows.GetString(0));
            return texts;
        }
    }
}
