using System.Text.Json;
using Kelvin.Server.Tests.Pipelines;
using Kelvin.Storage;
using Kelvin.Storage.Erasure;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Sqlite;
using Xunit;

namespace Kelvin.Server.Tests.Commands;

public sealed class RestoreCommandTests : IDisposable
{
    private const string Jan = """{"type":"identify","userId":"jan","anonymousId":"browser","messageId":"m1","traits":{"email":"jan@acme.example"}}""";
    private const string Eva = """{"type":"page","userId":"eva","messageId":"m2"}""";

    private readonly KelvinFolder folder = new();

    private string Store => folder.PathOf("kelvin.db");
    private string Erased => Store + ".erased";

    [Fact]
    public async Task What_was_backed_up_is_there_again_and_what_came_later_is_not()
    {
        await Live(Jan, Eva);
        Backup();
        await Live("""{"type":"page","userId":"ola","messageId":"m3"}""");
        var said = Restore();
        Assert.Contains("2 leads, 2 events", said, StringComparison.Ordinal);

        using var restored = Open();
        Assert.Equal((true, true, false), (Knows(restored, "jan"), Knows(restored, "eva"), Knows(restored, "ola")));
        Assert.True(File.Exists(Store + StoreFiles.Replaced));
    }

    [Fact]
    public async Task Who_was_erased_since_the_backup_stays_erased()
    {
        await Live(Jan, Eva);
        Backup();
        await EraseJan();
        Assert.Contains("1 leads that were erased since", Restore(), StringComparison.Ordinal);

        using (var restored = Open()) Assert.Equal((false, true), (Knows(restored, "jan"), Knows(restored, "eva")));
        await Live("""{"type":"page","userId":"jan","messageId":"late"}""", """{"type":"page","anonymousId":"browser","messageId":"later"}""");
        using (var later = Open()) Assert.False(Knows(later, "jan"));
    }

    [Fact]
    public async Task Who_came_after_the_backup_and_was_erased_does_not_come_back_either()
    {
        await Live(Eva);
        Backup();
        await Live(Jan);
        await EraseJan();
        Restore();
        await Live(Jan);
        using var later = Open();
        Assert.False(Knows(later, "jan"));
    }

    [Fact]
    public async Task A_store_that_is_lost_with_its_disk_forgets_by_a_copy_of_the_file_of_the_erased()
    {
        await Live(Jan, Eva);
        Backup();
        await EraseJan();
        File.Move(Erased, folder.PathOf("elsewhere"));
        File.Delete(Store);
        Assert.Contains("1 leads that were erased since", Done(folder.Run($"restore backup.db --store {Store} --erased {folder.PathOf("elsewhere")}")).Output, StringComparison.Ordinal);
        Assert.NotEmpty(File.ReadAllLines(Erased).Skip(1));
    }

    [Fact]
    public async Task An_older_database_put_in_its_place_by_hand_forgets_at_the_next_start()
    {
        await Live(Jan, Eva);
        File.Copy(Store, folder.PathOf("older.db"));
        await EraseJan();
        File.Copy(folder.PathOf("older.db"), Store, overwrite: true);

        using (var process = KelvinProcess.Start($"serve --urls http://127.0.0.1:{Ports.Free()}", folder.Root, ("Kelvin__Store", Store)))
        {
            await process.Hears("(erased again)");
            process.Interrupt();
        }
        using var store = Open();
        Assert.Equal((false, true), (Knows(store, "jan"), Knows(store, "eva")));
    }

    [Fact]
    public async Task A_restore_that_was_killed_is_no_store_until_it_is_run_again()
    {
        await Live(Jan);
        Backup();
        File.Move(Store, Store + StoreFiles.Replaced);
        await File.WriteAllTextAsync(Store + ".restoring", "", TestContext.Current.CancellationToken);
        Assert.Contains("interrupted", Assert.Throws<StoreException>(Open).Message, StringComparison.Ordinal);
        Done(folder.Run($"restore backup.db --store {Store}"));
        using var store = Open();
        Assert.True(Knows(store, "jan"));
    }

