using SQLitePCL;

namespace Kelvin.Storage.Sqlite;

/// <summary>What SQLite answered when it could not do as it was told.</summary>
public sealed class SqliteFault(int code, int extendedCode, string message) : StoreFault($"SQLite {code} ({extendedCode}): {message}")
{
    public int Code { get; } = code;

    /// <summary>The disk is full: nothing was written, and it may go again later.</summary>
    public bool IsDiskFull => Code == raw.SQLITE_FULL;

    /// <summary>The disk failed: what this connection believes to be on it may not be there.</summary>
    public bool IsDiskError => Code is raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY;

    public override bool IsOfTheStore => IsDiskFull || IsDiskError || Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM or raw.SQLITE_NOTADB;

    public override bool EndsConnection => IsDiskError;

    internal static void Check(int result, sqlite3 database)
    {
        if (result != raw.SQLITE_OK) throw From(result, database);
    }

    internal static SqliteFault From(int result, sqlite3 database) =>
        new(result & 0xFF, raw.sqlite3_extended_errcode(database), raw.sqlite3_errmsg(database).utf8_to_string() ?? "");
}
