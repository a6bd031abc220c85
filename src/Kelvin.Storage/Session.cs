using System.Runtime.CompilerServices;

namespace Kelvin.Storage;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
public class Session : IDisposable
{
    private readonly Connection connection;
    private readonly Dictionary<string, Statement> statements = new(ByReference.Instance);

    internal Session(Connection connection) => this.connection = connection;

    /// <summary>The statement of that text, prepared once; the text is a constant of the program.</summary>
    public Statement Sql(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = connection.Prepare(sql);
            statements.Add(sql, statement);
        }
        if (statement.InUse) throw new InvalidOperationException("The statement is in use already: " + sql);
        statement.InUse = true;
        return statement;
    }

    /// <summary>Marks a place in the transaction to which <see cref="BackToSaved"/> can go back.</summary>
    public void Save() => connection.Save();

    /// <summary>Undoes what was done since <see cref="Save"/>.</summary>
    public void BackToSaved()
    {
        Leave();
        connection.BackToSaved();
    }

    /// <summary>Whether anything was written since the transaction began.</summary>
    public bool HasWritten => connection.HasWritten;

    internal Connection Connection => connection;

    internal bool EmptyLog() => connection.EmptyLog();
    internal void Begin() => connection.Begin();
    internal void BeginReading() => connection.BeginReading();
    internal void Commit() => connection.Commit();

    /// <summary>Ends a transaction that failed.</summary>
    internal void RollBack()
    {
        Leave();
        connection.RollBack();
    }

    public virtual void Dispose()
    {
        foreach (var statement in statements.Values) statement.Close();
        statements.Clear();
        connection.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whoever used the statements has gone, and will not say so.</summary>
    private void Leave()
    {
        foreach (var statement in statements.Values) statement.Dispose();
    }

    /// <summary>Constants are the same object wherever they stand, so looking one up need not read it.</summary>
    private sealed class ByReference : IEqualityComparer<string>
    {
        public static readonly ByReference Instance = new();
        public bool Equals(string? left, string? right) => ReferenceEquals(left, right);
        public int GetHashCode(string text) => RuntimeHelpers.GetHashCode(text);
    }
}
