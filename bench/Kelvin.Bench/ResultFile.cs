using System.Globalization;
using System.Runtime.InteropServices;

namespace Kelvin.Bench;

/// <summary>Writes a result for people to read, with the machine and the date; the latest replaces the one before.</summary>
internal static class ResultFile
{
    public static void Write(string path, string title, IEnumerable<string> lines)
    {
        string[] all =
        [
            $"# {title}",
            "",
            $"{DateTime.UtcNow:yyyy-MM-dd}, {Processor()}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, {RuntimeInformation.OSDescription}.",
            "",
            .. lines,
        ];
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllLines(path, all);
        foreach (var line in all) Console.WriteLine(line);
    }

    public static string Number(double value, int digits = 0) => value.ToString("N" + digits, CultureInfo.InvariantCulture);

    private static string Processor()
    {
        var model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        return model ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
