using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Kelvin.Server.Tests.Operation;

/// <summary>An OpenTelemetry collector that takes metrics over HTTP and keeps the last value of each.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication app;

    private Collector(WebApplication app) => this.app = app;

    /// <summary>By the names of the instruments: the last value, or of a histogram how often something was recorded.</summary>
    public ConcurrentDictionary<string, double> Values { get; } = [];

    public string Url => app.Urls.First();

    public static async Task<Collector> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new Collector(app);
        app.MapPost("/v1/metrics", async http =>
        {
            var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            collector.Take(body.ToArray());
        });
        await app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    // ExportMetricsServiceRequest 1 ResourceMetrics, 2 ScopeMetrics, 2 Metric: 1 name, 5 gauge, 7 sum, 9 histogram; in those 1 points.
    private void Take(byte[] request)
    {
        foreach (var metric in Parts(request, 1).SelectMany(resource => Parts(resource, 2)).SelectMany(scope => Parts(scope, 2)))
        {
            var name = Encoding.UTF8.GetString(Parts(metric, 1).Single());
            foreach (var point in Parts(metric, 5).Concat(Parts(metric, 7)).SelectMany(data => Parts(data, 1))) Values[name] = Number(point);
            foreach (var points in Parts(metric, 9)) Values[name] = Parts(points, 1).Sum(point => (double)BinaryPrimitives.ReadInt64LittleEndian(Parts(point, 4).Single()));
        }
    }

    /// <summary>A point's value: field 4 is a double, field 6 a whole number, both of eight bytes.</summary>
    private static double Number(byte[] point) =>
        Parts(point, 4).FirstOrDefault() is { } floating ? BinaryPrimitives.ReadDoubleLittleEndian(floating) : BinaryPrimitives.ReadInt64LittleEndian(Parts(point, 6).Single());

    /// <summary>The fields of that number in a message of protocol buffers, as bytes; those of variable length as none.</summary>
    private static List<byte[]> Parts(byte[] message, int number)
    {
        var parts = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var length = (tag & 7) switch { 0 => 0, 1 => 8, 5 => 4, _ => (int)Varint(message, ref at) };
            if ((tag & 7) == 0) Varint(message, ref at);
            if (tag >> 3 == (ulong)number) parts.Add(message[at..(at + length)]);
            at += length;
        }
        return parts;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var (value, shift) = (0UL, 0);
        while (true)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
            shift += 7;
        }
    }
}
