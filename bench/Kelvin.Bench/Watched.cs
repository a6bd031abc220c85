using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Kelvin.Bench;

/// <summary>A program run to its end: what it cost, and the most memory that it held.</summary>
internal readonly partial record struct Watched(int ExitCode, double CpuSeconds, double WallSeconds, long PeakBytes)
{
    public static Watched Run(string program, IEnumerable<string> arguments)
    {
        var cpu = CpuOfChildren();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, line) => { if (line.Data is not null) Console.Error.WriteLine(line.Data); };
        process.BeginErrorReadLine();
        long peak = 0;
        while (!process.WaitForExit(50)) peak = Math.Max(peak, PeakOf(process.Id));
        process.WaitForExit();
        return new Watched(process.ExitCode, CpuOfChildren() - cpu, watch.Elapsed.TotalSeconds, peak);
    }

    /// <summary>Seconds of CPU of all programs that were run and have ended: the system tells it of one that has ended in no other way.</summary>
    private static double CpuOfChildren()
    {
        const int children = -1;
        var usage = new long[18];
        if (GetUsage(children, usage) != 0) throw new InvalidOperationException("The system does not tell what a program used.");
        return usage[0] + usage[2] + (usage[1] + usage[3]) / 1e6;
    }

    // struct rusage of 64-bit Linux: user seconds and microseconds, system seconds and microseconds, and fourteen more.
    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, [Out] long[] usage);

    private static long PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0; // It has ended since.
        }
    }
}
