using System.Text.RegularExpressions;
using Kelvin.Storage.Postgres;
using Kelvin.Storage.Tests.Postgres;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Kelvin.Server.Tests;

/// <summary>
/// Where the tests' stores lie: in a file of their folder or, where <c>KELVIN_TESTS_STORE</c> says <c>postgres</c>, in a database
/// of which the folder remembers the address. <c>./test</c> runs what concerns the pipeline both ways.
/// </summary>
internal static partial class TestStores
{
    private const string Remembered = "postgres";

    public static bool ArePostgres { get; } = Environment.GetEnvironmentVariable("KELVIN_TESTS_STORE") == "postgres";

    public static string In(string folder)
    {
        if (!ArePostgres) return Path.Combine(folder, "kelvin.db");
        var remembered = Path.Combine(folder, Remembered);
        if (!File.Exists(remembered)) File.WriteAllText(remembered, PostgresCluster.Shared.NewDatabase());
        return File.ReadAllText(remembered);
    }

    /// <summary>For a test that is of SQLite's files.</summary>
    public static void OnlyOnSqlite(string why) => Assert.SkipWhen(ArePostgres, why);

    /// <summary>Removes the folder, and the database with it.</summary>
    public static void Remove(string folder)
    {
        if (File.Exists(Path.Combine(folder, Remembered))) PostgresCluster.Shared.Drop(In(folder));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The first column of a query, as text.</summary>
    public static List<string> Rows(string store, string sql)
    {
        using var connection = Connect(store);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var values = new List<string>();
        while (rows.Read()) values.Add(Convert.ToString(rows.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return values;
    }

    /// <summary>Changes rows behind the server's back. Says how many.</summary>
    public static int Change(string store, string sql)
    {
        using var connection = Connect(store);
        using var command = connection.CreateCommand();
        command.CommandText = ArePostgres ? Zeros().Replace(sql, "decode(repeat('00', $1), 'hex')") : sql;
        return command.ExecuteNonQuery();
    }

    [GeneratedRegex(@"zeroblob\(((?:[^()]|\([^()]*\))*)\)")]
    private static partial Regex Zeros();

    private static System.Data.Common.DbConnection Connect(string store)
    {
        if (PostgresAddress.Is(store)) return PostgresCluster.Shared.Connect(new Uri(store).AbsolutePath.Trim('/'));
        var connection = new SqliteConnection($"Data Source={store};Pooling=False");
        connection.Open();
        return connection;
    }
}
