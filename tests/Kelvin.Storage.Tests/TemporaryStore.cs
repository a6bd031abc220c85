using Kelvin.Storage.Tests.Postgres;

namespace Kelvin.Storage.Tests;

/// <summary>What a store lies in. Each test of a store runs on both.</summary>
public enum StoreKind { Sqlite, Postgres }

/// <summary>A store in a temporary folder, or in a database of its own.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kelvin-store-").FullName;
    private readonly StoreKind kind;

    public TemporaryStore(StoreKind kind, Func<StoreSettings, StoreSettings>? set = null)
    {
        this.kind = kind;
        Settings = new StoreSettings { Path = kind == StoreKind.Sqlite ? Path.Combine(folder, "kelvin.db") : PostgresCluster.Shared.NewDatabase(), PageCacheKilobytes = 2048 };
        if (set is not null) Settings = set(Settings);
        Store = Store.Open(Settings, TimeProvider.System);
    }

    public string Folder => folder;
    public StoreSettings Settings { get; }
    public Store Store { get; private set; }

    public void Close() => Store.Dispose();

    public void OpenAgain()
    {
        Store.Dispose();
        Store = Store.Open(Settings, TimeProvider.System);
    }

    public void Dispose()
    {
        Store.Dispose();
        if (kind == StoreKind.Postgres) PostgresCluster.Shared.Drop(Settings.Path);
        Directory.Delete(folder, recursive: true);
    }
}
