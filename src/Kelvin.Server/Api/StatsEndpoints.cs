using System.ComponentModel;
using System.Reflection;
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
    [property: Description("Calls that wait to be processed.")] long InboxDepth, double InboxOldestSeconds,
    [property: Description("Messages that wait to be sent out.")] long OutboxDepth, long Leads, long Events, string Version, int Schema, string TimeZoneData);

internal static class StatsEndpoints
{
    private static readonly string Version = typeof(StatsEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static void MapStats(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/stats", Get).WithSummary("How much came in, and how much waits").WithTags("Operation");

    private static Ok<StatsView> Get(Store store, TimeProvider clock)
    {
        using var snapshot = store.Read();
        long Count(string counter) => store.Counters.Read(snapshot, counter);
        var oldest = Storage.Ingest.InboxStore.OldestReceipt(snapshot) is { } at ? Math.Max(0, (clock.GetUtcNow().ToUnixTimeMilliseconds() - at) / 1000.0) : 0;
        var (rejected, suppressed) = store.Inbox.Uncounted;
        return TypedResults.Ok(new StatsView(
            Count(Counter.Accepted) + suppressed, Count(Counter.Duplicates), Count(Counter.Rejected) + rejected, Count(Counter.Suppressed) + suppressed, Count(Counter.SetAside),
            store.Inbox.Depth, oldest, store.Deliveries.Waiting(snapshot), Count(Counter.Leads), Count(Counter.Events), Version, store.Schema, NodaTime.TimeZones.TzdbDateTimeZoneSource.Default.TzdbVersion));
    }
}
