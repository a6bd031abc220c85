using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Kelvin.Bench.Ingest;

/// <summary>The server as it is shipped, in a process and a folder of its own.</summary>
internal sealed class BenchServer : IDisposable
{
    private const string WriteKey = "wk_bench";
    private const string Token = "kelvin_bench";

    private readonly Process process;
    private readonly bool keeps;

    private BenchServer(Process process, int port, string folder, bool keeps)
    {
        (this.process, Folder, this.keeps) = (process, folder, keeps);
        var address = new Uri($"http://127.0.0.1:{port}");
        Tracking = Client(address, new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(WriteKey + ":"))));
        Api = Client(address, new AuthenticationHeaderValue("Bearer", Token));
    }

    public HttpClient Tracking { get; }
    public HttpClient Api { get; }
    public string Folder { get; }
    public double CpuSeconds => process.TotalProcessorTime.TotalSeconds;

    /// <summary>What it takes of memory now; <see cref="PeakBytes"/> is what it took at most.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public long PeakBytes => long.Parse(File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;

    /// <param name="folder">A store that stays when the server goes; null: a new one, that goes too.</param>
    public static async Task<BenchServer> Start(string program, string? plan, string? folder = null, IEnumerable<(string Name, string Value)>? environment = null)
    {
        var keeps = folder is not null;
        folder ??= Directory.CreateTempSubdirectory("kelvin-bench-").FullName;
        var port = FreePort();
        var start = new ProcessStartInfo(program, ["serve", "--urls", $"http://127.0.0.1:{port}"]) { RedirectStandardOutput = true };
        start.Environment["Kelvin__Store"] = Path.Combine(folder, "kelvin.db");
        start.Environment["Kelvin__WriteKey"] = WriteKey;
        start.Environment["Kelvin__AdminToken"] = Token;
        start.Environment["DOTNET_gcServer"] = "0";
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var server = new BenchServer(process, port, folder, keeps);
        await server.Ready();
        if (plan is not null) await server.Publish(plan);
        return server;
    }

    /// <summary>Waits until every accepted call has become a score.</summary>
    public async Task Settle()
    {
        while (await Depth() > 0) await Task.Delay(5);
    }

    public async Task<long> Stat(string name)
    {
        using var stats = JsonDocument.Parse(await Api.GetStringAsync("/api/stats"));
        return stats.RootElement.GetProperty(name).GetInt64();
    }

    /// <summary>Whether every lead is in the index: a search that finds nobody then says that it has looked at all.</summary>
    public async Task<bool> IndexIsComplete()
    {
        using var answer = JsonDocument.Parse(await Api.GetStringAsync("/api/leads?q=no+such+lead+at+all"));
        return answer.RootElement.GetProperty("nextCursor").ValueKind == JsonValueKind.Null;
    }

    public long DiskBytes() => Directory.GetFiles(Folder).Sum(file => new FileInfo(file).Length);

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        Tracking.Dispose();
        Api.Dispose();
        process.Dispose();
        if (!keeps) Directory.Delete(Folder, recursive: true);
    }

    private Task<long> Depth() => Stat("inboxDepth");

    private async Task Ready()
    {
        for (var i = 0; i < 1000; i++)
        {
            try
            {
                using var answer = await Api.GetAsync("/readyz");
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
            }
            await Task.Delay(20);
        }
        throw new TimeoutException("The server does not get ready.");
    }

    private async Task Publish(string file)
    {
        var content = new StringContent(await File.ReadAllTextAsync(file), Encoding.UTF8, "application/yaml");
        var id = File.ReadLines(file).First(line => line.StartsWith("plan:", StringComparison.Ordinal)).Split(':')[1].Split('#')[0].Trim();
        using var answer = await Api.PutAsync("/api/plans/" + id, content);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    private static HttpClient Client(Uri address, AuthenticationHeaderValue authorization)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = authorization;
        return http;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
