using System.Diagnostics;
using System.Globalization;

namespace Kelvin.Bench;

/// <summary>A program run to its end: what it cost, and the most memory that it held.</summary>
internal readonly record struct Watched(int ExitCode, double CpuSeconds, double WallSeconds, long PeakBytes)
{
    public static Watched Run(string program, IEnumerable<string> arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        long peak = 0;
        while (!process.WaitForExit(50)) peak = Math.Max(peak, PeakOf(process.Id));
        process.WaitForExit();
        return new Watched(process.ExitCode, process.TotalProcessorTime.TotalSeconds, watch.Elapsed.TotalSeconds, peak);
    }

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
