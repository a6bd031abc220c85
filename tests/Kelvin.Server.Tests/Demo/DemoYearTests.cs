using System.Text;
using System.Text.Json.Nodes;
using Kelvin.Scoring.Plans;
using Kelvin.Server.Demo;
using Kelvin.Server.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.Demo;

public class DemoYearTests
{
    /// <summary>2025-03-01T12:00:00Z.</summary>
    private const long Noon = 1_740_830_400_000;

    private static readonly List<DemoCall> Calls = new DemoYear(1, 300, Noon).Calls();

    private static string Text(DemoCall call) => Encoding.UTF8.GetString(call.Json);

    [Fact]
    public void The_same_seed_makes_the_same_year() =>
        Assert.Equal(Calls.Select(Text), new DemoYear(1, 300, Noon).Calls().Select(Text));

    [Fact]
    public void Another_seed_makes_other_people() =>
        Assert.NotEqual(Calls.Take(100).Select(Text), new DemoYear(2, 300, Noon).Calls().Take(100).Select(Text));

    [Fact]
    public void The_year_ends_now_and_goes_on_day_by_day()
    {
        Assert.InRange(Calls[^1].At, Noon - 3 * Calendar.Day, Noon);
        Assert.True(Calls[0].At >= Noon - 366 * Calendar.Day);
        Assert.True(Calls.Zip(Calls.Skip(1)).All(pair => pair.First.At <= pair.Second.At));
        Assert.True(Calls.Select(call => call.At / (30 * Calendar.Day)).Distinct().Count() >= 12);
    }

    [Fact]
    public void Every_call_is_one_that_the_server_takes_and_has_an_id_of_its_own()
    {
        Assert.All(Calls, call => Assert.Equal(CallProblem.None, CallReader.Read(call.Json, out _)));
        Assert.Equal(Calls.Count, Calls.Select(call => (string)JsonNode.Parse(call.Json)!["messageId"]!).Distinct().Count());
    }

    [Fact]
    public void Nobody_has_an_address_that_could_be_somebodys() =>
        Assert.All(Calls.Select(call => (string?)JsonNode.Parse(call.Json)!["traits"]?["email"]).OfType<string>(), email => Assert.EndsWith(".example", email));

    [Theory]
    [InlineData("Deal Opened")]
    [InlineData("Deal Won")]
    [InlineData("Deal Lost")]
    [InlineData("Email Opened")]
    [InlineData("Webinar Attended")]
    [InlineData("Guide Downloaded")]
    [InlineData("Video Content Playing")]
    [InlineData("Signed In")]
    public void What_a_plan_may_ask_for_happens(string name) => Assert.Contains(Calls, call => (string?)JsonNode.Parse(call.Json)!["event"] == name);

    [Fact]
    public void Some_openings_are_a_gateways() => Assert.Contains(Calls, call => Text(call).Contains("\"machine\":true", StringComparison.Ordinal));

    [Fact]
    public void Its_four_plans_are_right()
    {
        Assert.Equal(["account-readiness", "cold-leads", "interest-in-flow", "sales-readiness"], DemoPlans.All().Select(plan => plan.Id).Order());
        Assert.All(DemoPlans.All(), plan =>
        {
            var reading = PlanReader.Read(plan.Document);
            Assert.Empty(reading.Problems);
            Assert.Empty(reading.Warnings);
            Assert.Equal(plan.Id, reading.Plan!.Id);
        });
    }

    [Fact]
    public void What_happens_live_is_taken_too_and_is_never_twice_the_same()
    {
        using var live = new DemoLive(new DemoYear(1, 300, Noon), "http://127.0.0.1:1", "none");
        var calls = new List<DemoCall>();
        for (var visit = 0; visit < 200; visit++) live.Visit(Noon + visit * Calendar.Minute, calls);
        Assert.All(calls, call => Assert.Equal(CallProblem.None, CallReader.Read(call.Json, out _)));
        Assert.Equal(calls.Count, calls.Select(call => (string)JsonNode.Parse(call.Json)!["messageId"]!).Distinct().Count());
    }
}
