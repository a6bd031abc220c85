using System.Text.Json;
using Kelvin.Server.Ledgers;
using Kelvin.Server.Segments;
using Kelvin.Server.Tests.Pipelines;
using Xunit;
using static Kelvin.Server.Tests.Pipelines.Deployment;

namespace Kelvin.Server.Tests.Segments;

/// <summary>Who is in which segment, and when they entered and left, by events and by time alone.</summary>
public sealed class SegmentTests : IDisposable
{
    private const string Plan = """
        plan: sales
        engagement:
          rules:
            - { name: Pages, on: page, points: 10, within: 10d }
            - { name: Clicks, on: Clicked, points: 1 }
        grades: { A: 10, B: null }
        """;

    private readonly Deployment kelvin = new();
    private int messages;

    public void Dispose() => kelvin.Dispose();

    private Task<int> Save(string name, string document) => kelvin.Store.WriteAsync(tx =>
    {
        var asked = SegmentDocument.Read(document) with { Name = name };
        Assert.Empty(SegmentReader.Problems(asked));
        var slot = kelvin.Store.Segments.All(tx).Count;
        return kelvin.Store.Segments.Add(tx, slot, asked.Write(), kelvin.Store.Plans.Renew(tx), kelvin.Clock.Now, "test").Segment;
    });

    private Task Page(string user, string path, long at) => kelvin.Process(
        $$$"""{"type":"page","userId":"{{{user}}}","messageId":"m{{{messages++}}}","timestamp":"{{{DateTimeOffset.FromUnixTimeMilliseconds(at):O}}}","properties":{"path":"{{{path}}}"}}""");

    private bool IsIn(string user, int slot = 0) => (kelvin.Lead(user)!.Segments >> slot & 1) != 0;

    private List<(string Direction, string? Name, long At)> Moves(string user) =>
        [.. kelvin.Raised(user).Where(raised => raised.Kind == "segment").Select(raised => (raised.Direction, raised.To ?? raised.From, raised.At.ToUnixTimeMilliseconds()))];

    [Fact]
    public async Task Who_visited_pricing_in_the_last_week_is_in_and_leaves_to_the_millisecond_when_the_week_is_over()
    {
        await Save("Pricing", """{"when":{"did":{"on":"page","where":{"property":"path","starts_with":"/pricing"},"within":"7d"}}}""");
        await Page("jan", "/pricing", Noon - Hour);
        Assert.True(IsIn("jan"));
        await kelvin.PassTo(Noon + 9 * Day);
        Assert.False(IsIn("jan"));
        Assert.Equal([("up", "Pricing", Noon), ("down", "Pricing", Noon - Hour + 7 * Day)], Moves("jan"));
    }

    [Fact]
    public async Task Who_falls_silent_enters_by_time_alone_and_leaves_with_the_next_event()
    {
        await Save("Silent", """{"when":{"none":[{"did":{"on":"*","within":"30d"}}]}}""");
        await Page("jan", "/", Noon - Day);
        Assert.False(IsIn("jan"));
        await kelvin.PassTo(Noon + 40 * Day);
        Assert.True(IsIn("jan"));
        await Page("jan", "/", Noon + 40 * Day);
        Assert.False(IsIn("jan"));
        Assert.Equal([("up", "Silent", Noon + 29 * Day), ("down", "Silent", Noon + 40 * Day)], Moves("jan"));
    }

    [Fact]
    public async Task Whose_score_fell_by_twenty_within_a_month_is_in_until_the_month_has_passed()
    {
        await kelvin.Publish("sales", Plan);
        await Save("Fell", """{"scores":[{"plan":"sales","fell":{"by":20,"within":"30d"}}]}""");
        await Page("jan", "/a", Noon - Hour);
        await Page("jan", "/b", Noon - Hour);
        Assert.False(IsIn("jan"));
        // The two pages count for ten days: 30 days after they came, the score so long ago was 20, and now it is 0.
        await kelvin.PassTo(Noon + 35 * Day);
        Assert.True(IsIn("jan"));
        await kelvin.PassTo(Noon + 60 * Day);
        Assert.False(IsIn("jan"));
        Assert.Equal([("up", "Fell", Noon - Hour + 30 * Day), ("down", "Fell", Noon - Hour + 40 * Day)], Moves("jan"));
    }

