using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kelvin.Storage.Sqlite;

/// <summary>A connection to the database file.</summary>
internal sealed class SqliteLink(SqliteConnection connection) : Connection
{
    private readonly sqlite3 database = connection.Handle!;
    private readonly Dictionary<string, SqliteStatement> own = new(StringComparer.Ordinal);
    private int changesAtBegin;

    public override bool HasWritten => raw.sqlite3_total_changes(database) != changesAtBegin;

    public override Statement Prepare(string sql) => new SqliteStatement(database, sql);

    public override void Execute(string sql)
    {
        var statement = new SqliteStatement(database, sql);
        try
        {
            while (statement.Step()) { }
        }
        finally
        {
            statement.Close();
        }
    }

    public override void Begin()
    {
        Own("begin immediate").Run();
        changesAtBegin = raw.sqlite3_total_changes(database);
    }

    public override void BeginReading() => Own("begin").Run();
    public override void Commit() => Own("commit").Run();

    public override void RollBack()
    {
        if (raw.sqlite3_get_autocommit(database) == 0) Own("rollback").Run();
    }

    public override void Save() => Own("savepoint saved").Run();

    public override void BackToSaved()
    {
        Own("rollback to saved").Run();
        Own("release saved").Run();
    }

    /// <summary>Moves the whole log into the database and cuts it to nothing.</summary>
    public override bool EmptyLog()
    {
        raw.sqlite3_busy_timeout(database, 0);
        var row = Own("pragma wal_checkpoint(truncate)");
        try
        {
            return row.Step() && row.Int(0) == 0;
        }
        finally
        {
            row.Dispose();
            raw.sqlite3_busy_timeout(database, SqliteFile.BusyMilliseconds);
        }
    }

    public override int Schema()
    {
        using var row = Own("pragma user_version");
        return row.Step() ? row.Int(0) : 0;
    }

    public override void SetSchema(int number) => Execute(string.Create(CultureInfo.InvariantCulture, $"pragma user_version = {number}"));

    public override string Dialect(string statement) => statement.Replace("/*clustered*/", "without rowid", StringComparison.Ordinal);

    public override void Dispose()
    {
        foreach (var statement in own.Values) statement.Close();
        own.Clear();
        connection.Dispose();
    }

    private SqliteStatement Own(string sql)
    {
        if (!own.TryGetValue(sql, out var statement)) own.Add(sql, statement = new SqliteStatement(database, sql));
        return statement;
    }
}
