using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Kelvin.Server.Tests.Faults;

/// <summary>A real server in a process of its own, which a test may kill.</summary>
internal sealed class ServerProcess : IDisposable
{
    public const string WriteKey = "wk_faults";
    public const string AdminToken = "kelvin_faults";

    /// <summary>Turns of 20 ms, rather than a time: a machine that stood still meanwhile fails no test.</summary>
    private const int Patience = 3_000;

    private readonly Process process;

    private ServerProcess(Process process, int port)
    {
        this.process = process;
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(5) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(WriteKey + ":")));
    }

    public HttpClient Http { get; }
    public int Id => process.Id;
    public bool HasEnded => process.HasExited;

    /// <param name="under">A command that starts the server and watches it, such as strace with its arguments.</param>
    public static ServerProcess Start(string store, params string[] under)
    {
        var port = Ports.Free();
        string[] command = [.. under, Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", Path.Combine(AppContext.BaseDirectory, "kelvin.dll"), "serve", "--urls", $"http://127.0.0.1:{port}"];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Kelvin__Store"] = store;
        start.Environment["Kelvin__WriteKey"] = WriteKey;
        start.Environment["Kelvin__AdminToken"] = AdminToken;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ServerProcess(process, port);
    }

    /// <summary>Waits until the server can commit, and gives how long that took. Null: it ended.</summary>
    /// <param name="orElse">It may also only live, and say that it cannot.</param>
    public async Task<TimeSpan?> Ready(bool orElse = false)
    {
        var watch = Stopwatch.StartNew();
        for (var turn = 0; turn < Patience; turn++)
        {
            if (HasEnded) return null;
            try
            {
                using var answer = await Http.GetAsync("/readyz");
                if (answer.StatusCode == HttpStatusCode.OK || (orElse && answer.StatusCode == HttpStatusCode.ServiceUnavailable)) return watch.Elapsed;
            }
            catch (HttpRequestException)
            {
            }
            await Task.Delay(20);
        }
        throw new TimeoutException("The server does not get ready.");
    }

    /// <summary>A call of the management API.</summary>
    public Task<HttpResponseMessage> Api(HttpMethod method, string path, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
        return Http.SendAsync(request);
    }

    /// <summary>SIGKILL: the process ends between two instructions.</summary>
    public void Kill()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    /// <summary>Sends the process a signal by its name, such as STOP or CONT.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>SIGTERM, as a supervisor sends it. Gives the exit code.</summary>
    public int Stop()
    {
        Signal("TERM");
        return WaitForEnd();
    }

    /// <summary>The exit code, when the process has ended by itself.</summary>
    public int WaitForEnd()
    {
        if (!process.WaitForExit(TimeSpan.FromMinutes(1))) throw new TimeoutException("The server does not stop.");
        return process.ExitCode;
    }

    public void Dispose()
    {
        Kill();
        Http.Dispose();
        process.Dispose();
    }
}
