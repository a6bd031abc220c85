using Kelvin.Server.Actions;
using Kelvin.Server.Api;
using Kelvin.Server.Erasure;
using Kelvin.Server.Leads;
using Kelvin.Server.Ledgers;
using Kelvin.Server.Operation;
using Kelvin.Storage;
using Microsoft.Extensions.Options;

namespace Kelvin.Server.Settings;

public static class KelvinServices
{
    private const long BehindWorthSaying = 60_000;

    /// <summary>The parts of the server, assembled: settings, clock, store, and the way of an event.</summary>
    public static IServiceCollection AddKelvin(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<KelvinSettings>().Bind(configuration.GetSection(KelvinSettings.Section)).ValidateDataAnnotations().ValidateOnStart()
            .Validate(settings => settings.Ingest.HasOnlyPublicKeys(), "Kelvin__Ingest__SendGridPublicKeys holds what is no public key in base64.")
            .Validate(settings => settings.Webhooks.Problem() is null, "A setting of Kelvin__Webhooks is not as it should be.")
            .Validate(settings => settings.Mail.Problem() is null, "A setting of Kelvin__Mail is not as it should be.");
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<KelvinSettings>>().Value);
        services.AddSingleton<TimeProvider>(new SteadyClock(TimeProvider.System));
        services.AddSingleton(provider => Store.Open(provider.GetRequiredService<KelvinSettings>().ToStoreSettings(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Measures>().AddHostedService<Telemetry>();
        services.AddActions();
        services.AddSingleton<PlanCache>().AddSingleton<LeadIndex>().AddSingleton<Pipeline>().AddSingleton<Burials>().AddSingleton<Eraser>();
        return services;
    }

    /// <summary>Opens the store and sets the pipeline to work.</summary>
    public static void StartKelvin(this IServiceProvider services)
    {
        var store = services.GetRequiredService<Store>();
        var log = services.GetRequiredService<ILogger<Pipeline>>();
        var measures = services.GetRequiredService<Measures>();
        store.Writer.OnSlice = measures.SliceDone;
        store.Writer.OnFault = fault =>
        {
            measures.SliceFailed();
            log.SliceFailed(fault);
        };
        var clock = services.GetRequiredService<TimeProvider>();
        if (services.GetRequiredService<KelvinSettings>().ClockMayGoBack) Alarm.GoBack(store, clock).GetAwaiter().GetResult();
        if (ErasedAgain.Apply(store, clock).GetAwaiter().GetResult() is > 0 and var leads) log.ErasedAgain(leads);
        store.Writer.Attach(services.GetRequiredService<Pipeline>());
        if (clock is SteadyClock { Behind: > BehindWorthSaying } steady) log.ClockIsBehind(TimeSpan.FromMilliseconds(steady.Behind));
    }
}
