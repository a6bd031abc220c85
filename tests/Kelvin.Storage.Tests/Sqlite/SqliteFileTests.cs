using Xunit;

namespace Kelvin.Storage.Tests.Sqlite;

public class SqliteFileTests
{
    [Fact]
    public void A_second_server_cannot_open_the_store()
    {
        using var temporary = new TemporaryStore(StoreKind.Sqlite);
        Assert.Contains("Another Kelvin server", Assert.Throws<StoreException>(() => Store.Open(temporary.Settings, TimeProvider.System)).Message);
        using var reading = Store.OpenForReading(temporary.Settings);
        Assert.Equal(temporary.Store.Schema, reading.Schema);
    }

    [Fact]
    public void A_store_of_a_newer_version_is_left_alone()
    {
        using var temporary = new TemporaryStore(StoreKind.Sqlite);
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
        using var temporary = new TemporaryStore(StoreKind.Sqlite);
        temporary.Close();
        Assert.False(File.Exists(temporary.Settings.Path + "-wal"));
    }
}
