using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Kelvin.Server.Tests.Commands;

/// <summary>The program itself, started and left running.</summary>
internal sealed class KelvinProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly HttpClient http = new();

    private KelvinProcess(Process process) => this.process = process;

    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    public static KelvinProcess Start(string arguments, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "kelvin.exe" : "kelvin"), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var running = new KelvinProcess(new Process { StartInfo = start });
        running.process.OutputDataReceived += running.Hear;
        running.process.ErrorDataReceived += running.Hear;
        running.process.Start();
        running.process.BeginOutputReadLine();
        running.process.BeginErrorReadLine();
        return running;
    }

    /// <summary>What the first group of the pattern matches in the output, as soon as it does.</summary>
    public async Task<string> Hears(string pattern)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < Patience; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            if (Regex.Match(Output, pattern) is { Success: true } match) return match.Groups[1].Value;
            if (process.HasExited) break;
        }
        throw new TimeoutException($"kelvin never said {pattern}, but: {Output}");
    }

    public async Task<JsonNode> Ask(string url, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await response.Text())!;
    }

    public Task<string> Read(string url) => http.GetStringAsync(url, TestContext.Current.CancellationToken);

    /// <summary>Ends it as Ctrl+C does, and gives its exit code.</summary>
    public int Interrupt()
    {
        Process.Start("kill", $"-INT {process.Id}").WaitForExit();
        if (!process.WaitForExit(Patience)) throw new TimeoutException("kelvin does not end.");
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
        http.Dispose();
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (output) output.AppendLine(line.Data);
    }
}
