using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Kelvin.Storage.Tests.Postgres;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Kelvin.Storage.Tests;

/// <summary>Every step of the schema, taken from the version before it with rows in every table.</summary>
public class MigrationTests
{
    private const int Rows = 3;

    /// <summary>All of them on SQLite; on PostgreSQL, where a database is slow to make, from the first, one in the middle and the last but one.</summary>
    public static TheoryData<StoreKind, int> Steps => new(
        from kind in Enum.GetValues<StoreKind>() from schema in kind == StoreKind.Sqlite ? Enumerable.Range(1, Migrations.Newest - 1) : [1, Migrations.Newest / 2, Migrations.Newest - 1] select (kind, schema));

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_store_of_an_older_version_keeps_all_its_rows(StoreKind kind, int schema)
    {
        using var old = new OldStore(kind);
        old.Make(schema);
        var before = old.All();
        Assert.All(before.Values, rows => Assert.Equal(Rows, rows.Count));
        old.OpenAsServerDoes();
        old.Keeps(before);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void An_upgrade_that_was_killed_in_the_middle_is_done_at_the_next_start(StoreKind kind, int schema)
    {
        // On PostgreSQL all statements of a step are undone alike; a file may be left in any state.
        var all = Migrations.Statements(schema + 1).Count;
        foreach (var done in (kind == StoreKind.Postgres ? [all] : (int[])[1, (all + 1) / 2, all]).Distinct())
        {
            using var old = new OldStore(kind);
            old.Make(schema);
            var before = old.All();
            old.BeginAndBeKilled(schema + 1, done);
            old.OpenAsServerDoes();
            old.Keeps(before);
        }
    }

    /// <summary>A store that is made by the first steps only, and filled with rows that mean nothing.</summary>
    private sealed class OldStore(StoreKind kind) : IDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("kelvin-upgrade-").FullName;
        private readonly string? address = kind == StoreKind.Postgres ? PostgresCluster.Shared.NewDatabase() : null;
        private string file = "old.db";

        private StoreSettings Settings => new() { Path = address ?? Path.Combine(folder, file), PageCacheKilobytes = 2048 };

        public void Make(int schema)
        {
            Directory.CreateDirectory(folder);
            using var connection = Database.Of(Settings).OpenWriter();
            Migrations.Apply(connection, schema);
            foreach (var table in Tables(schema))
            {
                var columns = Columns(table);
                for (var row = 1; row <= Rows; row++)
                {
                    connection.Execute($"insert into {table} ({string.Join(", ", columns.Select(column => column.Name))}) values ({string.Join(", ", columns.Select(column => Literal(column.Type, row)))})");
                }
            }
        }

        /// <summary>Does so much of the step, and ends as a process does that is killed.</summary>
        public void BeginAndBeKilled(int step, int statements)
        {
            using var connection = Database.Of(Settings).OpenWriter();
            connection.Begin();
            foreach (var statement in Migrations.Statements(step).Take(statements)) connection.Execute(connection.Dialect(statement));
            if (kind == StoreKind.Postgres) return;
            // What lies on the disk at that moment, without the process that could still tidy up.
            foreach (var part in (string[])["", "-wal"]) File.Copy(Path.Combine(folder, file + part), Path.Combine(folder, "killed.db" + part));
            file = "killed.db";
        }

        public void OpenAsServerDoes()
        {
            using var store = Store.Open(Settings, TimeProvider.System);
            Assert.Equal(Migrations.Newest, store.Schema);
        }

        /// <summary>Every row of every table, as far as its columns were there before; the server may have added some of its own.</summary>
        public void Keeps(Dictionary<string, List<string>> before)
        {
            Assert.NotEmpty(before);
            foreach (var (columns, rows) in before) Assert.Empty(rows.Except(Read(columns)));
        }

        /// <summary>By query, so that the same can be asked again.</summary>
        public Dictionary<string, List<string>> All()
        {
            using var reader = Database.Of(Settings).OpenWriter();
            return Tables(reader.Schema()).Select(table => $"select {string.Join(", ", Columns(table).Select(column => column.Name))} from {table}").ToDictionary(query => query, Read);
        }

        public void Dispose()
        {
            if (address is not null) PostgresCluster.Shared.Drop(address);
            Directory.Delete(folder, recursive: true);
        }

        private static List<string> Tables(int schema) =>
            [.. Enumerable.Range(1, schema).SelectMany(Migrations.Statements).Select(statement => Regex.Match(statement, @"^create table (\w+)")).Where(made => made.Success).Select(made => made.Groups[1].Value)];

        private List<(string Name, string Type)> Columns(string table)
        {
            using var connection = Connect();
            return [.. Query(connection, kind == StoreKind.Postgres
                ? $"select column_name, data_type from information_schema.columns where table_schema = current_schema() and table_name = '{table}' order by ordinal_position"
                : $"select name, type from pragma_table_info('{table}')").Select(row => (row[0], row[1]))];
        }

        private List<string> Read(string query)
        {
            using var connection = Connect();
            return [.. Query(connection, query).Select(row => string.Join('|', row))];
        }

        private DbConnection Connect()
        {
            if (address is not null) return PostgresCluster.Shared.Connect(new Uri(address).AbsolutePath.Trim('/'));
            var connection = new SqliteConnection($"Data Source={Settings.Path};Pooling=False");
            connection.Open();
            return connection;
        }

        private static List<string[]> Query(DbConnection connection, string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var rows = new List<string[]>();
            while (reader.Read()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => Text(reader.GetValue(column)))]);
            return rows;
        }

        private static string Text(object value) => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture)!;

        private string Literal(string type, int row) => type.ToLowerInvariant() switch
        {
            "text" => $"'text {row}'",
            "bytea" => kind == StoreKind.Postgres ? $"'\\x{row:x32}'::bytea" : $"x'{row:x32}'",
            _ => row.ToString(CultureInfo.InvariantCulture),
        };
    }
}
