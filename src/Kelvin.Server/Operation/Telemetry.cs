using System.Reflection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Kelvin.Server.Operation;

/// <summary>
/// Sends what is measured to an OpenTelemetry collector, if the standard environment variables name one; otherwise nothing
/// leaves. They also say how (protocol, headers, interval) and under which name.
/// </summary>
internal sealed class Telemetry(Measures measures) : IHostedService, IDisposable
{
    private const int LastPatienceMilliseconds = 2_000;

    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>What the framework measures by itself: requests by route, connections, memory and threads.</summary>
    private static readonly string[] OfTheFramework = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private MeterProvider? provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Endpoints.All(name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))) return Task.CompletedTask;
        measures.Read();
        var version = typeof(Telemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("kelvin", serviceVersion: version).AddEnvironmentVariableDetector())
            .AddMeter([Measures.Name, .. OfTheFramework])
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        provider?.Shutdown(LastPatienceMilliseconds);
        return Task.CompletedTask;
    }

    public void Dispose() => provider?.Dispose();
}
