using System.Diagnostics;

namespace Kelvin.Server.Tests.House;

/// <summary>Runs a command as a person would type it, in the working copy, and gives its code and all that it printed.</summary>
internal static class Shell
{
    public static (int Code, string Output) Run(string command, string? folder = null, int seconds = 300)
    {
        var start = new ProcessStartInfo("bash", ["-c", command + " 2>&1"])
        {
            WorkingDirectory = folder ?? Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(seconds)))
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"stopped after {seconds} s");
        }
        return (process.ExitCode, output.GetAwaiter().GetResult());
    }
}
