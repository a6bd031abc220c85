using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Xunit;

namespace Kelvin.Scoring.Tests.Timelines;

public class PackedTimelinesTests
{
    private const long Day = 86_400_000;
    private static readonly PlanSet Plans = PlanSet.Compile([PlanReader.Read("""
        plan: p
        fit: { rules: [ { name: Size, by: { account: size }, times: 1 }, { name: Age, by: age, times: 1 } ] }
        engagement: { rules: [ { name: Sum, on: C, sum: n, times: 1 } ] }
        """).Plan!]);

    [Fact]
    public void What_was_packed_comes_out_as_it_was()
    {
        var random = new Random(1);
        var packed = new PackedTimelines(Plans.Shapes);
        var timelines = Enumerable.Range(0, 300).Select(i => Any(random, i % 7 == 0 ? random.Next(3000) : random.Next(30))).ToList();
        foreach (var (timeline, i) in timelines.Select((timeline, i) => (timeline, i))) Assert.Equal(i, packed.Add(timeline));
        var read = new Timeline();
        foreach (var i in Enumerable.Range(0, timelines.Count).Reverse())
        {
            packed.Read(i, "lead", read);
            Assert.Equal(Shown(timelines[i]), Shown(read));
        }
    }

    [Fact]
    public void Years_between_two_events_and_the_first_and_last_year_are_kept()
    {
        var timeline = new Timeline();
        foreach (var time in new[] { Dates.First, Dates.First + 1, 0, uint.MaxValue, 2L * uint.MaxValue, Dates.Last }) timeline.Add(time, 3);
        var packed = new PackedTimelines(Plans.Shapes);
        var read = new Timeline();
        packed.Read(packed.Add(timeline), "", read);
        Assert.Equal(timeline.Times.ToArray(), read.Times.ToArray());
        Assert.Equal(timeline.Shapes.ToArray(), read.Shapes.ToArray());
    }

    [Fact]
    public void An_event_takes_six_bytes()
    {
        var timeline = new Timeline();
        for (var i = 0; i < 1_000_000; i++) timeline.Add(i * Day / 100, i % 60_000);
        var packed = new PackedTimelines(Plans.Shapes);
        packed.Add(timeline);
        Assert.InRange(packed.Bytes, 6_000_000, 6_001_000);
    }

    [Fact]
    public void A_packed_lead_has_the_score_of_its_history()
    {
        var lead = new LeadHistory("l", [
            new Event { MessageId = "1", Timestamp = 0, Name = Event.Identify, Properties = ValueReader.Read("""{"age":40}""") },
            new Event { MessageId = "2", Timestamp = Day, Name = Event.Group, GroupId = "a", Properties = ValueReader.Read("""{"size":7}""") },
            new Event { MessageId = "3", Timestamp = 100 * Day, Name = "C", Properties = ValueReader.Read("""{"n":500}""") }]);
        var accounts = AccountHistory.From([lead]);
        var timeline = new Timeline();
        timeline.Fill(lead, Plans.Shapes);
        var packed = new PackedTimelines(Plans.Shapes);
        Assert.Equal(547, Plans.LeadPlans[0].Score(packed, packed.Add(timeline), accounts.GetValueOrDefault, 200 * Day)!.Value.Value);
    }

    private static Timeline Any(Random random, int events)
    {
        var timeline = new Timeline();
        var layout = Plans.Shapes.LayoutOf("C");
        var time = random.NextInt64(-Day, Day);
        for (var i = 0; i < events; i++)
        {
            time += random.Next(5) == 0 ? 0 : random.NextInt64(1L << random.Next(1, 37));
            if (random.Next(9) == 0) timeline.Add(time, ShapeTable.Unnumbered(layout, [Value.Of((double)i)], machine: false));
            else timeline.Add(time, random.Next(9) == 0 ? ShapeTable.Capacity - 1 : random.Next(ShapeTable.Capacity));
            if (random.Next(9) == 0) timeline.AddTraits(time, Plans.Shapes.PatchOf(ValueReader.Read($$"""{"age":{{i}}}""")));
            if (random.Next(9) == 0) timeline.AddBinding(time, $"account {random.Next(5)}");
        }
        return timeline;
    }

    private static string Shown(Timeline timeline) => string.Join('\n',
        timeline.Times.ToArray().Zip(timeline.Shapes.ToArray(), (time, shape) => $"{time} {(shape < 0 ? timeline.Own[-1 - shape].Fields[0].ToString() : shape)}")
            .Concat(timeline.Patches.ToArray().Select(identified => $"{identified.Time} {string.Join(',', identified.Patch.Numbers)}"))
            .Concat(timeline.Bindings.Select(binding => $"{binding.Time} {binding.AccountId}")));
}
