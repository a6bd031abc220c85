using Kelvin.Server.Actions;
using Kelvin.Server.Tests.Pipelines;
using Xunit;
using static Kelvin.Server.Tests.Pipelines.Deployment;

namespace Kelvin.Server.Tests.Ledgers;

/// <summary>What becomes known late changes what is true now: the difference is raised once, as of now, and said to be late.</summary>
public sealed class ChangedPastTests : IDisposable
{
    private readonly Deployment kelvin = new();

    public void Dispose() => kelvin.Dispose();

    private Task Begin() => kelvin.Publish("interest", Ledgered.Plan);

    [Fact]
    public async Task An_event_after_the_last_look_counts_at_its_own_instant_however_late_it_comes()
    {
        await Begin();
        await kelvin.Process(Ledgered.Page("jan", Noon));
        kelvin.Clock.Now = Noon + (3 * Hour);
        await kelvin.Process(Ledgered.Page("jan", Noon + Hour));
        Assert.Equal("15 up 0d, 40 up 1h, >MQL 1h", kelvin.Show("jan"));
    }

    [Fact]
    public async Task An_event_before_the_last_look_counts_as_of_now()
    {
        await Begin();
        await kelvin.Process(Ledgered.Page("jan", Noon));
        kelvin.Clock.Now = Noon + (3 * Hour);
        await kelvin.Process(Ledgered.Page("jan", Noon - Hour));
        Assert.Equal("15 up 0d, 40 up 3h late, >MQL 3h late", kelvin.Show("jan"));
        await kelvin.PassTo(Noon + (13 * Day));
        Assert.Equal(3, kelvin.Raised("jan").Count);
    }

    [Fact]
    public async Task What_rose_and_fell_before_the_last_look_is_not_raised()
    {
        await Begin();
        kelvin.Clock.Now = Noon + (50 * Day);
        await kelvin.Process(Ledgered.Identify("jan", Noon + (50 * Day), "{}"));
        await kelvin.Process(Ledgered.Page("jan", Noon), Ledgered.Page("jan", Noon));
        Assert.Equal("", kelvin.Show("jan"));
    }

    [Fact]
    public async Task A_stranger_who_gives_a_name_is_not_announced_a_second_time()
    {
        await Begin();
        await kelvin.Process("""{"type":"page","anonymousId":"browser","messageId":"a1","timestamp":"2025-03-01T12:00:00Z"}""");
        kelvin.Clock.Now = Noon + Hour;
        await kelvin.Process("""{"type":"identify","userId":"jan","anonymousId":"browser","messageId":"a2","timestamp":"2025-03-01T13:00:00Z"}""");
        Assert.Equal("15 up 0d", kelvin.Show("jan"));
    }

    [Fact]
    public async Task Two_who_turn_out_to_be_one_cross_as_of_now()
    {
        await Begin();
        await kelvin.Process(Ledgered.Page("jan", Noon), """{"type":"page","anonymousId":"browser","messageId":"a1","timestamp":"2025-03-01T12:00:00Z"}""");
        kelvin.Clock.Now = Noon + Hour;
        await kelvin.Process("""{"type":"identify","userId":"jan","anonymousId":"browser","messageId":"a2","timestamp":"2025-03-01T13:00:00Z"}""");
        // The line that the stranger had crossed alone is in the history too.
        Assert.Equal("15 up 0d, 15 up 0d, 40 up 1h late, >MQL 1h late", kelvin.Show("jan"));
    }

    [Fact]
    public async Task Who_loses_a_browser_to_another_falls_as_of_now()
    {
        await Begin();
        await kelvin.Process("""{"type":"page","userId":"jan","anonymousId":"browser","messageId":"m1","timestamp":"2025-03-01T11:00:00Z"}""",
            """{"type":"page","anonymousId":"browser","messageId":"m2","timestamp":"2025-03-01T12:00:00Z"}""");
        kelvin.Clock.Now = Noon + Hour;
        await kelvin.Process("""{"type":"identify","userId":"eva","anonymousId":"browser","messageId":"m3","timestamp":"2025-03-01T09:00:00Z"}""");
        Assert.Equal("15 up -1h, 40 up 0d, >MQL 0d, 40 down 1h late", kelvin.Show("jan"));
        Assert.Equal("15 up 1h late", kelvin.Show("eva"));
    }

