using Kelvin.Scoring.Ledger;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Tests.Equality;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Xunit;

namespace Kelvin.Scoring.Tests.Ledger;

/// <summary>Single walks, where every number can be followed by hand.</summary>
public class WalkTests
{
    private const long Day = 86_400_000;

    private const string Pricing = """
        plan: p
        engagement:
          rules:
            - { name: Pricing, on: page, points: 20, within: 30d }
            - { name: Clicks, on: Clicked, points: 1 }
        thresholds: [30]
        stages:
          - { name: MQL, at: { score: 40 } }
          - { name: SQL, at: { score: 60 }, below: { score: 50, for: 14d } }
          - { name: Customer, on: Order Completed }
          - { name: Lead, on: Order Cancelled }
        """;

    private readonly List<Event> events = [];
    private PlanLedger[]? ledgers;
    private Placement place = Placement.Nowhere;
    private long? until;

    private void Happens(long day, string name, int times = 1)
    {
        for (var i = 0; i < times; i++) events.Add(new Event { MessageId = $"{day}-{name}-{i}-{events.Count}", Timestamp = day * Day, Name = name });
    }

    private WalkEnd Walk(long toDay, string plan = Pricing, PlanNews news = PlanNews.None)
    {
        var set = PlanSet.Compile([EngineCase.Read(plan)]);
        var timeline = new Timeline();
        timeline.Fill(new LeadHistory("jan", events), set.Shapes);
        var keeper = new LedgerKeeper(set);
        ledgers = ledgers is null || ledgers[0].Plan.Plan.Source != plan ? [Renewed(keeper.LeadPlans[0])] : ledgers;
        var end = keeper.Keep(timeline, _ => null, ledgers, [news], new WalkStart(until, place, Funnel.Default, toDay * Day));
        (place, until) = (end.Place, end.Until);
        return end;
    }

    private PlanLedger Renewed(LedgerPlan plan) => new(plan) { Score = ledgers?[0].Score };

    private static string Show(WalkEnd end) => string.Join(", ", end.Crossings.Where(c => c.Kind == CrossingKind.Score)
        .Select(c => $"{c.Line} {c.Direction} {c.At / Day}{(c.Late ? " late" : "")}")
        .Concat(end.Moves.Select(m => $"{m.From ?? "-"}>{m.To ?? "-"} {m.At / Day}{(m.Late ? " late" : "")}{(m.Silent ? " silent" : "")}")));

    [Fact]
    public void Time_alone_takes_a_score_back_over_its_line()
    {
        Happens(1, "page", 2);
        Assert.Equal("30 Up 1, 40 Up 1, 40 Down 31, 30 Down 31, ->MQL 1", Show(Walk(100)));
    }

    [Fact]
    public void Walked_again_nothing_is_raised_again()
    {
        Happens(1, "page", 2);
        Walk(5);
        Assert.Equal("", Show(Walk(5)));
    }

    [Fact]
    public void A_late_event_is_told_as_of_now()
    {
        Happens(1, "page");
        Walk(10);
        Happens(3, "page");
        Assert.Equal("30 Up 12 late, 40 Up 12 late, ->MQL 12 late", Show(Walk(12)));
    }

    [Fact]
    public void What_was_crossed_up_and_down_again_before_E_is_not_told()
    {
        Happens(50, "page");
        Walk(60);
        Happens(1, "page", 3);
        Assert.Equal("", Show(Walk(61)));
    }

    [Fact]
    public void A_lead_falls_to_the_stage_below_when_its_score_was_too_low_for_long_enough()
    {
        Happens(1, "page", 3);
        Assert.Equal(["->SQL 1", "SQL>MQL 45"], Walk(100).Moves.Select(m => $"{m.From ?? "-"}>{m.To} {m.At / Day}"));
    }

    [Fact]
    public void An_event_moves_a_lead_on_and_another_moves_it_back()
    {
        Happens(1, "page", 2);
        Happens(2, "Order Completed");
        Happens(3, "Order Cancelled");
        Assert.Equal(["->MQL", "MQL>Customer", "Customer>Lead"], Walk(4).Moves.Select(m => $"{m.From ?? "-"}>{m.To}"));
    }

