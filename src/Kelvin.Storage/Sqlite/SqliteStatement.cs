using SQLitePCL;

namespace Kelvin.Storage.Sqlite;

/// <summary>It goes below ADO.NET because that layer costs more than the statements themselves (decision 0042).</summary>
internal sealed class SqliteStatement : Statement
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt handle;
    private int bound;

    public SqliteStatement(sqlite3 database, string sql)
    {
        this.database = database;
        // To SQLite $1 is a name, numbered as it is met; ?1 is the first argument, as $1 is to PostgreSQL.
        SqliteFault.Check(raw.sqlite3_prepare_v3(database, sql.Replace('$', '?'), raw.SQLITE_PREPARE_PERSISTENT, out handle), database);
    }

    public override Statement Bind(long value) => Bound(raw.sqlite3_bind_int64(handle, ++bound, value));
    public override Statement Bind(string value) => Bound(raw.sqlite3_bind_text(handle, ++bound, value));
    public override Statement Bind(ReadOnlySpan<byte> value) =>
        Bound(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, ++bound, 0) : raw.sqlite3_bind_blob(handle, ++bound, value));
    public override Statement BindNull() => Bound(raw.sqlite3_bind_null(handle, ++bound));

    public override bool Step()
    {
        var result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_ROW) return true;
        if (result == raw.SQLITE_DONE) return false;
        throw SqliteFault.From(result, database);
    }

    public override int Run()
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

    public override bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;
    public override long Long(int column) => raw.sqlite3_column_int64(handle, column);
    public override int Int(int column) => raw.sqlite3_column_int(handle, column);
    public override string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";
    public override ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public override void Dispose()
    {
        raw.sqlite3_reset(handle);
        raw.sqlite3_clear_bindings(handle);
        bound = 0;
        InUse = false;
    }

    internal override void Close() => handle.Dispose();

    private SqliteStatement Bound(int result)
    {
        if (result != raw.SQLITE_OK) throw SqliteFault.From(result, database);
        return this;
    }
}
