using System.Globalization;

namespace Kelvin.Bench.Peers;

/// <summary>DuckDB as one kind of person would have it; each has a file of its own, and each run is a process of its own.</summary>
internal sealed class DuckPeer(PeerScripts scripts, string kind, string folder, long at) : IPeer
{
    /// <summary>What was tuned.</summary>
    public const string Tuned = "the settings that it comes with (a thread a core, 8 in 10 of the memory), files written out and in the system's cache, results into a temporary table";

    public string Name => $"DuckDB, {PeerText.OfKind(kind)}";

    public long? DiskBytes => new FileInfo(FileOf(kind, folder)).Length;

    public static void Load(PeerScripts scripts, string folder, string dump)
    {
        foreach (var kind in PeerText.Kinds)
        {
            scripts.Run("duckdb.mjs", new
            {
                database = FileOf(kind, folder),
                source = kind switch { "user" => null, "clustered" => FileOf("user", folder), _ => FileOf("clustered", folder) },
                sql = new[] { scripts.PathOf($"duckdb/load-{kind}.sql") },
                variables = new { leads = $"'{Dump.Leads(dump)}'", accounts = $"'{Dump.Accounts(dump)}'", events = $"'{Dump.Events(dump)}'" },
            });
        }
    }

    public PeerRun Score(string rowsTo) => scripts.Run("duckdb.mjs", new
    {
        database = FileOf(kind, folder),
        sql = new[] { scripts.PathOf($"duckdb/score-{kind}.sql") },
        variables = Variables(at),
        rows = new { of = $"select lead, fit, engagement, score, grade, level, label, verdict from scores_{kind} order by lead", to = rowsTo },
    });

    /// <summary>What json-rules-engine is told of the first leads: a line of JSON each.</summary>
    public static void WriteFacts(PeerScripts scripts, string folder, long at, int sample, string to) => scripts.Run("duckdb.mjs", new
    {
        database = FileOf("expert", folder),
        sql = new[] { scripts.PathOf("duckdb/facts.sql") },
        variables = Variables(at).Append(new("sample", sample.ToString(CultureInfo.InvariantCulture))).ToDictionary(),
        rows = new { of = "select * from facts order by lead", to, format = "json" },
    });

    private static Dictionary<string, string> Variables(long at) => new()
    {
        ["instant"] = $"timestamptz '{PeerText.Instant(at)}'",
        ["instant_ms"] = $"{at}::bigint",
    };

    private static string FileOf(string kind, string folder) => Path.Combine(folder, $"for-{kind}.duckdb");
}
