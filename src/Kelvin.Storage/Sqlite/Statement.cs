using System.Text;
using SQLitePCL;

namespace Kelvin.Storage.Sqlite;

/// <summary>
/// A prepared statement. Arguments are bound in the order of <c>$1, $2, ...</c>; dispose to make it ready for its next use.
/// It goes below ADO.NET because that layer costs more than the statements themselves (decision 0042).
/// </summary>
public sealed class Statement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt handle;
    private int bound;

    internal Statement(sqlite3 database, string sql)
    {
        this.database = database;
        // To SQLite $1 is a name, numbered as it is met; ?1 is the first argument, as $1 is to PostgreSQL.
        SqliteFault.Check(raw.sqlite3_prepare_v3(database, sql.Replace('$', '?'), raw.SQLITE_PREPARE_PERSISTENT, out handle), database);
    }

    internal bool InUse { get; set; }

    public Statement Bind(long value) => Bound(raw.sqlite3_bind_int64(handle, ++bound, value));
    public Statement Bind(string value) => Bound(raw.sqlite3_bind_text(handle, ++bound, value));
    public Statement Bind(ReadOnlySpan<byte> value) =>
        Bound(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, ++bound, 0) : raw.sqlite3_bind_blob(handle, ++bound, value));

    public Statement Bind(long? value) => value is { } there ? Bind(there) : BindNull();
    public Statement BindTextOrNull(string? value) => value is null ? BindNull() : Bind(value);
    public Statement BindNull() => Bound(raw.sqlite3_bind_null(handle, ++bound));

    public Statement Bind(StreamId id)
    {
        Span<byte> bytes = stackalloc byte[StreamId.Bytes];
        id.Write(bytes);
        return Bind(bytes);
    }

    /// <summary>The bucket of an id, then the id: how every hot statement begins.</summary>
    public Statement BindWithBucket(StreamId id) => Bind((long)id.Bucket).Bind(id);

    public Statement Bind(Keys.MessageKey message)
    {
        Span<byte> bytes = stackalloc byte[Keys.MessageKey.Bytes];
        message.Write(bytes);
        return Bind(bytes);
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_ROW) return true;
        if (result == raw.SQLITE_DONE) return false;
        throw SqliteFault.From(result, database);
    }

    /// <summary>Runs a statement that gives no rows, makes it ready for its next use, and says how many rows it changed.</summary>
    public int Run()
    {
        try
        {
            Step();
            return raw.sqlite3_changes(database);
        }
        finally
        {
            Dispose();
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;
    public long Long(int column) => raw.sqlite3_column_int64(handle, column);
    public int Int(int column) => raw.sqlite3_column_int(handle, column);
    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);
    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The bytes of a column, good until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);
    public StreamId Id(int column) => StreamId.Read(Blob(column));

    public void Dispose()
    {
        raw.sqlite3_reset(handle);
        raw.sqlite3_clear_bindings(handle);
        bound = 0;
        InUse = false;
    }

    internal void Close() => handle.Dispose();

    private Statement Bound(int result)
    {
        if (result != raw.SQLITE_OK) throw SqliteFault.From(result, database);
        return this;
    }
}
