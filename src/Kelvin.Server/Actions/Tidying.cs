using Kelvin.Storage;
using Kelvin.Storage.Sqlite;
using Microsoft.Extensions.Hosting;

namespace Kelvin.Server.Actions;

/// <summary>Deletes messages and deliveries that were kept long enough.</summary>
internal sealed class Tidying(Store store, WebhookSettings settings, TimeProvider clock, ILogger<Tidying> log) : BackgroundService
{
    private const int DeliveriesAtOnce = 200;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Every, stoppingToken).ConfigureAwait(false);
                await TidyAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception fault) when (fault is StoreException or StoreFault)
            {
                log.DeliveriesStumbled(fault);
            }
        }
    }

    /// <summary>In small transactions, so that nobody waits for it.</summary>
    public async Task TidyAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().AddDays(-settings.KeepDays).ToUnixTimeMilliseconds();
        foreach (var webhook in Numbers())
        {
            while (!cancellation.IsCancellationRequested && await store.WriteAsync(tx => store.DeliveryLists.Trim(tx, webhook, before, DeliveriesAtOnce)).ConfigureAwait(false) == DeliveriesAtOnce)
            {
            }
        }
    }

    private List<int> Numbers()
    {
        using var snapshot = store.Read();
        return store.Webhooks.Numbers(snapshot);
    }
}
