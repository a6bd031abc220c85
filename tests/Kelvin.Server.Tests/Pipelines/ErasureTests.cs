using System.Text;
using Kelvin.Server.Erasure;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Xunit;

namespace Kelvin.Server.Tests.Pipelines;

public class ErasureTests
{
    private const string Jan = """{"type":"identify","userId":"jan-canary","anonymousId":"browser-canary","messageId":"m1","traits":{"email":"jan@canary.example","name":"Jan Canary"},"context":{"ip":"203.0.113.77"}}""";
    private const string Visit = """{"type":"page","userId":"jan-canary","messageId":"m2","properties":{"title":"A canary's own page"}}""";
    private const string Eva = """{"type":"page","userId":"eva","messageId":"m3"}""";

    private static readonly string[] Canaries = ["jan-canary", "browser-canary", "jan@canary.example", "Jan Canary", "203.0.113.77", "canary's own page"];

    [Fact]
    public async Task The_erased_are_in_no_table_and_no_count()
    {
        using var kelvin = new Deployment();
        await kelvin.Process(Jan, Visit, Eva);
        var jan = kelvin.Lead("jan-canary")!.Id;
        await Erase(kelvin, jan);

        Assert.Null(kelvin.LeadOf(IdentityKind.User, "jan-canary"));
        Assert.Null(kelvin.LeadOf(IdentityKind.Email, "jan@canary.example"));
        Assert.Equal((1, 1), (kelvin.Count(Counter.Leads), kelvin.Count(Counter.Events)));
        Assert.Equal(["eva's"], kelvin.Rows("select 'eva''s' from events"));
        Assert.All(["links", "scores", "erasures"], table => Assert.Empty(kelvin.Rows($"select '{table}' from {table}")));
    }

    [Theory]
    [InlineData("""{"type":"page","userId":"jan-canary","messageId":"late"}""")]
    [InlineData("""{"type":"page","anonymousId":"browser-canary","messageId":"late"}""")]
    [InlineData("""{"type":"identify","anonymousId":"new","messageId":"late","traits":{"email":" JAN@canary.example"}}""")]
    [InlineData("""{"type":"track","event":"Opened","messageId":"late","context":{"traits":{"email":"jan@canary.example"}}}""")]
    [InlineData("""{"type":"identify","userId":"jan-canary","anonymousId":"new","messageId":"late"}""")]
    [InlineData("""{"type":"page","userId":"new","anonymousId":"browser-canary","messageId":"late"}""")]
    [InlineData("""{"type":"alias","userId":"new","previousId":"jan-canary","messageId":"late"}""")]
    [InlineData("""{"type":"alias","userId":"jan-canary","previousId":"new","messageId":"late"}""")]
    [InlineData("""{"type":"alias","userId":"eva","previousId":"browser-canary","messageId":"late"}""")]
    [InlineData("""{"type":"group","userId":"jan-canary","groupId":"acme","messageId":"late"}""")]
    public async Task Nobody_comes_back(string late)
    {
        using var kelvin = new Deployment();
        await kelvin.Process(Jan, Visit, Eva);
        await Erase(kelvin, kelvin.Lead("jan-canary")!.Id);
        await kelvin.Process(late);
        await kelvin.ProcessInPublic(late.Replace("late", "later", StringComparison.Ordinal));

        Assert.Equal((1, 1, 2), (kelvin.Count(Counter.Leads), kelvin.Count(Counter.Events), kelvin.Count(Counter.Suppressed)));
        Assert.Single(kelvin.Rows("select 'one' from identities"));
    }

    [Fact]
    public async Task Who_is_known_goes_on_using_the_browser_of_an_erased_person()
    {
        using var kelvin = new Deployment();
        await kelvin.Process(Jan, Eva);
        await Erase(kelvin, kelvin.Lead("jan-canary")!.Id);
        await kelvin.Process("""{"type":"page","userId":"eva","anonymousId":"browser-canary","messageId":"m4"}""");

        Assert.Equal(2, kelvin.Lead("eva")!.Events);
        Assert.Null(kelvin.LeadOf(IdentityKind.Anonymous, "browser-canary"));
    }

