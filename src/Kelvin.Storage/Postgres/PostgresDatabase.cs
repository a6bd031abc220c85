using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace Kelvin.Storage.Postgres;

/// <summary>Opens connections to a PostgreSQL database, each set as it must be.</summary>
internal sealed class PostgresDatabase : Database
{
    /// <summary>How long to wait for a connection.</summary>
    private const int ConnectSeconds = 3;

    /// <summary>How long a statement of the writer may wait for a lock, run, and how long its transaction may stand idle: a frozen node holds up the others no longer.</summary>
    private const int LockMilliseconds = 5_000;
    private const int StatementMilliseconds = 20_000;
    private const int IdleMilliseconds = 10_000;

    /// <summary>A reader holds up nobody but the vacuum: an export may take its time.</summary>
    private const int ReaderMilliseconds = 600_000;

    private const int TcpMilliseconds = 10_000;
    private const string Oldest = "14";

    private readonly NpgsqlConnectionStringBuilder address;

    public PostgresDatabase(StoreSettings settings)
    {
        try
        {
            address = PostgresAddress.Read(settings.Path);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StoreException($"The store's address is not understood: {fault.Message}", fault);
        }
        address.Pooling = false;
        address.Enlist = false;
        address.Multiplexing = false;
        address.MaxAutoPrepare = 1_000;
        address.AutoPrepareMinUsages = 2;
        address.ApplicationName ??= "kelvin";
        address.CancellationTimeout = -1;
        address.IncludeErrorDetail = false;
        if (address.KeepAlive == 0) address.TcpKeepAlive = true;
        address.Timeout = ConnectSeconds;
    }

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"postgres://{address.Host}:{address.Port}/{address.Database ?? address.Username}");

    public override bool Exists => true;

    public static bool IsAddress(string path) => PostgresAddress.Is(path);

    public override IDisposable? Claim() => null;

    public override Connection OpenWriter() => new PostgresLink(this, isReader: false);

    public override Connection OpenReader() => new PostgresLink(this, isReader: true);

    public override Connection OpenWriterAgain() => OpenWriter();

    public override bool IsFaultOfOpening(Exception fault) => fault is PostgresFault or NpgsqlException or SocketException or IOException or TimeoutException;

    public NpgsqlConnection Connect(bool isReader)
    {
        address.CommandTimeout = (isReader ? ReaderMilliseconds : StatementMilliseconds) / 1000 * 3 / 2;
        var connection = new NpgsqlConnection(address.ToString());
        try
        {
            connection.Open();
            using var batch = new NpgsqlBatch(connection);
            foreach (var setting in Settings(isReader)) batch.BatchCommands.Add(new NpgsqlBatchCommand(setting));
            batch.ExecuteNonQuery();
            Check(connection);
            return connection;
        }
        catch (Exception fault)
        {
            connection.Dispose();
            if (fault is NpgsqlException or SocketException or TimeoutException) throw new PostgresFault(fault, connectionIsOpen: false);
            throw;
        }
    }

    /// <summary>A commit answers when it is on disk, whatever the server's default is: unless it waits for more than its own disk already.</summary>
    public IEnumerable<string> Settings(bool isReader)
    {
        var statement = isReader ? ReaderMilliseconds : StatementMilliseconds;
        var idle = isReader ? ReaderMilliseconds : IdleMilliseconds;
        yield return string.Create(CultureInfo.InvariantCulture, $"set lock_timeout = {LockMilliseconds}");
        yield return string.Create(CultureInfo.InvariantCulture, $"set statement_timeout = {statement}");
        yield return string.Create(CultureInfo.InvariantCulture, $"set idle_in_transaction_session_timeout = {idle}");
        yield return string.Create(CultureInfo.InvariantCulture, $"set tcp_user_timeout = {TcpMilliseconds}");
        yield return "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'";
        yield return "set client_min_messages = warning";
        yield return "set jit = off";
    }

    private static void Check(NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion.Major < int.Parse(Oldest, CultureInfo.InvariantCulture)) throw new StoreException($"The store needs PostgreSQL {Oldest} or newer; this is {connection.PostgreSqlVersion}.");
        if (connection.PostgresParameters.GetValueOrDefault("server_encoding") is not "UTF8" and var encoding) throw new StoreException($"The store's database must be made with the encoding UTF8; this one has {encoding}.");
    }
}
