using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Kelvin.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
public class Session : IDisposable
{
    private readonly SqliteConnection connection;
    private int changesAtBegin;
    private readonly Dictionary<string, Statement> statements = new(ByReference.Instance);

    internal Session(SqliteConnection connection) => this.connection = connection;

    /// <summary>The statement of that text, prepared once; the text is a constant of the program.</summary>
    public Statement Sql(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = new Statement(connection.Handle!, sql);
            statements.Add(sql, statement);
        }
        if (statement.InUse) throw new InvalidOperationException("The statement is in use already: " + sql);
        statement.InUse = true;
        return statement;
    }

    /// <summary>Runs a statement once, without keeping it.</summary>
    internal void Execute(string sql)
    {
        var statement = new Statement(connection.Handle!, sql);
        try
        {
            while (statement.Step()) { }
        }
        finally
        {
            statement.Close();
        }
    }

    /// <summary>Moves the whole log into the database and cuts it to nothing. False: a reader still needs it.</summary>
    internal bool EmptyLog()
    {
        SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle!, 0);
        try
        {
            using var row = Sql("pragma wal_checkpoint(truncate)");
            return row.Step() && row.Int(0) == 0;
        }
        finally
        {
            SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle!, SqliteFile.BusyMilliseconds);
        }
    }

    /// <summary>Marks a place in the transaction to which <see cref="BackToSaved"/> can go back.</summary>
    public void Save() => Sql("savepoint saved").Run();

    /// <summary>Undoes what was done since <see cref="Save"/>.</summary>
    public void BackToSaved()
    {
        foreach (var statement in statements.Values) statement.Dispose();
        Sql("rollback to saved").Run();
        Sql("release saved").Run();
    }

    /// <summary>Whether anything was written since the transaction began.</summary>
    public bool HasWritten => SQLitePCL.raw.sqlite3_total_changes(connection.Handle!) != changesAtBegin;

    internal void Begin()
    {
        Sql("begin immediate").Run();
        changesAtBegin = SQLitePCL.raw.sqlite3_total_changes(connection.Handle!);
    }

    internal void BeginReading() => Sql("begin").Run();
    internal void Commit() => Sql("commit").Run();

    /// <summary>Ends a transaction that failed; SQLite may have ended it by itself.</summary>
    internal void RollBack()
    {
        foreach (var statement in statements.Values) statement.Dispose();
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle!) == 0) Sql("rollback").Run();
    }

    public virtual void Dispose()
    {
        foreach (var statement in statements.Values) statement.Close();
        statements.Clear();
        connection.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Constants are the same object wherever they stand, so looking one up need not read it.</summary>
    private sealed class ByReference : IEqualityComparer<string>
    {
        public static readonly ByReference Instance = new();
        public bool Equals(string? left, string? right) => ReferenceEquals(left, right);
        public int GetHashCode(string text) => RuntimeHelpers.GetHashCode(text);
    }
}
