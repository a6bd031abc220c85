using System.Text;
using Kelvin.Storage.Ingest;
using Xunit;

namespace Kelvin.Storage.Tests.Ingest;

public class InboxStoreTestsOnSqlite() : InboxStoreTests(StoreKind.Sqlite);

public class InboxStoreTestsOnPostgres() : InboxStoreTests(StoreKind.Postgres);

public abstract class InboxStoreTests(StoreKind kind)
{
    [Fact]
    public async Task Calls_come_back_in_the_order_of_their_acceptance()
    {
        using var temporary = new TemporaryStore(kind);
        await temporary.Store.Inbox.AppendAsync(Batch("a", "b"));
        await temporary.Store.Inbox.AppendAsync(Batch("c"));
        temporary.OpenAgain();
        await temporary.Store.Inbox.AppendAsync(Batch("d"));
        Assert.Equal(["a", "b", "c", "d"], Waiting(temporary.Store).SelectMany(row => row.Batch.Items).Select(item => Encoding.UTF8.GetString(item.Json.Span)));
        Assert.Equal(4, temporary.Store.Inbox.Depth);
    }

    [Fact]
    public async Task What_came_with_a_call_stays_with_it()
    {
        using var temporary = new TemporaryStore(kind);
        var item = new InboxItem(Encoding.UTF8.GetBytes("{}"), 4, 123, "made");
        await temporary.Store.Inbox.AppendAsync(new InboxBatch { ReceivedAt = 456, Power = KeyPower.Public, Source = 7, Items = [item] });
        var batch = Assert.Single(Waiting(temporary.Store)).Batch;
        Assert.Equal((456, KeyPower.Public, 7), (batch.ReceivedAt, batch.Power, batch.Source));
        Assert.Equal(((byte)4, (long?)123, "made"), (batch.Items[0].Type, batch.Items[0].Timestamp, batch.Items[0].MessageId));
    }

    [Fact]
    public async Task A_full_inbox_refuses_and_keeps_nothing_of_it()
    {
        using var temporary = new TemporaryStore(kind, settings => settings with { InboxItemsMost = 3 });
        Assert.Equal(InboxAnswer.OnDisk, await temporary.Store.Inbox.AppendAsync(Batch("a", "b")));
        Assert.Equal(InboxAnswer.Full, await temporary.Store.Inbox.AppendAsync(Batch("c", "d")));
        Assert.Equal(InboxAnswer.OnDisk, await temporary.Store.Inbox.AppendAsync(Batch("e")));
        Assert.Equal(3, temporary.Store.Inbox.Depth);
    }

    [Fact]
    public async Task An_inbox_with_too_many_bytes_is_full()
    {
        using var temporary = new TemporaryStore(kind, settings => settings with { InboxBytesMost = 10_000 });
        Assert.Equal(InboxAnswer.Full, await temporary.Store.Inbox.AppendAsync(Batch(new string('x', 10_000))));
        Assert.Equal(InboxAnswer.OnDisk, await temporary.Store.Inbox.AppendAsync(Batch("a")));
    }

    [Fact]
    public async Task What_is_removed_makes_room()
    {
        using var temporary = new TemporaryStore(kind, settings => settings with { InboxItemsMost = 2 });
        await temporary.Store.Inbox.AppendAsync(Batch("a", "b"));
        var rows = Waiting(temporary.Store);
        await temporary.Store.WriteAsync(tx => rows.ForEach(row => temporary.Store.Inbox.Remove(tx, row)));
        temporary.Store.Inbox.Removed(rows);
        Assert.Equal(InboxAnswer.OnDisk, await temporary.Store.Inbox.AppendAsync(Batch("c", "d")));
    }

    [Fact]
    public async Task A_large_request_takes_several_rows_whose_numbers_do_not_overlap()
    {
        using var temporary = new TemporaryStore(kind);
        await temporary.Store.Inbox.AppendAsync(Batch([.. Enumerable.Range(0, 1000).Select(i => $"{i}")]));
        var rows = Waiting(temporary.Store);
        Assert.Equal(4, rows.Count);
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First.Chunk + pair.First.Batch.Items.Count <= pair.Second.Chunk));
    }

    [Fact]
    public async Task Counts_of_refused_calls_wait_for_the_next_that_are_kept()
    {
        using var temporary = new TemporaryStore(kind);
        await temporary.Store.Inbox.AppendAsync(Batch() with { Rejected = 5 });
        await temporary.Store.Inbox.AppendAsync(Batch("a") with { Rejected = 2, Suppressed = 3 });
        using var snapshot = temporary.Store.Read();
        Assert.Equal((7, 4, 3), (Count(Counter.Rejected), Count(Counter.Accepted), Count(Counter.Suppressed)));
        long Count(string counter) => temporary.Store.Counters.Read(snapshot, counter);
    }

    private static InboxBatch Batch(params string[] calls) =>
        new() { ReceivedAt = 1, Power = KeyPower.Server, Items = [.. calls.Select(call => new InboxItem(Encoding.UTF8.GetBytes(call), 0))] };

    private static List<WaitingCalls> Waiting(Store store)
    {
        using var snapshot = store.Read();
        return [.. store.Inbox.Oldest(snapshot, int.MaxValue)];
    }
}