    [Fact]
    public async Task What_waits_in_the_inbox_brings_nobody_back()
    {
        using var kelvin = new Deployment();
        await kelvin.Process(Jan);
        var erasing = Erase(kelvin, kelvin.Lead("jan-canary")!.Id);
        for (var i = 0; i < 50; i++) await kelvin.Accept(Storage.Ingest.KeyPower.Server, Visit.Replace("m2", $"late {i}", StringComparison.Ordinal));
        await erasing;
        await kelvin.Settle();

        Assert.Equal(0, kelvin.Count(Counter.Leads));
        Assert.Empty(kelvin.Rows("select 'one' from events"));
    }

    [Fact]
    public async Task No_name_of_a_person_is_ever_on_disk_in_the_clear()
    {
        TestStores.OnlyOnSqlite("It looks into the file.");
        using var kelvin = new Deployment();
        for (var i = 0; i < 30; i++) await kelvin.Process(Jan.Replace("m1", $"a{i}", StringComparison.Ordinal), Visit.Replace("m2", $"b{i}", StringComparison.Ordinal), Eva);
        Assert.Empty(FoundOnDisk(kelvin));
        await Erase(kelvin, kelvin.Lead("jan-canary")!.Id);
        Assert.Empty(FoundOnDisk(kelvin));
    }

    [Fact]
    public async Task The_log_is_cut_to_nothing_after_an_erasure()
    {
        TestStores.OnlyOnSqlite("It looks into the file.");
        using var kelvin = new Deployment();
        await kelvin.Process(Jan, Visit, Eva);
        await Erase(kelvin, kelvin.Lead("jan-canary")!.Id);
        for (var i = 0; i < 100 && new FileInfo(kelvin.Path + "-wal").Length > 0; i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(0, new FileInfo(kelvin.Path + "-wal").Length);
    }

    [Fact]
    public async Task The_key_of_an_erased_stream_is_no_longer_in_the_file()
    {
        TestStores.OnlyOnSqlite("It looks into the file.");
        using var kelvin = new Deployment();
        await kelvin.Process(Jan, Visit, Eva);
        byte[] salt;
        using (var snapshot = kelvin.Store.Read()) salt = kelvin.Store.Identities.Find(snapshot, kelvin.Lead("jan-canary")!.Id)!.Salt;
        Assert.True(OnDisk(kelvin).AsSpan().IndexOf(salt) >= 0);
        await Erase(kelvin, kelvin.Lead("jan-canary")!.Id);
        kelvin.Store.Dispose();
        Assert.Equal(-1, OnDisk(kelvin).AsSpan().IndexOf(salt));
    }

    [Fact]
    public async Task An_account_forgets_what_an_erased_member_said_of_it()
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("size", """
            plan: size
            fit: { rules: [{ name: Large, when: { account: employees, gte: 100 }, points: 10 }] }
            """);
        await kelvin.Process(
            """{"type":"group","userId":"jan","groupId":"acme","messageId":"m1","traits":{"employees":500}}""",
            """{"type":"group","userId":"eva","groupId":"acme","messageId":"m2"}""");
        await Erase(kelvin, kelvin.Lead("jan")!.Id);

        Assert.Equal(0, Assert.Single(kelvin.Scores(kelvin.Lead("eva")!.Id)).Score);
    }

    private static async Task Erase(Deployment kelvin, StreamId lead)
    {
        Assert.Equal(lead, await kelvin.Eraser.EraseAsync(lead));
        await kelvin.Settle();
    }

    private static IEnumerable<string> FoundOnDisk(Deployment kelvin)
    {
        var bytes = OnDisk(kelvin);
        return Canaries.Where(canary => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)) >= 0);
    }

    private static byte[] OnDisk(Deployment kelvin) =>
        [.. Directory.GetFiles(System.IO.Path.GetDirectoryName(kelvin.Path)!).Where(file => file.EndsWith(".db", StringComparison.Ordinal) || file.EndsWith("-wal", StringComparison.Ordinal)).SelectMany(Read)];

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
