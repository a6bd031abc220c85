using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Kelvin.Storage.Tests.Postgres;

/// <summary>
/// A PostgreSQL of our own in a temporary folder, on loopback, with its usual promises about the disk. One for all tests of a
/// process; it ends and is removed when the process ends, however that ends: the shell that started it reads from us.
/// </summary>
internal sealed class PostgresCluster
{
    private const string Password = "a password of the tests";

    /// <summary>As root, PostgreSQL must run as somebody else.</summary>
    private const string Script = """
        set -e
        folder=$1 bin=$2 port=$3
        as=
        if [ "$(id -u)" = 0 ]; then
            user=nobody; getent passwd postgres >/dev/null && user=postgres
            chown "$user" "$folder"
            as="setpriv --reuid=$user --regid=$(id -g $user) --clear-groups"
        fi
        cd "$folder"
        $as "$bin/initdb" -D "$folder/data" -U kelvin -A scram-sha-256 --pwfile="$folder/password" -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log"
        $as "$bin/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$folder" -c max_connections=300 -c shared_buffers=256MB $4 >"$folder/postgres.log" 2>&1 &
        echo $!
        cat >/dev/null || true
        kill -QUIT $! 2>/dev/null || true
        wait $! || true
        rm -rf "$folder"
        """;

    private static readonly Lazy<PostgresCluster> TheOne = new(() => new PostgresCluster());
    private static int databases;

    private readonly string folder = Directory.CreateTempSubdirectory("kelvin-postgres-").FullName;
    private readonly Process shell;

    /// <param name="settings">More settings, as the server takes them on its command line.</param>
    public PostgresCluster(string settings = "")
    {
        Port = FreePort();
        var password = Path.Combine(folder, "password");
        File.WriteAllText(password, Password + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            File.SetUnixFileMode(password, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
        shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", folder, Programs(), Port.ToString(CultureInfo.InvariantCulture), settings])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        ProcessId = int.Parse(shell.StandardOutput.ReadLine() ?? throw new InvalidOperationException("PostgreSQL did not start."), CultureInfo.InvariantCulture);
        WaitUntilItAnswers();
    }

    public static PostgresCluster Shared => TheOne.Value;

    public int Port { get; }

    public int ProcessId { get; }

    /// <summary>The address of a database that nobody has used.</summary>
    public string NewDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"kelvin_{Interlocked.Increment(ref databases)}");
        Execute("postgres", "create database " + name);
        return Address(name);
    }

    public string Address(string database) => FormattableString.Invariant($"postgres://kelvin:{Uri.EscapeDataString(Password)}@127.0.0.1:{Port}/{database}");

    public void Drop(string address) => Execute("postgres", $"drop database if exists {new Uri(address).AbsolutePath.Trim('/')} with (force)");

    public void Execute(string database, string sql)
    {
        using var connection = Connect(database);
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public NpgsqlConnection Connect(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = "kelvin", Password = Password, Database = database, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Ends it at once, and removes it.</summary>
    public void Stop()
    {
        shell.StandardInput.Close();
        shell.WaitForExit();
    }

    private void WaitUntilItAnswers()
    {
        for (var began = Environment.TickCount64; ; Thread.Sleep(50))
        {
            try
            {
                using var connection = Connect("postgres");
                return;
            }
            catch (NpgsqlException) when (Environment.TickCount64 - began < 60_000)
            {
            }
        }
    }

    private static string Programs() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "postgres"))).Order(StringComparer.Ordinal).Last()
            : throw new InvalidOperationException("PostgreSQL is not installed (Debian: apt-get install postgresql).");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
