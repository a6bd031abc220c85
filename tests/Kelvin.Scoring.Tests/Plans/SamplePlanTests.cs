using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Rules;
using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

public class SamplePlanTests
{
    private const long Day = 86_400_000;

    private static readonly Plan Sales = SamplePlans.Valid(SamplePlans.SalesReadiness);
    private static readonly Plan Account = SamplePlans.Valid(SamplePlans.AccountReadiness);

    private static EventRule Rule(string name) => Sales.Engagement.Items.OfType<EventRule>().Single(r => r.Name == name);

    [Fact]
    public void Plan_keeps_its_source_to_the_letter() => Assert.Equal(SamplePlans.SalesReadiness, Sales.Source);

    [Fact]
    public void Sides_have_their_bounds_and_rules()
    {
        Assert.Equal((-100, 60, 3), (Sales.Fit.Min, Sales.Fit.Max, Sales.Fit.Items.Count));
        Assert.Equal((null, 100, 8), (Sales.Engagement.Min, Sales.Engagement.Max, Sales.Engagement.Items.Count));
    }

    [Fact]
    public void Fit_rule_has_what_it_gives_otherwise()
    {
        var rule = (FitRule)Sales.Fit.Items[0];
        Assert.Equal(new FixedPoints(10, -5), rule.Points);
        Assert.IsType<Test>(rule.When);
    }

    [Fact]
    public void Bare_path_is_a_trait_on_fit_and_a_property_on_engagement()
    {
        var region = (ValueTable)((FitRule)Sales.Fit.Items[1]).Points;
        var watched = (BandTable)((EachEvent)Rule("Watches a video").Measure).Points;
        Assert.Equal(new Operand(OperandRoot.Trait, "region"), region.By);
        Assert.Equal((new Operand(OperandRoot.Property, "position"), new Operand(OperandRoot.Property, "total_length")), (watched.By, watched.Of));
    }

    [Fact]
    public void Limit_window_and_bound_are_read()
    {
        var rule = Rule("Opens our e-mail");
        Assert.Equal((new Limit(1, Per.Day), 90 * Day, 30), (rule.Limits.Single(), rule.Events.Within, rule.Max));
    }

    [Fact]
    public void Measures_are_read()
    {
        Assert.Equal(new HalfLife(30 * Day), ((EachEvent)Rule("Looks at pricing").Measure).Decay);
        Assert.Equal(new AtLeastEvents(3, 15), Rule("Keeps coming back to pricing").Measure);
        Assert.Equal(new AbsentFor(30 * Day, -10, null), Rule("Silence").Measure);
        Assert.Equal(new Operand(OperandRoot.Property, "total"), ((Total)Rule("Has bought for").Measure).SumOf);
    }

    [Fact]
    public void Visit_has_a_gap_of_half_an_hour_unless_said_otherwise() =>
        Assert.Equal(new Visit(5, 30 * 60_000), Rule("Reads five product pages in one visit").Visit);

    [Fact]
    public void Grades_and_levels_keep_the_names_as_written()
    {
        Assert.Equal([new Band("A", 40), new Band("B", 25), new Band("C", 10), new Band("D", null)], Sales.Grades);
        Assert.Equal([new Band("1", 60), new Band("2", 30), new Band("3", 10), new Band("4", null)], Sales.Levels);
    }

    [Fact]
    public void Stages_and_ceilings_are_read()
    {
        Assert.Equal(["A", "B"], Sales.Stages[1].At!.Grades!);
        Assert.Equal((20, "C", null, "nurture"), (Sales.Ceilings[0].Score, Sales.Ceilings[0].Grade, Sales.Ceilings[0].Level, Sales.Ceilings[0].Verdict));
    }

    [Fact]
    public void Account_plan_has_members_and_committee()
    {
        Assert.Equal(PlanKind.Account, Account.Kind);
        Assert.Equal((MemberSide.Engagement, Combine.Top, 3), (Account.Members!.Side, Account.Members.Combine, Account.Members.Top));
        Assert.Equal([1, 0.5, 0.25], Account.Members.Weights);
        Assert.Equal((20d, 20d), (Account.Committee[0].Engaged!.Value, Account.Committee[0].Points));
    }
}
