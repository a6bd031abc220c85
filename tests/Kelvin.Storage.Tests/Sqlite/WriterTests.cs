using Kelvin.Storage.Sqlite;
using Xunit;

namespace Kelvin.Storage.Tests.Sqlite;

public class WriterTests
{
    [Fact]
    public async Task What_throws_leaves_nothing_and_the_next_goes_on()
    {
        using var temporary = new TemporaryStore();
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
        using var temporary = new TemporaryStore();
        await temporary.Store.WriteAsync(tx => temporary.Store.OwnSettings.Write(tx, "a", "1"u8));
        using var snapshot = temporary.Store.Read();
        Assert.Equal("1"u8.ToArray(), temporary.Store.OwnSettings.Read(snapshot, "a"));
        await temporary.Store.WriteAsync(tx => temporary.Store.OwnSettings.Write(tx, "a", "2"u8));
        Assert.Equal("1"u8.ToArray(), temporary.Store.OwnSettings.Read(snapshot, "a"));
    }

    [Fact]
    public async Task A_worker_that_fails_is_tried_again_and_holds_up_nobody()
    {
        using var temporary = new TemporaryStore();
        var worker = new FailingTwice(temporary.Store);
        temporary.Store.Writer.Attach(worker);
        await worker.Succeeded.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(2, worker.Undones);
        using var snapshot = temporary.Store.Read();
        Assert.Equal([3], temporary.Store.OwnSettings.Read(snapshot, "tries"));
    }

    [Fact]
    public void A_second_server_cannot_open_the_store()
    {
        using var temporary = new TemporaryStore();
        Assert.Contains("Another Kelvin server", Assert.Throws<StoreException>(() => Store.Open(temporary.Settings, TimeProvider.System)).Message);
        using var reading = Store.OpenForReading(temporary.Settings);
        Assert.Equal(temporary.Store.Schema, reading.Schema);
    }

    [Fact]
    public void A_store_of_a_newer_version_is_left_alone()
    {
        using var temporary = new TemporaryStore();
        temporary.Close();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={temporary.Settings.Path};Pooling=False"))
        {
            connection.Open();
            using var command = new Microsoft.Data.Sqlite.SqliteCommand("pragma user_version = 999", connection);
            command.ExecuteNonQuery();
        }
        Assert.Contains("schema 999", Assert.Throws<StoreException>(() => Store.Open(temporary.Settings, TimeProvider.System)).Message);
    }

    [Fact]
    public void Closing_moves_the_log_into_the_database()
    {
        using var temporary = new TemporaryStore();
        temporary.Close();
        Assert.False(File.Exists(temporary.Settings.Path + "-wal"));
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
