using Kelvin.Server.Erasure;
using Kelvin.Server.Settings;
using Kelvin.Storage;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.Import;

/// <summary>A store that no server uses: the calls go the same way, inbox and pipeline, in this process.</summary>
internal sealed class StoreTarget : ImportTarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly ServiceProvider services;
    private readonly Store store;
    private readonly InboxTarget inbox;

    private StoreTarget(ServiceProvider services, InboxTarget inbox)
    {
        (this.services, this.inbox) = (services, inbox);
        store = services.GetRequiredService<Store>();
    }

    public static async Task<StoreTarget> Open(string? path, string name)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables();
        if (path is not null) configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Kelvin:Store"] = path });
        var services = new ServiceCollection().AddLogging().AddKelvin(configuration.Build()).BuildServiceProvider();
        try
        {
            services.StartKelvin();
            var store = services.GetRequiredService<Store>();
            var source = await InboxTarget.AddSource(store, name, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            return new StoreTarget(services, new InboxTarget(store, services.GetRequiredService<KelvinSettings>().Ingest, services.GetRequiredService<Burials>(), source));
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    public override Task<IReadOnlyList<NotTaken>> Send(IReadOnlyList<byte[]> calls, CancellationToken cancellation) => inbox.Send(calls, cancellation);

    public override async Task Finish(CancellationToken cancellation)
    {
        while (HasWork()) await Task.Delay(Patience, cancellation);
    }

    public override async ValueTask DisposeAsync() => await services.DisposeAsync();

    private bool HasWork()
    {
        using var snapshot = store.Read();
        return InboxStore.OldestReceipt(snapshot) is not null || store.Work.Any(snapshot);
    }
}
