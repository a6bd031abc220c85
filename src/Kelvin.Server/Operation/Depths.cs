using Kelvin.Storage;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.Operation;

/// <summary>What waits in the store and how much it holds, at one moment.</summary>
internal sealed record Depths(long Accepted, long Duplicates, long Rejected, long Suppressed, long SetAside, long Inbox, double LagSeconds, long Outbox, double TimerLagSeconds, long Leads, long Events)
{
    public static Depths Of(Store store, long now)
    {
        using var snapshot = store.Read();
        long Count(string counter) => store.Counters.Read(snapshot, counter);
        double Late(long? since) => since is { } at ? Math.Max(0, (now - at) / 1000.0) : 0;
        var (rejected, suppressed) = store.Inbox.Uncounted;
        var due = Math.Min(store.Leads.FirstDue(snapshot) ?? long.MaxValue, store.Accounts.FirstDue(snapshot) ?? long.MaxValue);
        return new Depths(
            Count(Counter.Accepted) + suppressed, Count(Counter.Duplicates), Count(Counter.Rejected) + rejected, Count(Counter.Suppressed) + suppressed, Count(Counter.SetAside),
            store.Inbox.Depth, Late(InboxStore.OldestReceipt(snapshot)), store.Deliveries.Waiting(snapshot), due == long.MaxValue ? 0 : Late(due), Count(Counter.Leads), Count(Counter.Events));
    }
}
