using System.Text.RegularExpressions;
using Kelvin.Scoring.Plans;
using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

/// <summary>The examples of the reference are plans; those that do not begin with an id are parts of one.</summary>
public class ReferenceTests
{
    private static readonly string Reference = File.ReadAllText(Path.Combine(SamplePlans.Root, "docs", "reference", "plans.md"));

    [Fact]
    public void Every_example_is_a_plan_without_problems()
    {
        var examples = Regex.Matches(Reference, "```yaml\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToList();
        Assert.True(examples.Count > 10);
        Assert.All(examples, example => Assert.Empty(PlanReader.Read(Regex.IsMatch(example, "^plan:", RegexOptions.Multiline) ? example : "plan: example\n" + example).Problems));
    }

    [Fact]
    public void Limits_are_those_of_the_program()
    {
        Assert.Equal((1 << 20, 32, 2_000, 10_000, 100), (PlanLimits.TextBytes, PlanLimits.Depth, PlanLimits.Rules, PlanLimits.Entries, PlanLimits.Marks));
        Assert.Equal((500, 1_000, 1e9), (PlanLimits.NameLength, PlanLimits.PatternLength, PlanLimits.Points));
    }
}