    [Fact]
    public async Task A_mark_is_raised_as_of_now_and_what_was_said_before_stays_as_it_was()
    {
        await Begin();
        await kelvin.Process(Ledgered.Page("jan", Noon - Hour, "m1"), Ledgered.Page("jan", Noon, "m2"));
        var before = kelvin.Raised("jan");
        kelvin.Clock.Now = Noon + Hour;
        var stream = kelvin.Lead("jan")!.Id;
        await kelvin.Store.WriteAsync(tx => kelvin.Pipeline.Mark(tx, [stream], kelvin.Store.Key.MessageOf("m2"), machine: true, null, "test"));
        await kelvin.Settle();

        Assert.Equal("15 up -1h, 40 up 0d, >MQL 0d, 40 down 1h late", kelvin.Show("jan"));
        var after = kelvin.Raised("jan");
        for (var i = 0; i < before.Count; i++)
        {
            Assert.Equal((before[i].Id, before[i].Score, before[i].Version), (after[i].Id, after[i].Score, after[i].Version));
            Assert.Equal(before[i].Parts, after[i].Parts);
        }
        Assert.Equal(("Pricing", 40.0), (after[1].Parts.First(part => part.Kind == "rule").Name, after[1].Parts.Sum(part => part.Points)));
    }

    [Fact]
    public async Task What_an_erased_colleague_had_said_counts_no_longer()
    {
        await Begin();
        await kelvin.Process(Ledgered.Group("eva", Noon, "acme", """{"employees":500}"""), Ledgered.Group("jan", Noon, "acme", "{}"));
        Assert.Equal("15 up 0d", kelvin.Show("jan"));
        kelvin.Clock.Now = Noon + Hour;
        var eva = kelvin.Lead("eva")!.Id;
        await kelvin.Eraser.EraseAsync(eva);
        await kelvin.Settle();
        Assert.Equal("15 up 0d, 15 down 1h late", kelvin.Show("jan"));
        Assert.Equal("", kelvin.Show("eva"));
    }

    [Fact]
    public async Task A_score_that_wobbles_says_how_far_it_had_fallen()
    {
        await kelvin.Publish("wobble", """
            plan: wobble
            engagement: { rules: [{ name: Mood, on: Mood, sum: by, bands: { -100: 0, 10: 10, 14: 14, 15: 15 }, within: 365d }] }
            thresholds: [15]
            """);
        var at = Noon;
        foreach (var by in new[] { 15, -1, 1, -5, 5 })
        {
            kelvin.Clock.Now = at += Hour;
            await kelvin.Process($$$"""{"type":"track","event":"Mood","userId":"jan","messageId":"w{{{at}}}","properties":{"by":{{{by}}}}}""");
        }
        Assert.Equal([null, 1L, 5L], kelvin.Raised("jan").Where(row => row.Direction == "up").Select(row => row.FellBack));
    }

    [Fact]
    public async Task A_crossing_and_its_message_are_recorded_in_one_transaction_under_one_id()
    {
        await Begin();
        var listener = new WebhookDocument("http://127.0.0.1:9/", "one", ["lead.crossing"], new MessageFilter(), WebhookFormat.Standard, false, 0, 0, []);
        await kelvin.Store.WriteAsync(tx => kelvin.Store.Webhooks.Add(tx, listener.Write(), "test", Noon));
        // Messages that nobody asked for do not stay in the outbox.
        await Run("create table told (message text)");
        await Run("create trigger telling after insert on outbox begin insert into told values (hex(new.item) || new.at); end");
        await Run("create trigger refusal before insert on outbox begin select raise(abort, 'refused'); end");
        await kelvin.Accept(Storage.Ingest.KeyPower.Server, Ledgered.Page("jan", Noon), Ledgered.Page("jan", Noon), Ledgered.Page("eva", Noon));
        await Until(() => kelvin.Faults.Count >= 3);
        Assert.Empty(kelvin.Rows("select hex(crossing) from crossings"));
        await Run("drop trigger refusal");
        kelvin.Store.Writer.Nudge();
        await Until(() => kelvin.Rows("select hex(crossing) from crossings").Count >= 4);

        Assert.Equal(kelvin.Rows("select hex(crossing) || at from crossings order by 1"), kelvin.Rows("select message from told order by 1"));
        Assert.Equal(4, kelvin.Rows("select hex(crossing) from crossings").Count);
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var turn = 0; !holds(); turn++)
        {
            if (turn > 12_000) throw new TimeoutException("It never comes true.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>By the writer itself: another connection might wait for ever beside slices that fail and begin again.</summary>
    private Task Run(string sql) => kelvin.Store.WriteAsync(tx => tx.Sql(sql).Run());
}
