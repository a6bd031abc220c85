using System.ComponentModel;
using System.Reflection;
using Kelvin.Server.Operation;
using Kelvin.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record StatsView(
    [property: Description("Calls that were answered as accepted, duplicates among them.")] long Accepted,
    [property: Description("Accepted calls whose messageId their stream had already.")] long Duplicates,
    [property: Description("Calls that were refused by name.")] long Rejected,
    [property: Description("Accepted calls of erased people, of which nothing is kept.")] long Suppressed,
    [property: Description("Accepted calls that could not be processed, kept aside.")] long SetAside,
    [property: Description("Calls that wait to be processed.")] long InboxDepth,
    [property: Description("How long the oldest of them has waited.")] double InboxOldestSeconds,
    [property: Description("Messages that wait to be sent out.")] long OutboxDepth,
    [property: Description("By how much the first lead or account that is due is late.")] double TimerLagSeconds,
    [property: Description("Tracking requests of the last minute, and how long their answers took.")] PaceView Requests,
    [property: Description("Slices of work of the last minute, and how long they took.")] PaceView Slices,
    [property: Description("Slices that failed since the start, had no effect and were tried again.")] long SliceFailures,
    long Leads, long Events, string Version, int Schema, string TimeZoneData);

internal sealed record PaceView(double PerSecond, double? MedianMilliseconds, double? Percentile99Milliseconds);

internal static class StatsEndpoints
{
    private static readonly string Version = typeof(StatsEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static void MapStats(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/stats", Get).WithSummary("How much came in, how much waits, and how fast it goes").WithTags("Operation");

    private static Ok<StatsView> Get(Store store, Measures measures, TimeProvider clock)
    {
        var depths = Depths.Of(store, clock.GetUtcNow().ToUnixTimeMilliseconds());
        return TypedResults.Ok(new StatsView(
            depths.Accepted, depths.Duplicates, depths.Rejected, depths.Suppressed, depths.SetAside, depths.Inbox, depths.LagSeconds, depths.Outbox, depths.TimerLagSeconds,
            View(measures.Requests), View(measures.Slices), measures.SliceFailures, depths.Leads, depths.Events, Version, store.Schema, NodaTime.TimeZones.TzdbDateTimeZoneSource.Default.TzdbVersion));
    }

    private static PaceView View(RecentMinute minute)
    {
        var pace = minute.Read();
        return new PaceView(Math.Round(pace.PerSecond, 1), pace.Median, pace.Percentile99);
    }
}
