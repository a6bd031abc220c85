using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kelvin.Bench.Ingest;

/// <summary><c>parse-server</c>, the peer: reads each request, walks its JSON, and answers. In a process of its own, as Kelvin is.</summary>
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
            app.MapPost("/v1/batch", (RequestDelegate)Answer);
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

    private static async Task Answer(HttpContext http)
    {
        var length = (int)http.Request.ContentLength!.Value;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        await http.Request.Body.ReadExactlyAsync(buffer.AsMemory(0, length));
        var tokens = Walk(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync($$"""{"success":true,"tokens":{{tokens}}}""");
    }

    private static int Walk(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var tokens = 0;
        while (reader.Read()) tokens++;
        return tokens;
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
