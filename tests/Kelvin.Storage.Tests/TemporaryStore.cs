namespace Kelvin.Storage.Tests;

/// <summary>A store in a temporary folder.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kelvin-store-").FullName;

    public TemporaryStore(Func<StoreSettings, StoreSettings>? set = null)
    {
        Settings = new StoreSettings { Path = Path.Combine(folder, "kelvin.db"), PageCacheKilobytes = 2048 };
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
        Directory.Delete(folder, recursive: true);
    }
}
