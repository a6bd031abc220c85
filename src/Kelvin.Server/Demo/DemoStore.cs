using Kelvin.Storage;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Demo;

/// <summary>Marks a store as a demo's, so that no invented person ever gets into another one.</summary>
internal static class DemoStore
{
    private const string Mark = "demo";

    public static void MarkAsOne(Store store, Session tx) => store.OwnSettings.Write(tx, Mark, [1]);

    public static bool IsOne(Store store)
    {
        using var snapshot = store.Read();
        return store.OwnSettings.Read(snapshot, Mark) is not null;
    }
}
