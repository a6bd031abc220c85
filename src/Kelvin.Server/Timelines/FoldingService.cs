using Kelvin.Server.Api;
using Kelvin.Storage;

namespace Kelvin.Server.Timelines;

/// <summary>Folds events while the server runs, and follows the plans with what packs hold.</summary>
internal sealed class FoldingService(Store store, PlanCache plans, TimeProvider clock, ILogger<FoldingService> log) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenFolds = TimeSpan.FromMinutes(5);

    private readonly Folder folder = new(store, clock);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        folder.OnDamage = log.NotFolded;
        var mayBeUnpacked = true;
        var foldedLast = -BetweenFolds;
        var began = clock.GetTimestamp();
        try
        {
            for (var wait = First; ; wait = BetweenLooks)
            {
                await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(false);
                try
                {
                    mayBeUnpacked |= await folder.FollowAsync(Layout()).ConfigureAwait(false);
                    if (mayBeUnpacked) await folder.RepackAsync(stoppingToken).ConfigureAwait(false);
                    mayBeUnpacked = false;
                    if (clock.GetElapsedTime(began) - foldedLast < BetweenFolds) continue;
                    await folder.FoldAsync(FoldWhen.Usual, stoppingToken).ConfigureAwait(false);
                    // Marks take packs away.
                    await folder.RepackAsync(stoppingToken).ConfigureAwait(false);
                    foldedLast = clock.GetElapsedTime(began);
                }
                catch (Exception fault) when (fault is StoreFault or StoreException)
                {
                    log.FoldingFailed(fault);
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            // The server stops; what was being folded is still in its rows.
        }
    }

    private Scoring.Timelines.ShapeLayout Layout()
    {
        using var snapshot = store.Read();
        return plans.Of(snapshot).Set.Shapes.Layout;
    }
}

internal static partial class FoldingLog
{
    [LoggerMessage(EventId = 70, Level = LogLevel.Warning, Message = "Events were not folded into blocks; it is tried again")]
    public static partial void FoldingFailed(this ILogger log, Exception fault);

    [LoggerMessage(EventId = 71, Level = LogLevel.Error, Message = "The events of stream {stream} do not open; kelvin verify names what is damaged")]
    public static partial void NotFolded(this ILogger log, StreamId stream, Exception fault);
}
