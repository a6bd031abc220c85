using Kelvin.Storage.Identity;
using Xunit;

namespace Kelvin.Storage.Tests.Keys;

public class ServerKeysTestsOnSqlite() : ServerKeysTests(StoreKind.Sqlite);

public class ServerKeysTestsOnPostgres() : ServerKeysTests(StoreKind.Postgres);

public abstract class ServerKeysTests(StoreKind kind) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kelvin-key-").FullName;

    private string KeyFile => Path.Combine(folder, "key");

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void The_key_stays_the_same()
    {
        using var temporary = new TemporaryStore(kind);
        var before = temporary.Store.Key.IdentityOf(IdentityKind.User, "jan");
        temporary.OpenAgain();
        Assert.Equal(before, temporary.Store.Key.IdentityOf(IdentityKind.User, "jan"));
    }

    [Fact]
    public void Two_stores_have_two_keys()
    {
        using var one = new TemporaryStore(kind);
        using var other = new TemporaryStore(kind);
        Assert.NotEqual(one.Store.Key.IdentityOf(IdentityKind.User, "jan"), other.Store.Key.IdentityOf(IdentityKind.User, "jan"));
    }

    [Fact]
    public void A_key_in_a_file_is_not_in_the_store()
    {
        using var temporary = new TemporaryStore(kind, settings => settings with { KeyFile = KeyFile });
        temporary.Close();
        var key = Convert.FromHexString(File.ReadAllText(temporary.Settings.KeyFile!).Trim());
        if (kind == StoreKind.Sqlite) Assert.Equal(-1, File.ReadAllBytes(temporary.Settings.Path).AsSpan().IndexOf(key));
        temporary.OpenAgain();
        using var snapshot = temporary.Store.Read();
        Assert.Null(temporary.Store.OwnSettings.Read(snapshot, "server key"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(temporary.Settings.KeyFile!));
    }

    [Fact]
    public void Without_its_key_file_a_store_does_not_open()
    {
        using var temporary = new TemporaryStore(kind, settings => settings with { KeyFile = KeyFile });
        temporary.Close();
        Assert.Throws<StoreException>(() => Store.Open(temporary.Settings with { KeyFile = null }, TimeProvider.System));
        Assert.Throws<StoreException>(() => Store.Open(temporary.Settings with { KeyFile = KeyFile + ".lost" }, TimeProvider.System));
    }

    [Fact]
    public void Another_key_file_does_not_open_a_store()
    {
        using var temporary = new TemporaryStore(kind, settings => settings with { KeyFile = KeyFile });
        temporary.Close();
        File.WriteAllText(temporary.Settings.KeyFile!, new string('a', 64));
        Assert.Throws<StoreException>(() => Store.Open(temporary.Settings, TimeProvider.System));
    }

    [Fact]
    public void One_value_of_two_kinds_is_two_identities()
    {
        using var temporary = new TemporaryStore(kind);
        Assert.NotEqual(temporary.Store.Key.IdentityOf(IdentityKind.User, "x"), temporary.Store.Key.IdentityOf(IdentityKind.Anonymous, "x"));
    }
}
