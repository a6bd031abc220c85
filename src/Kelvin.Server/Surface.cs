using Kelvin.Server.Access;
using Kelvin.Server.Api;
using Kelvin.Server.Ingest;
using Kelvin.Server.Operation;
using Kelvin.Server.Settings;
using Kelvin.Server.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kelvin.Server;

/// <summary>Everything that answers over HTTP, in the order in which a request meets it.</summary>
internal static class Surface
{
    public static IServiceCollection AddSurface(this IServiceCollection services)
    {
        services.AddOptions<KestrelServerOptions>().Configure<KelvinSettings>((kestrel, settings) => Limit(kestrel, settings.Ingest.Limits));
        services.AddSingleton(provider => provider.GetRequiredService<KelvinSettings>().Ingest);
        services.AddApi();
        services.AddSingleton<Sources>().AddSingleton<Tokens>().AddSingleton<Users>().AddSingleton<Sessions>().AddSingleton<Attempts>().AddSingleton<FirstStart>();
        services.AddSingleton<WebFiles>().AddSingleton<RecentCalls>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Tracking>(provider, provider.GetRequiredService<Storage.Store>().Inbox));
        return services;
    }

    public static void UseSurface(this WebApplication app)
    {
        app.UseNamedProxies(app.Services.GetRequiredService<KelvinSettings>());
        app.Use(next => http => SafeHeaders.Add(http, next));
        app.UseMiddleware<Faults>();
        app.UseMiddleware<WebApp>();
        app.UseRouting();
        var measures = app.Services.GetRequiredService<Measures>();
        app.Use(next => http => measures.Watch(http, next));
        app.Use(next => http => Gate.Pass(http, next));
        var routes = app.MapGroup("");
        ((IEndpointConventionBuilder)routes).Add(endpoint => endpoint.Metadata.Add(new RoutePatternName(((RouteEndpointBuilder)endpoint).RoutePattern.RawText!)));
        routes.MapTracking();
        routes.MapApi();
        AccessTable.Check(((IEndpointRouteBuilder)app).DataSources);
    }

    /// <summary>Bounds that hold before any of our own code sees a request.</summary>
    private static void Limit(KestrelServerOptions kestrel, IngestLimits limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = limits.BodyBytes;
        kestrel.Limits.MaxConcurrentConnections = limits.Connections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeadSeconds);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
