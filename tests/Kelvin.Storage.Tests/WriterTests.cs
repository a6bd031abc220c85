using Xunit;

namespace Kelvin.Storage.Tests;

public class WriterTestsOnSqlite() : WriterTests(StoreKind.Sqlite);

public class WriterTestsOnPostgres() : WriterTests(StoreKind.Postgres);

public abstract class WriterTests(StoreKind kind)
{
    [Fact]
    public async Task What_throws_leaves_nothing_and_the_next_goes_on()
    {
        using var temporary = new TemporaryStore(kind);
        await Assert.ThrowsAsync<InvalidOperationException>(() => temporary.Store.WriteAsync(tx =>
        {
            temporary.Store.OwnSettings.Write(tx, "a", "1"u8);
            throw new InvalidOperationException();
        }));
        await temporary.Store.WriteAsync(tx => temporary.Store.OwnSettings.Write(tx, "b", "2"u8));
        using var snapshot = temporary.Store.Read();
        Assert.Null(temporary.Store.OwnSettings.Read(snapshot, "a"));
        Assert.NotNull(temporary.Store.OwnSettings.Read(snapshot, "b"));
    }

    [Fact]
    public async Task A_snapshot_sees_the_store_as_it_stood()
    {
        using var temporary = new TemporaryStore(kind);
        await temporary.Store.WriteAsync(tx => temporary.Store.OwnSettings.Write(tx, "a", "1"u8));
        using var snapshot = temporary.Store.Read();
        Assert.Equal("1"u8.ToArray(), temporary.Store.OwnSettings.Read(snapshot, "a"));
        await temporary.Store.WriteAsync(tx => temporary.Store.OwnSettings.Write(tx, "a", "2"u8));
        Assert.Equal("1"u8.ToArray(), temporary.Store.OwnSettings.Read(snapshot, "a"));
    }

    [Fact]
    public async Task A_worker_that_fails_is_tried_again_and_holds_up_nobody()
    {
        using var temporary = new TemporaryStore(kind);
        var worker = new FailingTwice(temporary.Store);
        temporary.Store.Writer.Attach(worker);
        await worker.Succeeded.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(2, worker.Undones);
        using var snapshot = temporary.Store.Read();
        Assert.Equal([3], temporary.Store.OwnSettings.Read(snapshot, "tries"));
    }

    private sealed class FailingTwice(Store store) : IWorker
    {
        private byte tries;

        public TaskCompletionSource Succeeded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public int Undones { get; private set; }

        public bool Work(Session session, SliceTime time)
        {
            store.OwnSettings.Write(session, "tries", [++tries]);
            return tries < 3 ? throw new InvalidOperationException("Not yet.") : false;
        }

        public void Done() => Succeeded.TrySetResult();

        public void Undone(Exception fault) => Undones++;
    }
}
