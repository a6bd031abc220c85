using Xunit;

namespace Kelvin.Scoring.Tests.Naive;

public class NaivePointsTests
{
    private const string When = """{ "name": "r", "when": { "trait": "x", "is_not": "a" }, "points": 5, "otherwise": -3, "unknown": 2 }""";

    [Theory]
    [InlineData("""{ "x": "b" }""", 5)]
    [InlineData("""{ "x": "a" }""", -3)]
    [InlineData("""{}""", 2)]
    [InlineData("""{ "x": " \u00a0" }""", 2)]
    [InlineData("""{ "x": [null, ""] }""", 2)]
    [InlineData("""{ "x": [] }""", 2)]
    [InlineData("""{ "x": ["", "b"] }""", 5)]
    public void The_unknown_is_decided_first(string traits, double points) => Assert.Equal(points, Given.FitPoints(When, traits));

    [Fact]
    public void Of_several_tests_an_unknown_one_fails()
    {
        const string rule = """{ "name": "r", "when": [{ "trait": "x", "is": 1 }, { "trait": "y", "is": 1 }], "points": 5, "otherwise": -3 }""";
        Assert.Equal(-3, Given.FitPoints(rule, """{ "x": 1 }"""));
        Assert.Equal(0, Given.FitPoints("""{ "name": "r", "when": [{ "trait": "x", "is": 1 }], "points": 5, "otherwise": -3 }""", "{}"));
        Assert.Equal(-3, Given.FitPoints("""{ "name": "r", "when": { "trait": "x", "exists": true }, "points": 5, "otherwise": -3 }""", "{}"));
    }

    private const string Values = """{ "name": "r", "by": "x", "values": { "7": 1, "true": 2, "Kraków": 3 }, "otherwise": -1, "unknown": 9 }""";

    [Theory]
    [InlineData("7", 1)]
    [InlineData("\"7.0\"", -1)]
    [InlineData("7.0", 1)]
    [InlineData("true", 2)]
    [InlineData("\" KRAKO\\u0301W\"", 3)]
    [InlineData("[\"Gdynia\", \"kraków\", 7]", 3)]
    [InlineData("[\"Gdynia\"]", -1)]
    [InlineData("{ \"7\": 7 }", -1)]
    [InlineData("\"\"", 9)]
    public void A_table_gives_points_for_the_value(string value, double points) =>
        Assert.Equal(points, Given.FitPoints(Values, $$"""{ "x": {{value}} }"""));

    [Theory]
    [InlineData("0.99", 0)]
    [InlineData("1", -5)]
    [InlineData("\"50\"", 5)]
    [InlineData("1e9", 10)]
    [InlineData("[\"many\", \"60\", 1]", 5)]
    [InlineData("\"many\"", 0)]
    [InlineData("null", 4)]
    public void Bands_give_points_from_a_number_up(string value, double points) => Assert.Equal(
        points,
        Given.FitPoints("""{ "name": "r", "by": "x", "bands": { "250": 10, "1": -5, "50": 5 }, "unknown": 4 }""", $$"""{ "x": {{value}} }"""));

    [Theory]
    [InlineData("""{ "x": 30, "y": "120" }""", 3)]
    [InlineData("""{ "x": 90, "y": [null, 120] }""", 10)]
    [InlineData("""{ "x": 90, "y": 0 }""", 0)]
    [InlineData("""{ "x": 90, "y": -1 }""", 0)]
    [InlineData("""{ "x": 90 }""", 0)]
    public void Of_makes_a_percentage(string traits, double points) =>
        Assert.Equal(points, Given.FitPoints("""{ "name": "r", "by": "x", "of": "y", "bands": { "25": 3, "75": 10 } }""", traits));

    [Fact]
    public void A_rule_is_clamped_to_its_max_and_min()
    {
        const string rule = """{ "name": "r", "by": "x", "times": 2, "max": 5, "min": -1.5 }""";
        Assert.Equal(5, Given.FitPoints(rule, """{ "x": 100 }"""));
        Assert.Equal(-1.5, Given.FitPoints(rule, """{ "x": -100 }"""));
        Assert.Equal(3, Given.FitPoints(rule, """{ "x": 1.5 }"""));
    }

    [Fact]
    public void A_fit_rule_without_a_condition_always_counts() => Assert.Equal(2.5, Given.FitPoints("""{ "name": "r", "points": 2.5 }""", "{}"));
}
