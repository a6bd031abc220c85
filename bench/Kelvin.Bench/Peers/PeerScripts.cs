using System.Diagnostics;
using System.Text.Json;

namespace Kelvin.Bench.Peers;

/// <summary>The engines that are spoken to from Node, and their SQL: the folder <c>bench/peers</c>.</summary>
internal sealed class PeerScripts(string folder)
{
    private readonly string folder = Path.GetFullPath(folder);

    public string PathOf(string file) => Path.Combine(folder, file);

    public bool AreInstalled => Directory.Exists(PathOf("node_modules"));

    /// <summary>Runs a script to its end; it says itself what the part of it that counts has cost.</summary>
    public PeerRun Run(string script, object asked)
    {
        using var process = Process.Start(new ProcessStartInfo("node", [PathOf(script), JsonSerializer.Serialize(asked)]) { RedirectStandardOutput = true, WorkingDirectory = folder })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{script} ended with {process.ExitCode}.");
        var answer = JsonDocument.Parse(said).RootElement;
        return new PeerRun(answer.GetProperty("cpuSeconds").GetDouble(), answer.GetProperty("wallSeconds").GetDouble(), answer.GetProperty("peakBytes").GetInt64());
    }
}
