using Kelvin.Scoring.Plans.Changes;
using Kelvin.Scoring.Tests.Generators;
using Xunit;

namespace Kelvin.Scoring.Tests.Plans.Changes;

public class PlanDiffTests
{
    private const string Plan = """
        plan: sales
        fit:
          max: 60
          rules:
            - { name: Decision maker, when: { trait: position, in: [director, ceo] }, points: 10 }
            - { name: Region, by: region, values: { mazowieckie: 5, małopolskie: 4 } }
        engagement:
          rules:
            - { name: Webinar, on: Webinar Attended, points: 15 }
            - { name: Click, on: Click, points: 3, within: 90d }
            - group: Content
              max: 25
              rules:
                - { name: Guide, on: Guide Downloaded, points: 8 }
        grades: { A: 40, B: null }
        verdicts: [ { label: [A], verdict: ready }, { verdict: nurture } ]
        stages: [ { name: MQL, at: { score: 30 } } ]
        """;

    [Theory]
    [InlineData("points: 15 }", "points: 20, decay: { half_life: 30d } }", "Webinar: 15 to 20 points; decay half-life 30d added")]
    [InlineData("within: 90d", "within: 60d", "Click: within 90d to 60d")]
    [InlineData(", within: 90d", "", "Click: within 90d removed")]
    [InlineData("mazowieckie: 5, małopolskie: 4", "mazowieckie: 6, łódzkie: 2", "Region: 'mazowieckie' 5 to 6 points; 'łódzkie' 2 points added; 'małopolskie' 4 points removed")]
    [InlineData("[director, ceo]", "[director]", "Decision maker: when { trait: position, in: [director, ceo] } to { trait: position, in: [director] }")]
    [InlineData("max: 60", "max: 50", "fit: max 60 to 50")]
    [InlineData("max: 25", "max: 20", "Group Content: max 25 to 20")]
    [InlineData("A: 40", "A: 45", "Grade A: from 40, now from 45")]
    [InlineData("{ score: 30 }", "{ score: 35 }", "Stage MQL: at { score: 30 } to { score: 35 }")]
    [InlineData("plan: sales", "plan: sales\nmax: 100", "max 100 added")]
    [InlineData("name: Click", "name: Clicks", "Clicks: was called Click")]
    [InlineData("{ label: [A], verdict: ready }, ", "", "verdict { label: [A], verdict: ready } removed")]
    public void A_change_reads_as_a_sentence(string from, string to, string expected) =>
        Assert.Equal(expected, Assert.Single(PlanDiff.Between(Plan, Plan.Replace(from, to)).Lines));

    [Fact]
    public void A_rule_that_is_added_or_removed_says_what_it_gives()
    {
        var without = Plan.Replace("    - { name: Webinar, on: Webinar Attended, points: 15 }\n", "");
        Assert.Equal("Webinar: removed (on: Webinar Attended, points: 15)", Assert.Single(PlanDiff.Between(Plan, without).Lines));
        Assert.Equal("Webinar: added (on: Webinar Attended, points: 15)", Assert.Single(PlanDiff.Between(without, Plan).Lines));
    }

    [Fact]
    public void A_rule_that_moves_into_a_group_is_moved_and_not_new()
    {
        var moved = Plan.Replace("    - { name: Click, on: Click, points: 3, within: 90d }\n", "").Replace("        - { name: Guide", "        - { name: Click, on: Click, points: 3, within: 90d }\n        - { name: Guide");
        Assert.Equal("Click: moved from engagement to engagement, Content", Assert.Single(PlanDiff.Between(Plan, moved).Lines));
    }

    [Fact]
    public void A_change_tells_programs_what_it_is_about()
    {
        var change = Assert.Single(PlanDiff.Between(Plan, Plan.Replace("points: 15", "points: 20")).Changes);
        Assert.Equal((ChangeOf.Changed, ChangedThing.Rule, "Webinar", "points", "15", "20"), (change.Change, change.Kind, change.Name, change.Key, change.From, change.To));
        Assert.Equal("engagement.rules[0].points", change.Path);
    }

    [Fact]
    public void Format_and_the_order_of_keys_are_no_changes()
    {
        foreach (var plan in Enumerable.Range(1, 100).Select(RandomCase.Roll).SelectMany(one => one.Plans))
        {
            Assert.Empty(PlanDiff.Between(YamlText.Of(plan), plan.ToJsonString()).Changes);
        }
    }

    [Fact]
    public void Two_plans_without_a_change_are_one()
    {
        var plans = Enumerable.Range(1, 60).Select(RandomCase.Roll).Select(one => one.Plans[0]).ToList();
        foreach (var (left, right) in plans.Zip(plans.Skip(1)))
        {
            var isSame = left.ToJsonString() == right.ToJsonString();
            Assert.Equal(isSame, PlanDiff.Between(left.ToJsonString(), right.ToJsonString()).Changes.Count == 0);
        }
    }
}
