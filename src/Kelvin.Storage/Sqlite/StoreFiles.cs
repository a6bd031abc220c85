using Microsoft.Data.Sqlite;

namespace Kelvin.Storage.Sqlite;

/// <summary>A store as files that are copied and put in each other's place. The order of the steps decides what a crash leaves.</summary>
public static class StoreFiles
{
    /// <summary>A file of that ending says that a store is being replaced, and must not be opened before that has been done.</summary>
    internal const string Restoring = ".restoring";

    /// <summary>What a store that was replaced is called.</summary>
    public const string Replaced = ".replaced";

    private static readonly string[] Beside = ["-wal", "-shm"];

    /// <summary>
    /// Copies the store as it stands now, in one snapshot, while a server may go on writing to it. The copy is in one file,
    /// without the free pages, and on disk when this returns; until it is whole it has another name.
    /// </summary>
    public static void Copy(string store, string to)
    {
        if (!File.Exists(store)) throw new StoreException($"There is no store at '{store}'.");
        if (File.Exists(to)) throw new StoreException($"'{to}' is there already.");
        var part = to + ".part";
        Delete(part);
        MakePrivate(part);
        try
        {
            using (var connection = Open(store))
            using (var copy = new SqliteCommand("vacuum into $to", connection))
            {
                copy.CommandTimeout = 0;
                copy.Parameters.AddWithValue("$to", part);
                copy.ExecuteNonQuery();
            }
            Sync(part);
            File.Move(part, to);
            // A rename is on disk when the file is synced once more under its new name.
            Sync(to);
        }
        catch (SqliteException fault)
        {
            Delete(part);
            throw new StoreException($"The store '{store}' cannot be copied: {fault.Message}", fault);
        }
        catch
        {
            Delete(part);
            throw;
        }
    }

    /// <summary>What the database itself finds wrong with its pages; nothing when it is sound.</summary>
    public static string? Damage(string store)
    {
        try
        {
            using var connection = Open(store);
            using var check = new SqliteCommand("pragma integrity_check(1)", connection) { CommandTimeout = 0 };
            return check.ExecuteScalar() is "ok" ? null : "Its pages do not fit together.";
        }
        catch (SqliteException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>
    /// Puts a store that <paramref name="make"/> makes of a backup in the place of another, which is kept beside it. Nobody else
    /// uses the place meanwhile, and nobody opens it after a crash in between.
    /// </summary>
    /// <param name="make">Is given the copy to work on.</param>
    public static void Replace(StoreSettings settings, string backup, Action<string> make)
    {
        var store = settings.Path;
        File.Delete(store + Restoring);
        using var claim = new SqliteFile(settings).Claim();
        MakePrivate(store + Restoring);
        var part = store + ".part";
        foreach (var old in (string[])["", .. Beside, ".lock"]) Delete(part + old);
        MakePrivate(part);
        using (var from = new FileStream(backup, FileMode.Open, FileAccess.Read, FileShare.Read))
        using (var to = new FileStream(part, FileMode.Open, FileAccess.Write))
        {
            from.CopyTo(to);
            to.Flush(flushToDisk: true);
        }
        make(part);
        // Its writer has moved the log into it; who has read it since may have left an empty one.
        foreach (var old in (string[])[".lock", .. Beside]) Delete(part + old);
        Sync(part);
        if (File.Exists(store))
        {
            foreach (var old in (string[])["", .. Beside])
            {
                // A log that belongs to another database would be taken for this one's.
                Delete(store + Replaced + old);
                if (File.Exists(store + old)) File.Move(store + old, store + Replaced + old);
            }
        }
        foreach (var old in Beside) Delete(store + old);
        File.Move(part, store);
        Sync(store);
        Delete(store + Restoring);
    }

    private static SqliteConnection Open(string store)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = store, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle!, SqliteFile.BusyMilliseconds);
        return connection;
    }

    private static void Sync(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private static void MakePrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
    }

    private static void Delete(string path)
    {
        if (File.Exists(path)) File.Delete(path);
    }
}
