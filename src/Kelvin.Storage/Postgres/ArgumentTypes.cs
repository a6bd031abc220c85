using System.Collections.Concurrent;
using Npgsql;

namespace Kelvin.Storage.Postgres;

/// <summary>What PostgreSQL takes an argument for: it infers that from the column which the argument meets.</summary>
internal enum ArgumentType : byte { Long, Int, Short, Text, Bytes, Longs, Texts, Manybytes }

/// <summary>The types of the arguments of each statement, asked of the database once in the program's life.</summary>
internal static class ArgumentTypes
{
    private const string Ask = "select array_to_string(parameter_types::oid[], ',') from pg_prepared_statements where name = 'kelvin_types'";

    private static readonly ConcurrentDictionary<string, ArgumentType[]> Known = new(StringComparer.Ordinal);

    public static bool Knows(string sql, out ArgumentType[] types) => Known.TryGetValue(sql, out types!);

    public static ArgumentType[] Of(string sql, NpgsqlConnection connection)
    {
        if (Known.TryGetValue(sql, out var known)) return known;
        // The text is a constant of the program, and only PREPARE says which types the database infers.
#pragma warning disable CA2100 // A constant of the program.
        using (var prepare = new NpgsqlCommand("prepare kelvin_types as " + sql, connection)) prepare.ExecuteNonQuery();
#pragma warning restore CA2100
        string types;
        using (var ask = new NpgsqlCommand(Ask, connection)) types = (string)ask.ExecuteScalar()!;
        using (var forget = new NpgsqlCommand("deallocate kelvin_types", connection)) forget.ExecuteNonQuery();
        return Known[sql] = [.. types.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(oid => OfOid(oid, sql))];
    }

    private static ArgumentType OfOid(string oid, string sql) => oid switch
    {
        "20" => ArgumentType.Long,
        "23" => ArgumentType.Int,
        "21" => ArgumentType.Short,
        "25" => ArgumentType.Text,
        "17" => ArgumentType.Bytes,
        "1016" => ArgumentType.Longs,
        "1009" => ArgumentType.Texts,
        "1001" => ArgumentType.Manybytes,
        _ => throw new InvalidOperationException($"An argument of this statement has the type {oid}, which is not among those in use: {sql}"),
    };
}
