using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Kelvin.Server.Access;
using Kelvin.Server.Erasure;
using Kelvin.Server.Ingest;
using Kelvin.Storage;
using Kelvin.Storage.Ingest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kelvin.Bench.Ingest;

/// <summary><c>parse-server</c>, the peer: the same server up to the inbox. It finds the key, reads and checks every call, and answers; nothing is kept. In a process of its own, as Kelvin is.</summary>
internal static class ParseServer
{
    private const int Port = 5629;

    public static Command Create()
    {
        var command = new Command("parse-server", "A server that only parses; others measure against it.") { Hidden = true };
        command.SetAction(async (_, cancellation) =>
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}");
            builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = 4 << 20);
            await using var app = builder.Build();
            var folder = Directory.CreateTempSubdirectory("kelvin-parse-").FullName;
            using var store = Store.Open(new StoreSettings { Path = Path.Combine(folder, "kelvin.db") }, TimeProvider.System);
            var (burials, settings) = (new Burials(store), new IngestSettings());
            var budget = new BodyBudget(settings.Limits.BodiesInFlightMegabytes * 1024L * 1024L);
            app.MapPost("/v1/batch", (RequestDelegate)(http => Answer(http, burials, settings, budget)));
            await app.StartAsync(cancellation);
            await Task.Delay(Timeout.Infinite, cancellation);
        });
        return command;
    }

    /// <summary>The seconds in which it answers the load.</summary>
    public static async Task<double> Measure(IngestLoad before, IngestLoad load, int connections)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["parse-server"]) { RedirectStandardOutput = true })!;
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("bench:")));
            await Ready(http);
            await before.Send(http, connections);
            return await load.Send(http, connections);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task Answer(HttpContext http, Burials burials, IngestSettings settings, BodyBudget budget)
    {
        var source = WriteKeys.FromHead(http.Request) is { } key ? new Source(1, key, KeyPower.Server) : null;
        var (body, refusal) = await RequestBody.ReadAsync(http, settings.Limits, budget, settings.Limits.BodyBytes);
        if (source is null || body is null)
        {
            await IngestAnswer.Refused(http, refusal ?? Refusal.KeyWrong);
            return;
        }
        using (body)
        {
            refusal = Envelope.ReadBatch(body.Bytes.Span, settings.Limits, out var envelope);
            if (refusal is not null)
            {
                await IngestAnswer.Refused(http, refusal);
                return;
            }
            var calls = new Calls(settings, burials, source, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), http.Connection.RemoteIpAddress);
            calls.Read(body.Bytes, envelope, type: null);
            await IngestAnswer.Accepted(http, calls.Accepted, calls.Rejections);
        }
    }

    private static async Task Ready(HttpClient http)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                using var answer = await http.PostAsync("/v1/batch", new ByteArrayContent("{}"u8.ToArray()));
                return;
            }
            catch (HttpRequestException) when (i < 500)
            {
                await Task.Delay(20);
            }
        }
    }
}
