using Microsoft.Data.Sqlite;

namespace Kelvin.Storage.Sqlite;

/// <summary>Opens connections to the one database file, each set as it must be.</summary>
internal sealed class SqliteFile(StoreSettings settings) : Database
{
    /// <summary>How long a connection waits for a lock that another process holds.</summary>
    public const int BusyMilliseconds = 10_000;

    /// <summary>How long to wait for the claim of another server to end with it.</summary>
    private const int DyingMilliseconds = 5_000;

    /// <summary>After this many pages of log they are moved into the database.</summary>
    private const int CheckpointPages = 12_000;

    private const int ReaderCacheKilobytes = 8 * 1024;

    static SqliteFile()
    {
        // A connection and its statements are used by one thread at a time, so they need no locks; nor does anybody ask how much memory
        // SQLite has taken. Where something has opened a database before, both stay as they are, and are only slower.
        SQLitePCL.Batteries_V2.Init();
        SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MULTITHREAD);
        SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    public override string Name => settings.Path;

    public override bool Exists => File.Exists(settings.Path);

    /// <summary>
    /// Sees to it that one server writes to the store: two would each keep in memory what the other changes. The claim ends
    /// with the process, however that ends.
    /// </summary>
    public override IDisposable Claim()
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(settings.Path))!;
        if (!Directory.Exists(folder)) MakePrivateFolder(folder);
        if (File.Exists(settings.Path + StoreFiles.Restoring)) throw new StoreException($"A restore of the store '{settings.Path}' was interrupted. Run kelvin restore again.");
        for (var began = Environment.TickCount64; ;)
        {
            try
            {
                return new FileStream(settings.Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(settings.Path + ".lock"))
            {
                // A server that was killed a moment ago may still be dying.
                if (Environment.TickCount64 - began > DyingMilliseconds) throw new StoreException($"Another Kelvin server uses the store '{settings.Path}'.");
                Thread.Sleep(50);
            }
        }
    }

    public override Connection OpenWriter()
    {
        var connection = Open(SqliteOpenMode.ReadWriteCreate);
        // secure_delete: what is deleted is overwritten, so that the erased do not live on in free pages (decision 0040).
        Execute(connection, $"pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; pragma wal_autocheckpoint = {CheckpointPages}; "
            + $"pragma journal_size_limit = 67108864; pragma foreign_keys = off; pragma temp_store = memory; pragma cache_size = -{settings.PageCacheKilobytes}");
        return new SqliteLink(connection);
    }

    /// <summary>The store is used again only after all of its log has been moved and synced.</summary>
    public override Connection OpenWriterAgain()
    {
        var opened = OpenWriter();
        try
        {
            opened.Execute("pragma wal_checkpoint(truncate)");
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public override bool IsFaultOfOpening(Exception fault) => fault is SqliteFault or SqliteException or IOException or UnauthorizedAccessException;

    public override Connection OpenReader()
    {
        var connection = Open(SqliteOpenMode.ReadOnly);
        Execute(connection, $"pragma query_only = on; pragma temp_store = memory; pragma cache_size = -{ReaderCacheKilobytes}");
        return new SqliteLink(connection);
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = settings.Path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle!, BusyMilliseconds);
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void MakePrivateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
