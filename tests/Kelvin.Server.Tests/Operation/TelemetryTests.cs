using System.Text.Json.Nodes;
using Kelvin.Server.Tests.Faults;
using Xunit;

namespace Kelvin.Server.Tests.Operation;

public class TelemetryTests
{
    private static readonly string[] Instruments =
    [
        "kelvin.inbox.depth", "kelvin.inbox.lag", "kelvin.outbox.depth", "kelvin.timer.lag", "kelvin.leads", "kelvin.events", "kelvin.calls.accepted",
        "kelvin.ingest.duration", "kelvin.slice.duration", "kelvin.delivery.duration", "http.server.request.duration", "dotnet.gc.collections",
    ];

    [Fact]
    public async Task A_collector_that_the_environment_names_gets_what_stats_tell()
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-otel-").FullName;
        var path = Path.Combine(folder, "kelvin.db");
        await using var collector = await Collector.Start();
        await using var heard = await Heard.Start();
        await Model.Publish(path, heard.Subscribe);
        using (var server = ServerProcess.Start(path, [.. Heard.Under, $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Url}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_METRIC_EXPORT_INTERVAL=200"]))
        {
            await server.Ready();
            var crowd = new Crowd(new Random(1));
            await using (var sending = crowd.SendTo(server)) await crowd.Acknowledges(60, sending);
            await Model.Settle(path);
            await Heard.Settle(path);
            using var answer = await server.Api(HttpMethod.Get, "/api/stats");
            var stats = (await answer.Json()).AsObject();

            await Patience.For(() => Instruments.All(collector.Values.ContainsKey), "Not all is measured.");
            await Patience.For(() => collector.Values["kelvin.events"] == (double)stats["events"]!, "The collector does not learn of the events.");
            Assert.Equal((double)stats["accepted"]!, collector.Values["kelvin.calls.accepted"]);
            Assert.Equal((double)stats["leads"]!, collector.Values["kelvin.leads"]);
            Assert.Equal(0, collector.Values["kelvin.inbox.depth"]);
            Assert.True((double)stats["requests"]!["perSecond"]! > 0 && (double)stats["slices"]!["medianMilliseconds"]! > 0, stats.ToJsonString());
        }
        Directory.Delete(folder, recursive: true);
    }
}