    [Fact]
    public async Task A_store_is_not_replaced_without_a_word_nor_under_a_running_server()
    {
        await Live(Jan);
        Backup();
        Assert.Contains("--replace", folder.Run($"restore backup.db --store {Store}").Error, StringComparison.Ordinal);
        using var running = Open();
        Assert.Contains("Another Kelvin server", folder.Run($"restore backup.db --store {Store} --replace").Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_backup_is_not_restored()
    {
        await Live(Jan, Eva);
        Backup();
        var bytes = await File.ReadAllBytesAsync(folder.PathOf("backup.db"), TestContext.Current.CancellationToken);
        bytes.AsSpan(4096, 2048).Fill(7);
        await File.WriteAllBytesAsync(folder.PathOf("backup.db"), bytes, TestContext.Current.CancellationToken);
        var outcome = folder.Run($"restore backup.db --store {Store} --replace");
        Assert.Equal((2, true), (outcome.Code, outcome.Error.Contains("damaged", StringComparison.Ordinal)));
        using var store = Open();
        Assert.True(Knows(store, "jan"));
    }

    [Fact]
    public async Task A_backup_says_whether_it_holds_the_key()
    {
        await Live(Jan);
        using var report = JsonDocument.Parse(Done(folder.Run($"backup backup.db --store {Store} --json")).Output);
        Assert.Equal((true, 1, 0), (report.RootElement.GetProperty("holdsTheKey").GetBoolean(), report.RootElement.GetProperty("leads").GetInt32(), report.RootElement.GetProperty("differences").GetInt32()));
        Assert.Contains("is there already", folder.Run($"backup backup.db --store {Store}").Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_torn_line_of_the_file_of_the_erased_is_no_line()
    {
        await Live(Jan, Eva);
        await EraseJan();
        var whole = await File.ReadAllTextAsync(Erased, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Erased, whole + "17 0123", TestContext.Current.CancellationToken);
        using (var store = Open()) Assert.Equal(3, store.Erased!.Read(store.Key).Count);
        Assert.Equal(whole, await File.ReadAllTextAsync(Erased, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_of_another_stores_erased_is_refused()
    {
        await Live(Jan);
        await File.WriteAllTextAsync(folder.PathOf("other"), "kelvin-erased 0011223344556677\n", TestContext.Current.CancellationToken);
        Backup();
        Assert.Contains("another key", folder.Run($"restore backup.db --store {Store} --replace --erased {folder.PathOf("other")}").Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private async Task Live(params string[] calls)
    {
        using var kelvin = new Deployment(folder.Root, erasedFile: Erased);
        await kelvin.Process(calls);
    }

    private async Task EraseJan()
    {
        using var kelvin = new Deployment(folder.Root, erasedFile: Erased);
        Assert.NotNull(await kelvin.Eraser.EraseAsync(kelvin.Lead("jan")?.Id ?? kelvin.LeadOf(IdentityKind.User, "jan")!.Value));
        await kelvin.Settle();
    }

    private void Backup() => Done(folder.Run($"backup backup.db --store {Store}"));

    private string Restore() => Done(folder.Run($"restore backup.db --store {Store} --replace")).Output;

    private static KelvinFolder.Outcome Done(KelvinFolder.Outcome outcome)
    {
        Assert.True(outcome.Code == 0, outcome.Output + outcome.Error);
        return outcome;
    }

    private Store Open() => Storage.Store.Open(new StoreSettings { Path = Store, ErasedFile = Erased }, TimeProvider.System);

    private static bool Knows(Store store, string userId)
    {
        using var snapshot = store.Read();
        return store.Identities.LeadOf(snapshot, store.Key.IdentityOf(IdentityKind.User, userId)) is not null;
    }
}
