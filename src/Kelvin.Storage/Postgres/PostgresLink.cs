using System.Text.RegularExpressions;
using Npgsql;

namespace Kelvin.Storage.Postgres;

/// <summary>
/// A connection to PostgreSQL. Statements of which nothing is asked wait, and go with the next that gives something, or with
/// the end of the transaction, in one round trip; its beginning goes with the first.
/// </summary>
internal sealed partial class PostgresLink(PostgresDatabase database, bool isReader) : Connection
{
    /// <summary>So many statements wait at most.</summary>
    private const int LaterMost = 1_000;

    /// <summary>Any number, but always the same: who brings the schema up to date holds this lock.</summary>
    private const long SchemaLock = 0x6B656C76696E;

    private readonly List<NpgsqlBatchCommand> later = [];
    private NpgsqlConnection connection = database.Connect(isReader);
    private PostgresStatement? reading;
    private string? beginning;
    private bool isBegun;
    private bool hasFailed;
    private bool hasWritten;
    private int cursors;
    private int changed;
    private int? timeoutSeconds;

    public override bool HasWritten => hasWritten;

    /// <summary>Whether the transaction can go on.</summary>
    public bool IsWhole => !hasFailed && connection.FullState.HasFlag(System.Data.ConnectionState.Open);

    public override bool IsUsable => connection.FullState.HasFlag(System.Data.ConnectionState.Open);

    public override Statement Prepare(string sql) => new PostgresStatement(this, sql);

    public override void Execute(string sql) => Execute(new NpgsqlBatchCommand(sql));

    public override void Begin() => Begin("begin");

    public override void BeginReading() => Begin("begin isolation level repeatable read read only");

    public override void Commit()
    {
        if (hasFailed) throw new InvalidOperationException("The transaction has failed, and cannot be committed.");
        if (isBegun || later.Count > 0)
        {
            later.Add(new NpgsqlBatchCommand("commit"));
            Send(null, isLast: true);
        }
        (isBegun, beginning) = (false, null);
    }

    public override void RollBack()
    {
        later.Clear();
        beginning = null;
        if (isBegun && IsUsable)
        {
            hasFailed = false;
            Execute("rollback");
        }
        (isBegun, hasFailed) = (false, false);
    }

    public override void Save() => Execute("savepoint saved");

    public override void BackToSaved()
    {
        later.Clear();
        hasFailed = false;
        Execute("rollback to savepoint saved");
        Execute("release savepoint saved");
    }

    public override int Schema()
    {
        using var there = Prepare("select count(*) from information_schema.tables where table_schema = current_schema() and table_name = 'schema_version'");
        if (!there.Step() || there.Long(0) == 0) return 0;
        using var row = Prepare("select version from schema_version");
        return row.Step() ? row.Int(0) : 0;
    }

    public override void SetSchema(int number)
    {
        Execute("create table if not exists schema_version (version integer not null)");
        Execute("delete from schema_version");
        using var insert = Prepare("insert into schema_version (version) values ($1)").Bind(number);
        insert.Run();
    }

    /// <summary>Text is compared byte by byte, whatever the database was made with.</summary>
    public override string Dialect(string statement) =>
        statement.StartsWith("create table", StringComparison.Ordinal) || statement.StartsWith("alter table", StringComparison.Ordinal)
            ? TextColumn().Replace(statement.Replace("/*clustered*/", "", StringComparison.Ordinal), "text collate \"C\"")
            : statement;

    public override void LockSchema()
    {
        // Another node may be at a long migration.
        timeoutSeconds = 0;
        Execute("set lock_timeout = 0");
        Execute("set statement_timeout = 0");
        using var row = Prepare("select pg_advisory_lock(cast($1 as bigint)) is null").Bind(SchemaLock);
        row.Step();
    }

    public override void UnlockSchema()
    {
        using (var row = Prepare("select pg_advisory_unlock(cast($1 as bigint))").Bind(SchemaLock)) row.Step();
        foreach (var setting in database.Settings(isReader)) Execute(setting);
        timeoutSeconds = null;
    }

