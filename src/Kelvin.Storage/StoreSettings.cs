namespace Kelvin.Storage;

/// <summary>How the store is opened, and its limits.</summary>
public sealed record StoreSettings
{
    /// <summary>The database file, whose folder is made when missing; or the address of a PostgreSQL database.</summary>
    public string Path { get; init; } = "data/kelvin.db";

    /// <summary>Where the server's key lies. Null: in the database itself (decision 0041).</summary>
    public string? KeyFile { get; init; }

    /// <summary>Where the tombstones are kept once more, outside of the database (decision 0180). Null: nowhere.</summary>
    public string? ErasedFile { get; init; }

    /// <summary>Calls that may wait in the inbox. 1,000 to 10,000,000.</summary>
    public int InboxItemsMost { get; init; } = 200_000;

    /// <summary>Bytes of calls that may wait in the inbox. 1 MiB to 10 GiB.</summary>
    public long InboxBytesMost { get; init; } = 512L << 20;

    /// <summary>Connections that read at the same time. 1 to 64.</summary>
    public int Readers { get; init; } = 8;

    /// <summary>How long the worker may hold the writer before new calls get their turn, in milliseconds. 1 to 1,000.</summary>
    public int SliceMilliseconds { get; init; } = 10;

    /// <summary>Memory for the database's pages, per connection, in KiB. 1,024 to 4,194,304.</summary>
    public int PageCacheKilobytes { get; init; } = 128 * 1024;
}
