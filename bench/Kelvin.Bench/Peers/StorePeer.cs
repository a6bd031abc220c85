using System.Diagnostics;
using System.Text.Json;
using Kelvin.Bench.Packs;
using Kelvin.Bench.Workload;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Storage;
using Microsoft.Data.Sqlite;

namespace Kelvin.Bench.Peers;

/// <summary>Kelvin from its store: every lead's packs are read, opened with its key, and scored. Each run is a process of its own.</summary>
/// <param name="isWarm">Measured is the second time in the process, as on a server that has been running; else the first, with .NET's compiling.</param>
internal sealed class StorePeer(ReferenceWorkload workload, string planFile, string folder, bool isWarm) : IPeer
{
    /// <summary>Of a row of packs, beside the pack: whose it is, and which.</summary>
    private const int KeyBytes = 26;

    public string Name => isWarm ? "**Kelvin, from its store**" : "Kelvin, from its store, the first time in a process";

    public long? DiskBytes
    {
        get
        {
            using var connection = new SqliteConnection($"Data Source={PathOf(folder)};Mode=ReadOnly;Pooling=False");
            connection.Open();
            using var command = new SqliteCommand($"select sum(length(pack) + {KeyBytes}) from packs", connection);
            return (long)command.ExecuteScalar()!;
        }
    }

    public static void Load(ReferenceWorkload workload, Plan plan, string folder)
    {
        Directory.CreateDirectory(folder);
        using var store = Open(folder);
        new FoldedStore(workload, store, PlanSet.Compile([plan])).Fill().GetAwaiter().GetResult();
    }

    public static Store Open(string folder) => Store.Open(new StoreSettings { Path = PathOf(folder), PageCacheKilobytes = 256 * 1024 }, TimeProvider.System);

    public PeerRun Score(string rowsTo)
    {
        using var process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "Kelvin.Bench"), ["peers-kelvin", folder, planFile, $"{workload.Leads}", $"{workload.Seed}", isWarm ? "2" : "1", rowsTo])
        { RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"Kelvin ended with {process.ExitCode}.");
        return JsonSerializer.Deserialize<PeerRun>(said);
    }

    private static string PathOf(string folder) => Path.Combine(folder, "kelvin.db");
}
