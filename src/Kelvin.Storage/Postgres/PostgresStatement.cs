using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Kelvin.Storage.Postgres;

/// <summary>
/// A statement to PostgreSQL. Its rows are read from the wire as they are asked for; when another statement needs the
/// connection meanwhile, those that are left are kept in memory. A text that begins with <c>/*many*/</c> is read through a
/// cursor, some rows at a time.
/// </summary>
internal sealed class PostgresStatement(PostgresLink link, string sql) : Statement
{
    private const string Many = "/*many*/";
    private const int RowsAtOnce = 1_000;

    private readonly bool isMany = sql.StartsWith(Many, StringComparison.Ordinal);
    private ArgumentType[]? types;
    private List<NpgsqlParameter> arguments = [];
    private NpgsqlDataReader? reader;
    private Queue<object[]>? kept;
    private object[]? row;
    private string? cursor;
    private bool hasRun;

    public override Statement Bind(long value)
    {
        arguments.Add(NextType() switch
        {
            ArgumentType.Long => new NpgsqlParameter<long> { TypedValue = value },
            ArgumentType.Int => new NpgsqlParameter<int> { TypedValue = (int)Within(value, int.MinValue, int.MaxValue) },
            ArgumentType.Short => new NpgsqlParameter<short> { TypedValue = (short)Within(value, short.MinValue, short.MaxValue) },
            var other => throw Mistaken(other),
        });
        return this;
    }

    public override Statement Bind(string value)
    {
        if (NextType() is not ArgumentType.Text and var other) throw Mistaken(other);
        arguments.Add(new NpgsqlParameter<string> { TypedValue = PostgresText.ForDatabase(value), NpgsqlDbType = NpgsqlDbType.Text });
        return this;
    }

    public override Statement Bind(ReadOnlySpan<byte> value)
    {
        if (NextType() is not ArgumentType.Bytes and var other) throw Mistaken(other);
        arguments.Add(new NpgsqlParameter<byte[]> { TypedValue = value.ToArray(), NpgsqlDbType = NpgsqlDbType.Bytea });
        return this;
    }

    public override Statement BindNull()
    {
        arguments.Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = TypeOf(NextType()) });
        return this;
    }

    public override bool Step()
    {
        try
        {
            return hasRun ? Next() : First();
        }
        catch (Exception fault) when (link.Wraps(fault))
        {
            throw link.Fault(fault);
        }
    }

    public override int Run()
    {
        try
        {
            return link.Execute(Command());
        }
        finally
        {
            Dispose();
        }
    }

    public override void RunLater()
    {
        var command = Command();
        Dispose();
        link.Later(command);
    }

    public override bool IsNull(int column) => row is null ? reader!.IsDBNull(column) : row[column] is DBNull;

    public override long Long(int column) => row is null
        ? reader!.IsDBNull(column) ? 0 : reader.GetFieldType(column) == typeof(bool) ? reader.GetBoolean(column) ? 1 : 0 : reader.GetInt64(column)
        : row[column] is DBNull ? 0 : Convert.ToInt64(row[column], CultureInfo.InvariantCulture);

    public override int Int(int column) => checked((int)Long(column));

    public override string Text(int column) => row is null
        ? reader!.IsDBNull(column) ? "" : PostgresText.FromDatabase(reader.GetString(column))
        : row[column] is DBNull ? "" : PostgresText.FromDatabase((string)row[column]);

    public override ReadOnlySpan<byte> Blob(int column) => row is null
        ? reader!.IsDBNull(column) ? default : reader.GetFieldValue<byte[]>(column)
        : row[column] is DBNull ? default : (byte[])row[column];

    public override void Dispose()
    {
        InUse = false;
        hasRun = false;
        (kept, row) = (null, null);
        if (arguments.Count > 0) arguments = [];
        if (cursor is not null && link.IsWhole) link.Later(new NpgsqlBatchCommand("close " + cursor));
        cursor = null;
        if (reader is null) return;
        link.HasRead(this);
        var read = reader;
        reader = null;
        try
        {
            read.Dispose();
        }
        catch (Exception fault) when (link.Wraps(fault))
        {
            // What was asked for is here. The next statement finds out what happened.
            _ = link.Fault(fault);
        }
    }

    internal override void Close() => Dispose();

    /// <summary>The connection is needed for another statement: what is left on it is kept.</summary>
    internal void Keep()
    {
        if (reader is null) return;
        var isOnRow = reader.IsOnRow;
        if (isOnRow) row = Row(reader);
        kept = new Queue<object[]>();
        while (reader.Read()) kept.Enqueue(Row(reader));
        reader.Dispose();
        reader = null;
    }

    private bool First()
    {
        hasRun = true;
        if (!isMany)
        {
            reader = link.Query(Command(), this);
            return reader.Read();
        }
        cursor = link.NextCursor();
        var declare = Command($"declare {cursor} no scroll cursor for {sql}");
        link.Later(declare);
        return Fetch();
    }

    private bool Next()
    {
        if (reader is not null) return reader.Read();
        if (kept!.TryDequeue(out row)) return true;
        return cursor is not null && Fetch();
    }

    private bool Fetch()
    {
        var fetched = new Queue<object[]>(RowsAtOnce);
        using (var rows = link.Query(new NpgsqlBatchCommand($"fetch forward {RowsAtOnce} from {cursor}"), null))
        {
            while (rows.Read()) fetched.Enqueue(Row(rows));
        }
        kept = fetched;
        return kept.TryDequeue(out row);
    }

    private static object[] Row(NpgsqlDataReader reader)
    {
        var values = new object[reader.FieldCount];
        reader.GetValues(values);
        return values;
    }

    private NpgsqlBatchCommand Command(string? text = null)
    {
        var command = new NpgsqlBatchCommand(text ?? sql);
        foreach (var argument in arguments) command.Parameters.Add(argument);
        arguments = [];
        return command;
    }

    private ArgumentType NextType() => (types ??= link.TypesOf(sql))[arguments.Count];

    /// <summary>The least and the greatest number stand for "any" beside a column that holds smaller ones.</summary>
    private long Within(long value, long least, long most) => value switch
    {
        long.MinValue => least,
        long.MaxValue => most,
        _ when value >= least && value <= most => value,
        _ => throw new OverflowException($"Argument {arguments.Count + 1} is too large: {sql}"),
    };

    private InvalidOperationException Mistaken(ArgumentType type) => new($"Argument {arguments.Count + 1} is of type {type}: {sql}");

    private static NpgsqlDbType TypeOf(ArgumentType type) => type switch
    {
        ArgumentType.Long => NpgsqlDbType.Bigint,
        ArgumentType.Int => NpgsqlDbType.Integer,
        ArgumentType.Short => NpgsqlDbType.Smallint,
        ArgumentType.Text => NpgsqlDbType.Text,
        ArgumentType.Bytes => NpgsqlDbType.Bytea,
        _ => throw new InvalidOperationException("A list is never null."),
    };
}
