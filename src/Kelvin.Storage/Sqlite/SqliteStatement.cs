using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;

namespace Kelvin.Storage.Sqlite;

/// <summary>It goes below ADO.NET because that layer costs more than the statements themselves (decision 0042).</summary>
internal sealed class SqliteStatement : Statement
{
    private const int FewBytes = 2_048;

    private readonly sqlite3 database;
    private readonly sqlite3_stmt handle;
    private readonly nint statement;
    private readonly nint connection;
    private int bound;

    public SqliteStatement(sqlite3 database, string sql)
    {
        this.database = database;
        // To SQLite $1 is a name, numbered as it is met; ?1 is the first argument, as $1 is to PostgreSQL.
        SqliteFault.Check(raw.sqlite3_prepare_v3(database, sql.Replace('$', '?'), raw.SQLITE_PREPARE_PERSISTENT, out handle), database);
        // The handles themselves keep what these point to until the session closes its statements, after their last use.
        (statement, connection) = (handle.DangerousGetHandle(), database.DangerousGetHandle());
    }

    public override Statement Bind(long value) => Bound(SqliteNative.BindNumber(statement, ++bound, value));

    public override Statement Bind(string value)
    {
        var length = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> utf8 = length <= FewBytes ? stackalloc byte[FewBytes] : new byte[length];
        return Bound(SqliteNative.BindText(statement, ++bound, in utf8[0], Encoding.UTF8.GetBytes(value, utf8)));
    }

    public override Statement Bind(ReadOnlySpan<byte> value) => Bound(
        value.IsEmpty ? SqliteNative.BindZeros(statement, ++bound, 0)
        : value.Length <= FewBytes ? SqliteNative.BindBlob(statement, ++bound, in value[0], value.Length)
        : SqliteNative.BindLongBlob(statement, ++bound, in value[0], value.Length));

    public override Statement BindNull() => Bound(SqliteNative.BindNull(statement, ++bound));

    public override bool Step()
    {
        var result = SqliteNative.Step(statement);
        if (result == raw.SQLITE_ROW) return true;
        if (result == raw.SQLITE_DONE) return false;
        throw SqliteFault.From(result, database);
    }

    public override int Run()
    {
        try
        {
            Step();
            return SqliteNative.Changes(connection);
        }
        finally
        {
            Dispose();
        }
    }

    public override bool IsNull(int column) => SqliteNative.ColumnType(statement, column) == raw.SQLITE_NULL;
    public override long Long(int column) => SqliteNative.ColumnNumber(statement, column);
    public override int Int(int column) => (int)SqliteNative.ColumnNumber(statement, column);
    public override string Text(int column) => Encoding.UTF8.GetString(Bytes(SqliteNative.ColumnText(statement, column), column));
    public override ReadOnlySpan<byte> Blob(int column) => Bytes(SqliteNative.ColumnBlob(statement, column), column);

    public override void Dispose()
    {
        // Once more after it was closed it does nothing, as the handle would.
        if (!handle.IsClosed)
        {
            SqliteNative.Reset(statement);
            SqliteNative.ClearBindings(statement);
        }
        bound = 0;
        InUse = false;
    }

    internal override void Close() => handle.Dispose();

    private unsafe ReadOnlySpan<byte> Bytes(nint start, int column) => start == 0 ? [] : new ReadOnlySpan<byte>((void*)start, SqliteNative.ColumnBytes(statement, column));

    private SqliteStatement Bound(int result)
    {
        if (result != raw.SQLITE_OK) throw SqliteFault.From(result, database);
        return this;
    }
}
