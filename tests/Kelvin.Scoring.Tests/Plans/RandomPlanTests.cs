using System.Text.Json.Nodes;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Tests.Generators;
using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

/// <summary>The generator makes plans that the specification allows: the reader may not be stricter.</summary>
public class RandomPlanTests
{
    private static readonly List<JsonNode> Plans = Enumerable.Range(1, 300).Select(RandomCase.Roll).SelectMany(c => c.Plans).ToList();

    [Fact]
    public void Plans_that_the_specification_allows_are_read_as_YAML() =>
        Assert.Empty(Plans.Select(YamlText.Of).SelectMany(Problems));

    [Fact]
    public void Plans_that_the_specification_allows_are_read_as_JSON() =>
        Assert.Empty(Plans.Select(plan => plan.ToJsonString()).SelectMany(Problems));

    private static IEnumerable<string> Problems(string text) => PlanReader.Read(text).Problems.Select(problem => problem.ToString());
}
