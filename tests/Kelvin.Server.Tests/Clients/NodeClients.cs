using System.Diagnostics;
using Kelvin.Server.Tests.House;
using Xunit;

namespace Kelvin.Server.Tests.Clients;

/// <summary>Runs the scripts of tests/clients, which hold real tracking clients; installs those first when they are not there.</summary>
internal static class NodeClients
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "clients");

    private static readonly Lazy<string?> Installed = new(() =>
    {
        var (lockFile, installed) = (Path.Combine(Folder, "package-lock.json"), Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (File.Exists(installed) && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(lockFile)) return null;
        var (code, output) = Shell.Run("npm ci --no-audit --no-fund", Folder);
        return code == 0 ? null : output;
    });

    /// <summary>Runs a script to its end, which must be a good one.</summary>
    public static void Run(string script, params string[] arguments)
    {
        Assert.True(Installed.Value is null, Installed.Value);
        var (code, output) = Shell.Run($"node {script} {string.Join(' ', arguments)}", Folder, seconds: 120);
        Assert.True(code == 0, $"{script} ended with {code}: {output}");
    }

    /// <summary>Starts a script that says its address and goes on until it is killed.</summary>
    public static (Process Process, string Address) Start(string script, params string[] arguments)
    {
        Assert.True(Installed.Value is null, Installed.Value);
        var process = Process.Start(new ProcessStartInfo("node", [script, .. arguments]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardInput = true })!;
        return (process, process.StandardOutput.ReadLine()!);
    }
}
