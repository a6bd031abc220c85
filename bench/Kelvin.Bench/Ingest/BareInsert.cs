using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Kelvin.Bench.Ingest;

/// <summary>The peer: the calls as rows at the end of a table, one transaction a batch, as durable as the server's.</summary>
internal readonly record struct BareInsert(double Seconds)
{
    public static BareInsert Run(IReadOnlyList<byte[]> bodies, IReadOnlyList<byte[]> calls, int batch)
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-bare-").FullName;
        try
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "bare.db")};Pooling=False");
            connection.Open();
            Execute(connection, "pragma journal_mode = wal; pragma synchronous = full; create table calls (id integer primary key, body blob not null)");
            using var insert = connection.CreateCommand();
            insert.CommandText = "insert into calls (body) values ($body)";
            var body = insert.Parameters.Add("$body", SqliteType.Blob);
            insert.Prepare();
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < bodies.Count; i++)
            {
                using var transaction = connection.BeginTransaction();
                insert.Transaction = transaction;
                foreach (var call in calls.Skip(i * batch).Take(batch))
                {
                    body.Value = call;
                    insert.ExecuteNonQuery();
                }
                transaction.Commit();
            }
            return new BareInsert(watch.Elapsed.TotalSeconds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
