using NodaTime;
using Xunit;

namespace Kelvin.Scoring.Tests.Naive;

public class NaiveConditionTests
{
    [Theory]
    [InlineData("\"is\": \"Director\"", "\"  dIRECTOR\\u00a0\"", true)]
    [InlineData("\"is\": \"małopolskie\"", "\"MAŁOPOLSKIE\"", true)]
    [InlineData("\"is\": \"łódź\"", "\"ło\\u0301dz\\u0301\"", true)]
    [InlineData("\"is\": \"7\"", "\"007\"", false)]
    [InlineData("\"is\": \"7\"", "7", true)]
    [InlineData("\"is\": 7", "\" 7.0 \"", true)]
    [InlineData("\"is\": 7", "\"007\"", false)]
    [InlineData("\"is\": 100", "\"1e2\"", true)]
    [InlineData("\"is\": 1", "\"+1\"", false)]
    [InlineData("\"is\": true", "\"TRUE \"", true)]
    [InlineData("\"is\": \"false\"", "false", true)]
    [InlineData("\"is\": 1", "true", false)]
    [InlineData("\"is\": \"a\"", "{ \"a\": \"a\" }", false)]
    [InlineData("\"is\": \"straße\"", "\"STRASSE\"", false)]
    public void A_value_is_equal_as_text_number_or_boolean(string operators, string value, bool holds) =>
        Assert.Equal(holds, Given.Holds(operators, value));

    [Theory]
    [InlineData("\"is_not\": \"a\"", "\"\"", true)]
    [InlineData("\"is_not\": \"a\"", "null", false)]
    [InlineData("\"is_not\": \"a\"", "{}", true)]
    [InlineData("\"not_in\": [\"a\", 7]", "\"7\"", false)]
    [InlineData("\"not_in\": [\"a\", 7]", "\"b\"", true)]
    [InlineData("\"in\": [\"a\", 7]", "[\"b\", \"7\"]", true)]
    [InlineData("\"is_not\": \"a\"", "[\"a\", \"b\"]", true)]
    [InlineData("\"is_not\": \"a\"", "[\"a\", null]", false)]
    [InlineData("\"is_not\": \"a\"", "[[\"a\"]]", true)]
    [InlineData("\"is\": \"a\"", "[[\"a\"]]", false)]
    [InlineData("\"is_not\": \"a\"", "[]", false)]
    [InlineData("\"gt\": 1, \"lt\": 5", "[0, 9]", false)]
    [InlineData("\"gt\": 1, \"lt\": 5", "[0, 3]", true)]
    [InlineData("\"exists\": true", "[]", true)]
    [InlineData("\"exists\": true", "\"\"", true)]
    [InlineData("\"exists\": false", "null", true)]
    [InlineData("\"exists\": false", "[null]", false)]
    [InlineData("\"exists\": true, \"is\": \"a\"", "[\"a\"]", true)]
    public void Absence_and_arrays_are_treated_as_written(string operators, string value, bool holds) =>
        Assert.Equal(holds, Given.Holds(operators, value));

    [Theory]
    [InlineData("\"contains\": \"rect\"", "\"DIRECTOR\"", true)]
    [InlineData("\"starts_with\": \"/pricing\"", "\" /Pricing/team\"", true)]
    [InlineData("\"ends_with\": \"e+21\"", "1000000000000000000000", true)]
    [InlineData("\"starts_with\": \"0.00\"", "1e-3", true)]
    [InlineData("\"contains\": \"TRU\"", "true", true)]
    [InlineData("\"contains\": \"a\"", "{ \"a\": 1 }", false)]
    [InlineData("\"matches\": \"^ceo$\"", "\" CEO \"", true)]
    [InlineData("\"matches\": \"[0-9]\"", "7", false)]
    public void Parts_of_text_are_found(string operators, string value, bool holds) =>
        Assert.Equal(holds, Given.Holds(operators, value));

