using System.Buffers.Binary;
using Kelvin.Storage;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Ledgers;

/// <summary>
/// Wakes the pipeline when the next lead, account or run is due, and remembers in the store how far time has come, so that it
/// does not go back over a restart either.
/// </summary>
internal sealed class Alarm
{
    private const string Name = "clock";

    /// <summary>The machine's clock may jump, so it is looked at again this soon.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private const long RememberEvery = 1_000;

    /// <summary>By how much the last slice of a server that was killed may lie behind the last call that it took.</summary>
    private const long LeftBehindMost = 60_000;

    private readonly Store store;
    private readonly SteadyClock clock;
    private readonly ITimer timer;
    private long remembered;

    /// <summary>
    /// Time had come further than the machine's clock says now, and whoever runs the server says that the clock is right: time
    /// goes back, and everybody is scored again.
    /// </summary>
    public static async Task GoBack(Store store, TimeProvider clock)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await store.WriteAsync(tx =>
        {
            if (store.OwnSettings.Read(tx, Name) is not { Length: sizeof(long) } bytes || BinaryPrimitives.ReadInt64LittleEndian(bytes) <= now) return;
            BinaryPrimitives.WriteInt64LittleEndian(bytes, now);
            store.OwnSettings.Write(tx, Name, bytes);
            store.Plans.ScoreAllAgain(tx);
        });
    }

    public Alarm(Store store, SteadyClock clock)
    {
        (this.store, this.clock) = (store, clock);
        timer = clock.CreateTimer(_ => store.Writer.Nudge(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var snapshot = store.Read();
        if (store.OwnSettings.Read(snapshot, Name) is not { Length: sizeof(long) } bytes) return;
        clock.NotBefore(remembered = BinaryPrimitives.ReadInt64LittleEndian(bytes));
        // What waits was received since; unless it is so far ahead that time was told to go back behind it.
        if (InboxStore.LatestReceipt(snapshot) is { } received && received - remembered < LeftBehindMost) clock.NotBefore(received);
    }

    public long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>At the end of a slice: sets itself to when there is something to do again.</summary>
    /// <param name="tookCalls">Then time must not go back behind their receipt, not even by a second: they would not have happened yet.</param>
    public void Set(Session tx, bool tookCalls)
    {
        var now = Now;
        Remember(tx, now, tookCalls);
        var first = Math.Min(Math.Min(store.Leads.FirstDue(tx) ?? long.MaxValue, store.Accounts.FirstDue(tx) ?? long.MaxValue), store.Runs.FirstDue(tx) ?? long.MaxValue);
        var wait = first <= now ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Min(first - now, (long)Longest.TotalMilliseconds));
        timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    public void Forget() => remembered = 0;

    /// <summary>Only beside other things that are written: an idle server writes nothing.</summary>
    private void Remember(Session tx, long now, bool atOnce)
    {
        if (now <= remembered || (now - remembered < RememberEvery && !atOnce) || !tx.HasWritten) return;
        remembered = now;
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, now);
        store.OwnSettings.Write(tx, Name, bytes);
    }
}
