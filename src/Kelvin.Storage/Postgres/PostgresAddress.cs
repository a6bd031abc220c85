using Npgsql;

namespace Kelvin.Storage.Postgres;

/// <summary>Where a database is: <c>postgres://user:password@host:port/database?setting=value</c>, or Npgsql's own form.</summary>
public static class PostgresAddress
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    /// <summary>Whether the setting names a PostgreSQL database, and not a file.</summary>
    public static bool Is(string store) => IsUrl(store) || store.Split(';').Any(part =>
        part.Split('=', 2) is [var name, _] && name.Trim().ToUpperInvariant() is "HOST" or "SERVER");

    /// <summary>Without what is secret in it.</summary>
    public static string Shown(string store)
    {
        if (!Is(store)) return store;
        var read = Read(store);
        return FormattableString.Invariant($"postgres://{read.Host}:{read.Port}/{read.Database ?? read.Username}");
    }

    internal static NpgsqlConnectionStringBuilder Read(string store)
    {
        if (!IsUrl(store)) return new NpgsqlConnectionStringBuilder(store);
        var url = new Uri(store);
        var builder = new NpgsqlConnectionStringBuilder { Host = Uri.UnescapeDataString(url.Host.Trim('[', ']')) };
        if (url.Port > 0) builder.Port = url.Port;
        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) builder.Password = Uri.UnescapeDataString(user[1]);
        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database) builder.Database = Uri.UnescapeDataString(database);
        foreach (var part in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = part.Split('=', 2) is [var left, var right] ? (left, Uri.UnescapeDataString(right)) : (part, "");
            Set(builder, name, value);
        }
        return builder;
    }

    /// <summary>The names of libpq's settings, where Npgsql has others.</summary>
    private static void Set(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        var own = name switch
        {
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "sslcert" => "SSL Certificate",
            "sslkey" => "SSL Key",
            "host" => "Host",
            "port" => "Port",
            "user" => "Username",
            "dbname" => "Database",
            "application_name" => "Application Name",
            "options" => "Options",
            "connect_timeout" => "Timeout",
            _ => name,
        };
        builder[own] = own == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
    }

    private static bool IsUrl(string store) => Schemes.Any(scheme => store.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
}