    public override void Dispose() => connection.Dispose();

    internal ArgumentType[] TypesOf(string sql)
    {
        if (ArgumentTypes.Knows(sql, out var types)) return types;
        Free();
        try
        {
            return ArgumentTypes.Of(sql, connection);
        }
        catch (Exception fault) when (Wraps(fault))
        {
            throw Fault(fault);
        }
    }

    internal string NextCursor() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"kelvin_{++cursors}");

    internal void Later(NpgsqlBatchCommand command)
    {
        hasWritten = true;
        later.Add(command);
        if (later.Count >= LaterMost) Send(null, isLast: false);
    }

    /// <summary>Runs a statement after those that wait, and says how many rows it changed.</summary>
    internal int Execute(NpgsqlBatchCommand command)
    {
        hasWritten = true;
        later.Add(command);
        Send(null, isLast: false);
        return changed;
    }

    /// <summary>The rows of a statement, which runs after those that wait.</summary>
    internal NpgsqlDataReader Query(NpgsqlBatchCommand command, PostgresStatement? by)
    {
        later.Add(command);
        return Send(by, isLast: false, isQuery: true)!;
    }

    internal void HasRead(PostgresStatement statement)
    {
        if (reading == statement) reading = null;
    }

    internal bool Wraps(Exception fault) => fault is NpgsqlException or IOException or TimeoutException || (fault is InvalidOperationException or ObjectDisposedException && !IsUsable);

    internal PostgresFault Fault(Exception fault)
    {
        hasFailed = true;
        later.Clear();
        return new PostgresFault(fault, IsUsable);
    }

    private void Begin(string text)
    {
        hasWritten = hasFailed = isBegun = false;
        later.Clear();
        beginning = text;
    }

    private NpgsqlDataReader? Send(PostgresStatement? by, bool isLast, bool isQuery = false)
    {
        try
        {
            Free();
            try
            {
                return SendOnce(by, isQuery);
            }
            catch (Exception fault) when (!isLast && beginning is not null && Wraps(fault) && new PostgresFault(fault, IsUsable).EndsConnection)
            {
                // The connection was lost while nobody used it, and nothing of this transaction can have happened.
                connection.Dispose();
                connection = database.Connect(isReader);
                for (var i = 0; i < later.Count; i++) later[i] = Again(later[i]);
                return SendOnce(by, isQuery);
            }
            finally
            {
                later.Clear();
                if (beginning is not null) (isBegun, beginning) = (true, null);
            }
        }
        catch (Exception fault) when (Wraps(fault))
        {
            throw Fault(fault);
        }
    }

    private NpgsqlDataReader? SendOnce(PostgresStatement? by, bool isQuery)
    {
        using var batch = new NpgsqlBatch(connection);
        if (timeoutSeconds is { } seconds) batch.Timeout = seconds;
        if (beginning is not null) batch.BatchCommands.Add(new NpgsqlBatchCommand(beginning));
        foreach (var command in later) batch.BatchCommands.Add(command);
        if (!isQuery)
        {
            batch.ExecuteNonQuery();
            changed = (int)batch.BatchCommands[^1].RecordsAffected;
            return null;
        }
        var reader = batch.ExecuteReader();
        reading = by;
        return reader;
    }

    /// <summary>A command remembers how the connection that was lost had prepared it.</summary>
    private static NpgsqlBatchCommand Again(NpgsqlBatchCommand command)
    {
        // The text is a constant of the program.
#pragma warning disable CA2100 // A constant of the program.
        var again = new NpgsqlBatchCommand(command.CommandText);
#pragma warning restore CA2100
        foreach (NpgsqlParameter argument in command.Parameters) again.Parameters.Add(argument.Clone());
        return again;
    }

    private void Free()
    {
        var before = reading;
        reading = null;
        before?.Keep();
    }

    [GeneratedRegex(@"\btext\b")]
    private static partial Regex TextColumn();
}