    [Fact]
    public async Task Scores_grades_and_stages_are_asked_for_with_all_else()
    {
        await kelvin.Publish("sales", Plan + "\nstages: [{ name: MQL, at: { score: 20 } }]\nfit: { rules: [{ name: Boss, when: { trait: position, is: ceo }, points: 10 }] }\n");
        await Save("Hot bosses", """{"when":{"trait":"position","is":"ceo"},"stages":["MQL"],"scores":[{"plan":"sales","atLeast":30,"grades":["A"]}]}""");
        await kelvin.Process("""{"type":"identify","userId":"jan","traits":{"position":"CEO"}}""", """{"type":"identify","userId":"eva","traits":{"position":"clerk"}}""");
        foreach (var user in (string[])["jan", "eva"]) await Page(user, "/a", Noon - Hour);
        Assert.False(IsIn("jan"));
        foreach (var user in (string[])["jan", "eva"]) await Page(user, "/b", Noon - Hour);
        Assert.True(IsIn("jan"));
        Assert.False(IsIn("eva"));
    }

    [Fact]
    public async Task Who_is_in_a_segment_when_it_is_made_does_not_enter_it_and_who_comes_later_does()
    {
        await Page("jan", "/pricing", Noon - Hour);
        await Save("Visitors", """{"when":{"did":{"on":"page"}}}""");
        await kelvin.Settle();
        await Page("eva", "/pricing", Noon - Hour);
        Assert.True(IsIn("jan"));
        Assert.Empty(Moves("jan"));
        Assert.Equal([("up", "Visitors", Noon)], Moves("eva"));
    }

    [Fact]
    public async Task A_segment_that_is_removed_is_left_without_a_word_and_its_bit_is_free_when_all_leads_were_asked()
    {
        var visitors = await Save("Visitors", """{"when":{"did":{"on":"page"}}}""");
        await Page("jan", "/pricing", Noon - Hour);
        await kelvin.Store.WriteAsync(tx =>
        {
            kelvin.Store.Segments.Remove(tx, visitors, kelvin.Store.Plans.Renew(tx));
            return true;
        });
        await kelvin.Settle();
        Assert.False(IsIn("jan"));
        Assert.Equal([("up", "Visitors", Noon)], Moves("jan"));
    }

    [Fact]
    public async Task Two_visitors_who_turn_out_to_be_one_lead_do_not_enter_again()
    {
        await Save("Visitors", """{"when":{"did":{"on":"page"}}}""");
        await kelvin.Process("""{"type":"page","anonymousId":"a1","messageId":"x1"}""", """{"type":"page","anonymousId":"a2","messageId":"x2"}""");
        await kelvin.Process("""{"type":"identify","anonymousId":"a1","userId":"jan"}""", """{"type":"identify","anonymousId":"a2","userId":"jan"}""");
        Assert.True(IsIn("jan"));
        Assert.All(Moves("jan"), move => Assert.Equal("up", move.Direction));
        Assert.Equal(2, Moves("jan").Count);
    }

    [Theory]
    [InlineData("""{"name":"x"}""", "when")]
    [InlineData("""{"name":"","stages":["MQL"]}""", "name")]
    [InlineData("""{"name":"x","when":{"trait":"position","iss":"ceo"}}""", "when.iss")]
    [InlineData("""{"name":"x","scores":[{"plan":"sales","fell":{"by":0,"within":"30d"}}]}""", "scores[0].fell.by")]
    [InlineData("""{"name":"x","scores":[{"plan":"sales","fell":{"by":5,"within":"a month"}}]}""", "scores[0].fell.within")]
    public void What_cannot_be_asked_is_refused_with_its_place(string document, string path) =>
        Assert.Contains(SegmentReader.Problems(SegmentDocument.Read(document)), problem => problem.Path == path);
}