    [Fact]
    public void An_order_that_comes_late_still_makes_a_customer()
    {
        Happens(2, "page", 2);
        Walk(5);
        Happens(1, "Order Completed");
        Assert.Equal("MQL>Customer 6 late", Show(Walk(6)));
    }

    [Fact]
    public void A_late_event_does_not_undo_what_a_person_said_after_it()
    {
        Happens(1, "page", 2);
        Walk(5);
        place = new Placement("Disqualified", 4 * Day, MoveCause.Person, null);
        Happens(3, "Order Completed");
        Assert.Equal("", Show(Walk(6)));
    }

    [Fact]
    public void After_a_person_moved_it_back_a_lead_must_have_lost_the_score_before_it_comes_again()
    {
        Happens(1, "page", 2);
        Walk(5);
        place = new Placement("Lead", 5 * Day, MoveCause.Person, null);
        Happens(6, "page");
        Assert.Equal("60 Up 6, Lead>SQL 6", Show(Walk(7)));
        place = new Placement("Lead", 7 * Day, MoveCause.Person, null);
        Happens(8, "Clicked");
        Assert.Equal("", Show(Walk(9)));
        Happens(40, "page", 2);
        Assert.Equal(["Lead>MQL 40"], Walk(41).Moves.Select(m => $"{m.From}>{m.To} {m.At / Day}"));
    }

    [Theory]
    [InlineData(PlanNews.Raised, "15 Up 3 late, 20 Up 3 late, ->MQL 3 late")]
    [InlineData(PlanNews.Silent, "->MQL 3 late silent")]
    public void A_new_version_is_raised_or_taken_in_without_a_word(PlanNews news, string raised)
    {
        const string first = "{ plan: p, engagement: { rules: [{ name: a, on: page, points: 5 }] } }";
        const string second = "{ plan: p, engagement: { rules: [{ name: a, on: page, points: 20 }] }, thresholds: [15], stages: [{ name: MQL, at: { score: 20 } }] }";
        Happens(1, "page");
        Walk(2, first);
        Assert.Equal(raised, Show(Walk(3, second, news)));
    }

    [Fact]
    public void A_line_reached_again_says_how_far_the_score_had_fallen()
    {
        Happens(1, "page", 2);
        Happens(20, "page");
        Happens(35, "page");
        Assert.Equal([null, 10L], Walk(36).Crossings.Where(c => c is { Line: 30, Direction: Direction.Up }).Select(c => c.FellBack));
    }

    [Fact]
    public void A_walk_cut_short_goes_on_where_it_was()
    {
        for (var day = 1; day <= 20; day++) Happens(day * 40, "page", 2);
        var set = PlanSet.Compile([EngineCase.Read(Pricing)]);
        var timeline = new Timeline();
        timeline.Fill(new LeadHistory("jan", events), set.Shapes);
        var keeper = new LedgerKeeper(set);
        PlanLedger[] kept = [new PlanLedger(keeper.LeadPlans[0])];
        var start = new WalkStart(null, Placement.Nowhere, Funnel.Default, 1_000 * Day);
        var ups = 0;
        for (WalkEnd? end = null; end is null or { IsCutShort: true }; start = start with { Until = end.Until, Place = end.Place })
        {
            end = keeper.Keep(timeline, _ => null, kept, [PlanNews.None], start, most: 3);
            ups += end.Crossings.Count(c => c is { Line: 30, Direction: Direction.Up });
        }
        Assert.Equal(20, ups);
    }

    [Fact]
    public void A_lead_comes_into_the_audience_by_time_alone()
    {
        const string renewal = "{ plan: p, audience: { trait: renewal, due_within: 10d }, fit: { rules: [{ name: a, points: 40 }] }, thresholds: [30] }";
        events.Add(new Event { MessageId = "1", Timestamp = Day, Name = Event.Identify, Properties = ValueReader.Read("""{"renewal":"1970-02-01"}""") });
        Assert.Equal("30 Up 21, 30 Down 31", Show(Walk(100, renewal)));
    }
}
