using System.Diagnostics;
using System.Globalization;

namespace Kelvin.Bench.Peers;

/// <summary>A PostgreSQL of our own in a folder, spoken to by a socket in it; as root it runs as somebody who is not.</summary>
internal sealed class PostgresCluster : IDisposable
{
    private const string Nobody = "65534";
    private const int TicksASecond = 100;

    /// <summary>What was tuned: memory for one big question at a time, both cores, text in byte order, nothing else going on meanwhile.</summary>
    public const string Tuned = "shared_buffers 2 GB, work_mem 512 MB, maintenance_work_mem 1 GB, random_page_cost 1.1, two parallel workers, jit off (compiling so long a question costs more than it saves), locale C.UTF-8, analysed, autovacuum off while it is measured, results into unlogged tables";

    private static readonly string[] Settings =
    [
        "listen_addresses = ''", "timezone = 'UTC'", "shared_buffers = '2GB'", "work_mem = '512MB'", "maintenance_work_mem = '1GB'", "effective_cache_size = '8GB'",
        "random_page_cost = 1.1", "max_wal_size = '8GB'", "wal_level = minimal", "max_wal_senders = 0", "max_parallel_workers_per_gather = 2", "jit = off", "autovacuum = off", "fsync = off",
    ];

    private readonly string programs;
    private readonly string data;
    private readonly string folder;

    public PostgresCluster(string programs, string folder)
    {
        this.programs = programs;
        this.folder = Path.GetFullPath(folder);
        data = Path.Combine(this.folder, "data");
        if (!Directory.Exists(data))
        {
            Directory.CreateDirectory(this.folder);
            if (Environment.IsPrivilegedProcess) Run("chown", [Nobody + ":" + Nobody, this.folder]);
            AsNobody("initdb", ["-D", data, "-U", "kelvin", "--auth", "trust", "--locale", "C.UTF-8", "--no-sync"]);
            File.AppendAllLines(Path.Combine(data, "postgresql.conf"), [.. Settings, $"unix_socket_directories = '{this.folder}'"]);
        }
        // One that a run which was killed left behind goes on working; it is taken over.
        if (!File.Exists(Path.Combine(data, "postmaster.pid"))) AsNobody("pg_ctl", ["-D", data, "-w", "-t", "600", "-l", Path.Combine(this.folder, "log"), "start"]);
    }

    public static bool IsInstalled(string programs) => File.Exists(Path.Combine(programs, "postgres")) && File.Exists(Path.Combine(programs, "psql"));

    /// <summary>Runs a file of SQL, or a command, and returns what it said.</summary>
    public string Sql(string? file = null, string? command = null, params (string Name, string Value)[] variables) => Run(Path.Combine(programs, "psql"),
    [
        "-X", "-q", "-A", "-t", "-F", ",", "-v", "ON_ERROR_STOP=1", "-c", "set client_min_messages = warning", "-h", folder, "-U", "kelvin", "-d", "postgres",
        .. variables.SelectMany(variable => new[] { "-v", $"{variable.Name}={variable.Value}" }),
        .. file is null ? ["-c", command!] : new[] { "-f", file },
    ]);

    /// <summary>Runs a file of SQL and says what all of PostgreSQL's processes spent on it.</summary>
    public PeerRun Measured(string file, params (string Name, string Value)[] variables)
    {
        var main = int.Parse(File.ReadLines(Path.Combine(data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        using var stop = new CancellationTokenSource();
        var peak = Task.Run(() => Peak(main, stop.Token));
        var cpu = CpuOf(main);
        var watch = Stopwatch.StartNew();
        Sql(file, null, variables);
        var wall = watch.Elapsed.TotalSeconds;
        stop.Cancel();
        // The process that served the question is reaped a moment after it has answered: only then its time counts.
        Thread.Sleep(300);
        return new PeerRun(CpuOf(main) - cpu, wall, peak.Result);
    }

    public void Dispose() => AsNobody("pg_ctl", ["-D", data, "-m", "immediate", "stop"]);

    private static double CpuOf(int main) => ChildrenOf(main).Append(main).Sum(process => TimesOf(process, withReaped: process == main)) / TicksASecond;

    private static long Peak(int main, CancellationToken stop)
    {
        long peak = 0;
        while (!stop.IsCancellationRequested)
        {
            var memory = ChildrenOf(main).Select(MemoryOf).ToList();
            if (memory.Count > 0) peak = Math.Max(peak, memory.Sum(m => m.Own) + memory.Max(m => m.Together));
            stop.WaitHandle.WaitOne(200);
        }
        return peak;
    }

    private static List<int> ChildrenOf(int main) =>
        [.. TextOf($"/proc/{main}/task/{main}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];

    // Fields 14 to 17 of /proc/PID/stat, counted from behind the name: user, system, and the same of children that were reaped.
    private static double TimesOf(int process, bool withReaped)
    {
        var text = TextOf($"/proc/{process}/stat");
        return text.Length == 0 ? 0 : text[(text.LastIndexOf(')') + 2)..].Split(' ').Skip(11).Take(withReaped ? 4 : 2).Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture));
    }

    private static (long Own, long Together) MemoryOf(int process)
    {
        var lines = TextOf($"/proc/{process}/status").Split('\n');
        long Of(string name) => lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 : 0;
        return (Of("RssAnon:"), Of("RssShmem:"));
    }

    private static string TextOf(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return ""; // It has ended since.
        }
    }

    private void AsNobody(string program, string[] arguments)
    {
        string[] all = [Path.Combine(programs, program), .. arguments];
        if (Environment.IsPrivilegedProcess) Run("setpriv", [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", .. all]);
        else Run(all[0], all[1..]);
    }

    private string Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder })!;
        // A server that was started keeps what it inherited: what it writes to is its log, not this.
        var said = program.EndsWith("setpriv", StringComparison.Ordinal) ? "" : process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
