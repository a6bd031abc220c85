using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Kelvin.Storage;
using Microsoft.Data.Sqlite;

namespace Kelvin.Bench.Ingest;

/// <summary>The peer: the calls as rows and nothing else, one transaction a batch, as durable as the server's.</summary>
internal static class BareInsert
{
    /// <summary>The seconds for rows that each go to the end of their table: the least that can be written.</summary>
    public static double AtTheEnd(IReadOnlyList<byte[]> calls, int batch) => Run(
        calls.Select(call => new object[] { call }).ToList(), batch,
        "create table calls (id integer primary key, body blob not null)",
        "insert into calls (body) values ($0)");

    /// <summary>The seconds for rows under the key by which Kelvin keeps its events and knows a repeated one: whose it is, and its messageId.</summary>
    public static double UnderTheirKey(IReadOnlyList<byte[]> calls, int batch) => Run(
        calls.Select((call, i) => Keyed(call, i)).ToList(), batch,
        "create table calls (bucket smallint not null, stream blob not null, message blob not null, accepted bigint not null, detail blob not null, primary key (bucket, stream, message)) without rowid",
        "insert into calls (bucket, stream, message, accepted, detail) values ($0, $1, $2, $3, $4)");

    private static object[] Keyed(byte[] call, int number)
    {
        using var json = JsonDocument.Parse(call);
        string? Text(string name) => json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var stream = Hash(Text("userId") ?? Text("anonymousId") ?? "");
        return [(stream[0] << 2) | (stream[1] >> 6), stream, Hash(Text("messageId") ?? ""), (long)number, call];
    }

    private static byte[] Hash(string text) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))[..16];

    private static double Run(List<object[]> rows, int batch, string table, string sql)
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-bare-").FullName;
        try
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "bare.db")};Pooling=False");
            connection.Open();
            Execute(connection, $"pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -{new StoreSettings { Path = folder }.PageCacheKilobytes}; {table}");
            using var insert = connection.CreateCommand();
            insert.CommandText = sql;
            var parameters = rows[0].Select((value, i) => insert.Parameters.AddWithValue($"${i}", value)).ToArray();
            insert.Prepare();
            var watch = Stopwatch.StartNew();
            foreach (var some in rows.Chunk(batch))
            {
                using var transaction = connection.BeginTransaction();
                insert.Transaction = transaction;
                foreach (var row in some)
                {
                    for (var i = 0; i < row.Length; i++) parameters[i].Value = row[i];
                    insert.ExecuteNonQuery();
                }
                transaction.Commit();
            }
            return watch.Elapsed.TotalSeconds;
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