    [Theory]
    [InlineData("\"gt\": \"7\"", "\"7.5\"", true)]
    [InlineData("\"gte\": 7", "\"seven\"", false)]
    [InlineData("\"lt\": \"2025-01-02\"", "\"2025-01-01T23:59:59.999Z\"", true)]
    [InlineData("\"lt\": \"2025-01-02\"", "5", false)]
    [InlineData("\"gt\": 5", "true", false)]
    [InlineData("\"older_than\": \"1d\"", "\"2025-05-31\"", true)]
    [InlineData("\"older_than\": \"1d\"", "\"2025-05-31T00:00:00.001\"", false)]
    [InlineData("\"newer_than\": \"1d\"", "\"2025-05-31\"", false)]
    [InlineData("\"newer_than\": \"1d\"", "\"2025-06-01\"", true)]
    [InlineData("\"newer_than\": \"1d\"", "\"2025-06-01T00:01\"", false)]
    [InlineData("\"due_within\": \"1d\"", "\"2025-06-02\"", true)]
    [InlineData("\"due_within\": \"1d\"", "\"2025-06-02 00:00:01\"", false)]
    [InlineData("\"due_within\": \"1d\"", "\"2025-06-01\"", true)]
    public void Numbers_and_dates_are_compared_with_their_kind(string operators, string value, bool holds) =>
        Assert.Equal(holds, Given.Holds(operators, value));

    [Theory]
    [InlineData("2025-03-30T02:30", "2025-03-30T01:30Z")]
    [InlineData("2025-10-26T02:30", "2025-10-26T00:30Z")]
    [InlineData("2025-07-01", "2025-06-30T22:00Z")]
    [InlineData("2025-07-01 10:00:00.12345", "2025-07-01T08:00:00.123Z")]
    [InlineData("2025-07-01T10:00:00.5-14:59", "2025-07-02T00:59:00.500Z")]
    [InlineData("2024-02-29T00:00Z", "2024-02-29T00:00Z")]
    public void A_date_is_an_instant_in_the_zone_of_the_plan(string text, string instant) =>
        Assert.Equal(Given.At(instant), NaiveDates.Date(text, DateTimeZoneProviders.Tzdb["Europe/Warsaw"]));

    [Theory]
    [InlineData("2025-02-29")]
    [InlineData("0000-01-01")]
    [InlineData("2025-1-1")]
    [InlineData("2025-01-01t10:00")]
    [InlineData("2025-01-01T10:00z")]
    [InlineData("2025-01-01T24:00")]
    [InlineData("2025-01-01T10:00:60")]
    [InlineData("2025-01-01T10:00:00.")]
    [InlineData("2025-01-01T10:00+15:00")]
    [InlineData("2025-01-01T10:00+0100")]
    [InlineData("2025-01-01Z")]
    [InlineData("٢٠٢٥-01-01")]
    public void Anything_else_is_no_date(string text) => Assert.Null(NaiveDates.Date(text, DateTimeZone.Utc));

    [Theory]
    [InlineData("1e21", "1e+21")]
    [InlineData("123456789012345680000", "123456789012345680000")]
    [InlineData("-0.0", "0")]
    [InlineData("1e-6", "0.000001")]
    [InlineData("-1.5e-7", "-1.5e-7")]
    [InlineData("0.1", "0.1")]
    [InlineData("1500.0", "1500")]
    [InlineData("12.340", "12.34")]
    public void Numbers_are_written_as_ECMAScript_does(string json, string text) =>
        Assert.Equal(text, NaiveValues.EcmaScript(double.Parse(json, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void None_holds_for_the_unknown_and_is_not_does_not()
    {
        Assert.Equal(1, Given.FitPoints("""{ "name": "r", "when": { "none": [{ "trait": "x", "is": "a" }] }, "points": 1 }""", "{}"));
        Assert.False(Given.Holds("\"is_not\": \"a\"", "null"));
    }

    [Fact]
    public void An_exact_top_level_key_wins_over_a_path()
    {
        const string rule = """{ "name": "r", "by": "a.b", "times": 1 }""";
        Assert.Equal(2, Given.FitPoints(rule, """{ "a": { "b": 2 } }"""));
        Assert.Equal(3, Given.FitPoints(rule, """{ "a": { "b": 2 }, "a.b": 3 }"""));
        Assert.Equal(0, Given.FitPoints("""{ "name": "r", "by": "a.0", "times": 1 }""", """{ "a": [5] }"""));
    }

    [Fact]
    public void Did_asks_for_behaviour_but_never_of_machines()
    {
        const string plan = """
            { "plan": "p", "audience": { "did": { "on": "*", "within": "1d", "at_least": 2, "where": { "property": "n", "gt": 1 } } } }
            """;
        var (first, second) = (Given.Event("a", "2025-01-01T00:00Z", """{ "n": 2 }"""), Given.Event("b", "2025-01-01T10:00Z", """{ "n": "3" }"""));
        Assert.NotNull(Given.Score(plan, "2025-01-01T10:00Z", first, second));
        Assert.Null(Given.Score(plan, "2025-01-02T00:00Z", first, second));
        Assert.Null(Given.Score(plan, "2025-01-01T10:00Z", first, second with { Machine = true }));
    }
}
