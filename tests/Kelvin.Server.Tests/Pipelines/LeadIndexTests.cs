using Kelvin.Server.Leads;
using Kelvin.Storage;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Sqlite;
using Xunit;

namespace Kelvin.Server.Tests.Pipelines;

/// <summary>The index in memory finds what the store would, in the same order, and a summary says what the history does.</summary>
public class LeadIndexTests
{
    private const string Plan = """
        plan: interest
        fit: { rules: [{ name: Boss, when: { trait: title, is: boss }, points: 20 }] }
        engagement: { rules: [{ name: Pages, on: page, points: 5, max: 40 }] }
        grades: { A: 10, B: null }
        levels: { 1: 20, 2: 10, 3: null }
        """;

    private static readonly string[] Titles = ["boss", "clerk", "Écrivain"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task It_follows_what_is_written(int seed)
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("interest", Plan);
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            await kelvin.Process([.. Enumerable.Range(0, 40).Select(_ => Call(random))]);
            if (round % 4 == 3 && kelvin.Lead($"user {random.Next(30)}") is { } lead) await kelvin.Eraser.EraseAsync(lead.Id);
            await kelvin.Settle();
        }
        await kelvin.Process("""{"type":"page","userId":"last"}""");
        Assert.Empty(kelvin.Verify());
        Agrees(kelvin, kelvin.Index);
        Agrees(kelvin, Filled(kelvin));
    }

    [Theory]
    [InlineData("user 7\n")]
    [InlineData("clerk")]
    [InlineData("écri")]
    [InlineData("@example.org")]
    [InlineData("acme 3")]
    [InlineData("nobody at all")]
    public async Task A_search_is_complete(string text)
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("interest", Plan);
        var random = new Random(9);
        await kelvin.Process([.. Enumerable.Range(0, 400).Select(_ => Call(random))]);
        var expected = Kept(kelvin).Where(summary => System.Text.Encoding.UTF8.GetString(SearchText.Of(summary.Summary)).Contains(text, StringComparison.Ordinal)).Select(summary => summary.Lead).Order();
        foreach (var index in new[] { kelvin.Index, Filled(kelvin) })
        {
            Assert.Equal(expected, index.Find(new IndexQuery(null, new ScoreFilter(), text, null, false, 10_000)).Select(place => place.Subject));
        }
    }

    [Fact]
    public async Task What_a_late_call_says_has_its_place_in_the_past()
    {
        using var kelvin = new Deployment();
        await kelvin.Process("""{"type":"identify","userId":"ann","messageId":"2","timestamp":"2025-02-02T00:00:00Z","traits":{"title":"new","city":"Oslo"}}""");
        await kelvin.Process("""{"type":"identify","userId":"ann","messageId":"1","timestamp":"2025-02-01T00:00:00Z","traits":{"title":"old","phone":"1"}}""");
        await kelvin.Process("""{"type":"identify","userId":"ann","messageId":"3","timestamp":"2025-02-03T00:00:00Z","traits":{"city":null}}""");
        var traits = Kept(kelvin).Single().Summary.Traits!;
        Assert.Equal(("new", "1", 2), (traits["title"].AsText, traits["phone"].AsText, traits.Count));
        Assert.Empty(kelvin.Verify());
    }

    private static string Call(Random random)
    {
        int who = random.Next(30), day = random.Next(1, 28);
        var at = $"2025-02-{day:00}T{random.Next(24):00}:00:00Z";
        var id = $"\"messageId\":\"{random.Next()}\",\"timestamp\":\"{at}\"";
        return random.Next(6) switch
        {
            0 => $$"""{ "type":"identify","userId":"user {{who}}",{{id}},"traits":{"email":"u{{who}}@example.org","title":"{{Titles[random.Next(3)]}}","company":{"name":"Firm {{random.Next(5)}}" } } }""",
            1 => $$"""{"type":"group","userId":"user {{who}}",{{id}},"groupId":"acme {{random.Next(5)}}"}""",
            2 => $$"""{"type":"page","anonymousId":"browser {{who}}",{{id}}}""",
            3 => $$"""{"type":"page","anonymousId":"browser {{random.Next(30)}}","userId":"user {{who}}",{{id}}}""",
            _ => $$"""{"type":"page","userId":"user {{who}}",{{id}}}""",
        };
    }

    private static LeadIndex Filled(Deployment kelvin)
    {
        var index = new LeadIndex();
        using var snapshot = kelvin.Store.Read();
        index.Fill([.. kelvin.Store.Leads.IdsAfter(snapshot, default, 10_000).Select(id => new LeadChange(id, kelvin.Store.Scores.Of(snapshot, id), kelvin.Store.Summaries.Find(snapshot, id)))]);
        return index;
    }

    private static List<(StreamId Lead, Storage.Leads.LeadSummary Summary)> Kept(Deployment kelvin)
    {
        using var snapshot = kelvin.Store.Read();
        return kelvin.Store.Summaries.After(snapshot, default, 10_000);
    }

    private static void Agrees(Deployment kelvin, LeadIndex index)
    {
        using var snapshot = kelvin.Store.Read();
        foreach (var filter in new[] { new ScoreFilter(), new ScoreFilter(Grade: "A"), new ScoreFilter(Grade: "Z"), new ScoreFilter(Level: "2", Least: 5), new ScoreFilter(Label: "B3", Most: 30) })
        {
            foreach (var lowestFirst in new[] { false, true }) Agrees(kelvin, snapshot, index, filter, lowestFirst);
        }
    }

    /// <summary>Page by page to the end.</summary>
    private static void Agrees(Deployment kelvin, Snapshot snapshot, LeadIndex index, ScoreFilter filter, bool lowestFirst)
    {
        ScorePlace? after = null;
        while (true)
        {
            var expected = kelvin.Store.ScoreLists.Leads(snapshot, 1, filter, after, lowestFirst, 7).Select(row => new ScorePlace(row.Score, row.Subject)).ToList();
            Assert.Equal(expected, index.Find(new IndexQuery(1, filter, null, after, lowestFirst, 7)));
            if (expected.Count < 7) return;
            after = expected[^1];
        }
    }
}
