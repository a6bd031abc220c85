using Xunit;

namespace Kelvin.Scoring.Tests.Naive;

public class NaiveEventRuleTests
{
    private static NaiveEvent Page(string instant, string? properties = null, string? id = null) => Given.Event("page", instant, properties, id);

    [Fact]
    public void A_window_excludes_its_start_and_includes_T()
    {
        var page = Page("2025-01-01T00:00Z");
        Assert.Equal(5, Given.Points("\"on\": \"page\", \"points\": 5, \"within\": \"1d\"", "2025-01-01T00:00Z", page));
        Assert.Equal(5, Given.Points("\"on\": \"page\", \"points\": 5, \"within\": \"1d\"", "2025-01-01T23:59:59.999Z", page));
        Assert.Equal(0, Given.Points("\"on\": \"page\", \"points\": 5, \"within\": \"1d\"", "2025-01-02T00:00Z", page));
    }

    [Fact]
    public void From_is_included_and_until_is_not()
    {
        NaiveEvent[] pages = [Page("2024-12-31T22:59:59.999Z"), Page("2024-12-31T23:00Z"), Page("2025-01-01T22:59:59.999Z"), Page("2025-01-01T23:00Z")];
        const string rule = "\"on\": \"page\", \"points\": 1, \"from\": \"2025-01-01\", \"until\": \"2025-01-02\"";
        Assert.Equal(2, Given.PointsIn("Europe/Warsaw", rule, "2025-06-01T00:00Z", pages));
    }

    [Fact]
    public void A_star_is_any_event_but_identify_and_group()
    {
        NaiveEvent[] events = [Given.Event("identify", "2025-01-01T00:00Z"), Given.Event("group", "2025-01-01T00:00Z", group: "a"), Page("2025-01-01T00:00Z")];
        Assert.Equal(1, Given.Points("\"on\": \"*\", \"points\": 1", "2025-01-01T00:00Z", events));
        Assert.Equal(2, Given.Points("\"on\": [\"identify\", \"page\"], \"points\": 1", "2025-01-01T00:00Z", events));
    }

    [Fact]
    public void Machines_count_only_where_the_rule_says_so()
    {
        var opened = Given.Event("Email Opened", "2025-01-01T00:00Z", machine: true);
        Assert.Equal(0, Given.Points("\"on\": \"Email Opened\", \"points\": 1", "2025-01-01T00:00Z", opened));
        Assert.Equal(1, Given.Points("\"on\": \"Email Opened\", \"points\": 1, \"machines\": true", "2025-01-01T00:00Z", opened));
    }

    [Fact]
    public void A_visit_is_its_nth_match()
    {
        NaiveEvent[] pages =
        [
            Page("2025-01-01T10:00Z", """{ "n": 1 }"""), Page("2025-01-01T10:29:59.999Z", """{ "n": 2 }"""), Page("2025-01-01T10:50Z", """{ "n": 4 }"""),
            Page("2025-01-01T11:20Z", """{ "n": 8 }"""), Page("2025-01-01T11:49Z", """{ "n": 16 }"""),
        ];
        Assert.Equal(18, Given.Points("\"on\": \"page\", \"by\": \"n\", \"times\": 1, \"visit\": { \"at_least\": 2 }", "2025-01-02T00:00Z", pages));
        Assert.Equal(2, Given.Points("\"on\": \"page\", \"by\": \"n\", \"times\": 1, \"visit\": { \"at_least\": 2, \"gap\": \"31m\" }", "2025-01-02T00:00Z", pages));
    }

    [Fact]
    public void Visits_are_cut_before_the_window()
    {
        NaiveEvent[] pages = [Page("2025-01-01T10:00Z"), Page("2025-01-01T10:10Z"), Page("2025-01-01T10:20Z")];
        const string rule = "\"on\": \"page\", \"points\": 1, \"visit\": { \"at_least\": 2 }, \"within\": \"1h\"";
        Assert.Equal(1, Given.Points(rule, "2025-01-01T11:05Z", pages));
        Assert.Equal(0, Given.Points(rule, "2025-01-01T11:15Z", pages));
    }

    [Fact]
    public void Unique_events_are_told_apart_as_JSON_values()
    {
        NaiveEvent[] pages =
        [
            Page("2025-01-01T00:00Z", """{ "k": 1 }"""), Page("2025-01-01T00:00Z", """{ "k": 1.0 }"""), Page("2025-01-01T00:00Z", """{ "k": "1" }"""),
            Page("2025-01-01T00:00Z", """{ "k": "A" }"""), Page("2025-01-01T00:00Z", """{ "k": "a" }"""), Page("2025-01-01T00:00Z", """{ "k": null }"""),
            Page("2025-01-01T00:00Z"), Page("2025-01-01T00:00Z", """{ "k": { "a": 1, "b": [2] } }"""), Page("2025-01-01T00:00Z", """{ "k": { "b": [2], "a": 1 } }"""),
        ];
        Assert.Equal(7, Given.Points("\"on\": \"page\", \"points\": 1, \"unique_by\": \"k\"", "2025-01-01T00:00Z", pages));
    }

    [Theory]
    [InlineData("largest", 8)]
    [InlineData("latest", 4)]
    [InlineData("first", 2)]
    public void A_limit_keeps_what_the_rule_says(string keep, double points)
    {
        NaiveEvent[] pages = [Page("2025-01-01T08:00Z", """{ "n": 2 }"""), Page("2025-01-01T09:00Z", """{ "n": 8 }"""), Page("2025-01-01T10:00Z", """{ "n": 4 }""")];
        var rule = $$"""
            "on": "page", "by": "n", "times": 1, "keep": "{{keep}}", "limit": { "times": 1, "per": "day" }
            """;
        Assert.Equal(points, Given.Points(rule, "2025-01-02T00:00Z", pages));
    }

    [Fact]
    public void Limits_apply_from_the_smallest_unit_up_in_the_zone_of_the_plan()
    {
        NaiveEvent[] pages =
        [
            Page("2025-01-05T22:30Z"), Page("2025-01-05T23:30Z"), Page("2025-01-06T12:00Z"), Page("2025-01-07T12:00Z"), Page("2025-01-08T12:00Z"),
        ];
        const string limit = """
            "on": "page", "points": 1, "limit": [{ "times": 2, "per": "week" }, { "times": 1, "per": "day" }]
            """;
        Assert.Equal(3, Given.PointsIn("Europe/Warsaw", limit, "2025-02-01T00:00Z", pages));
        Assert.Equal(1, Given.PointsIn("UTC", limit, "2025-01-05T23:59Z", pages));
        Assert.Equal(2, Given.PointsIn("Europe/Warsaw", limit, "2025-01-05T23:59Z", pages));
    }

    [Fact]
    public void Of_equal_instants_the_greater_messageId_by_UTF8_bytes_is_the_later()
    {
        NaiveEvent[] pages = [Page("2025-01-01T00:00Z", """{ "n": 1 }""", "\uFF5E"), Page("2025-01-01T00:00Z", """{ "n": 2 }""", "\U0001F600")];
        const string rule = """
            "on": "page", "by": "n", "times": 1, "keep": "latest", "limit": { "times": 1, "per": "lifetime" }
            """;
        Assert.Equal(2, Given.Points(rule, "2025-01-01T00:00Z", pages));
    }

    [Fact]
    public void The_largest_is_the_largest_after_decay()
    {
        NaiveEvent[] pages = [Page("2025-01-01T00:00Z", """{ "n": 30 }"""), Page("2025-01-03T00:00Z", """{ "n": 10 }""")];
        const string rule = """
            "on": "page", "by": "n", "times": 1, "decay": { "half_life": "1d" }, "unique_by": "missing", "limit": { "times": 1, "per": "lifetime" }
            """;
        Assert.Equal(10, Given.Points(rule, "2025-01-03T00:00Z", pages));
    }

    [Fact]
    public void Times_counts_a_negative_number_as_zero_where_the_largest_are_kept()
    {
        NaiveEvent[] pages = [Page("2025-01-01T00:00Z", """{ "n": -4 }"""), Page("2025-01-02T00:00Z", """{ "n": 3 }""")];
        Assert.Equal(3, Given.Points("\"on\": \"page\", \"by\": \"n\", \"times\": 1, \"unique_by\": \"n\"", "2025-02-01T00:00Z", pages));
        Assert.Equal(-1, Given.Points("\"on\": \"page\", \"by\": \"n\", \"times\": 1, \"unique_by\": \"n\", \"keep\": \"first\"", "2025-02-01T00:00Z", pages));
    }

    [Theory]
    [InlineData("""{ "half_life": "2d" }""", 0.25)]
    [InlineData("""{ "linear": "8d" }""", 0.5)]
    [InlineData("""{ "linear": "3d" }""", 0)]
    [InlineData("""{ "steps": { "every": "3d", "lose": "25%" } }""", 0.75)]
    [InlineData("""{ "steps": { "every": "2d", "lose": "50%" } }""", 0.25)]
    [InlineData("""{ "steps": { "every": "5d", "lose": "50%" } }""", 1)]
    public void Points_fade_with_age(string decay, double points) =>
        Assert.Equal(points, Given.Points($"\"on\": \"page\", \"points\": 1, \"decay\": {decay}", "2025-01-05T00:00Z", Page("2025-01-01T00:00Z")));

    [Fact]
    public void At_least_gives_its_points_once()
    {
        NaiveEvent[] pages = [Page("2025-01-01T00:00Z"), Page("2025-01-01T01:00Z"), Page("2025-01-02T00:00Z"), Page("2025-01-02T01:00Z")];
        const string rule = """
            "on": "page", "points": 15, "at_least": 3
            """;
        Assert.Equal(0, Given.Points(rule, "2025-01-01T05:00Z", pages));
        Assert.Equal(15, Given.Points(rule, "2025-01-03T00:00Z", pages));
        Assert.Equal(0, Given.Points(rule + """, "limit": { "times": 1, "per": "day" } """, "2025-01-03T00:00Z", pages));
    }

    [Fact]
    public void Counts_and_sums_are_banded()
    {
        NaiveEvent[] orders = [Page("2025-01-01T00:00Z", """{ "total": "60" }"""), Page("2025-01-02T00:00Z", """{ "total": ["x", 41] }"""), Page("2025-01-03T00:00Z", """{ "total": true }""")];
        Assert.Equal(5, Given.Points("\"on\": \"page\", \"sum\": \"total\", \"bands\": { \"100\": 5, \"1000\": 20 }", "2025-02-01T00:00Z", orders));
        Assert.Equal(6, Given.Points("\"on\": \"page\", \"count\": true, \"times\": 2", "2025-02-01T00:00Z", orders));
        Assert.Equal(-1, Given.Points("\"on\": \"screen\", \"count\": true, \"bands\": { \"0\": -1, \"1\": 1 }", "2025-02-01T00:00Z", orders));
    }

    [Fact]
    public void The_otherwise_of_a_table_also_counts_for_none_on_an_engagement_rule() => Assert.Equal(
        -2, Given.Points("\"on\": \"page\", \"by\": \"n\", \"values\": { \"1\": 5 }, \"otherwise\": -2", "2025-02-01T00:00Z", Page("2025-01-01T00:00Z")));

    [Theory]
    [InlineData("2025-01-30T23:59:59.999Z", 0)]
    [InlineData("2025-01-31T00:00Z", -10)]
    [InlineData("2025-02-09T23:59Z", -10)]
    [InlineData("2025-02-10T00:00Z", 0)]
    [InlineData("2025-03-12T00:00Z", -10)]
    public void Silence_begins_a_duration_after_the_last_match(string instant, double points) => Assert.Equal(
        points,
        Given.Points("\"on\": \"page\", \"absent_for\": \"30d\", \"points\": -10", instant, Given.Event("identify", "2025-01-01T00:00Z"), Page("2025-02-10T00:00Z")));

    [Theory]
    [InlineData("2025-01-11T00:00Z", 0)]
    [InlineData("2025-01-12T00:00Z", -1)]
    [InlineData("2025-01-14T00:00Z", -3)]
    [InlineData("2025-01-18T23:59Z", -3)]
    [InlineData("2025-01-20T00:00Z", 0)]
    public void Silence_repeats_between_from_and_until(string instant, double points) => Assert.Equal(
        points,
        Given.Points(
            "\"on\": \"page\", \"absent_for\": \"1d\", \"repeat\": 3, \"points\": -1, \"from\": \"2025-01-11\", \"until\": \"2025-01-20\"",
            instant,
            Page("2025-01-01T00:00Z")));

    [Fact]
    public void Traits_in_where_are_those_at_T()
    {
        const string rule = """
            "on": "page", "points": 1, "where": [{ "trait": "x", "is": 2 }, { "context": "locale", "is": "pl" }]
            """;
        NaiveEvent[] events =
        [
            Given.Event("page", "2025-01-01T00:00Z", context: """{ "locale": "PL" }"""),
            Given.Event("identify", "2025-01-02T00:00Z", """{ "x": 2 }"""),
            Given.Event("identify", "2025-01-03T00:00Z", """{ "x": null }"""),
        ];
        Assert.Equal(0, Given.Points(rule, "2025-01-01T12:00Z", events));
        Assert.Equal(1, Given.Points(rule, "2025-01-02T12:00Z", events));
        Assert.Equal(0, Given.Points(rule, "2025-01-03T12:00Z", events));
    }

    [Fact]
    public void The_first_accepted_copy_of_an_event_wins_wherever_it_lies_in_time()
    {
        NaiveEvent[] copies = [Page("2025-01-05T00:00Z", """{ "n": 1 }""", "same"), Page("2025-01-01T00:00Z", """{ "n": 2 }""", "same"), Page("2025-01-02T00:00Z", """{ "n": 4 }""", "other")];
        Assert.Null(Given.Score("""{ "plan": "p" }""", "2025-01-01T12:00Z", copies));
        Assert.Equal(5, Given.Points("\"on\": \"page\", \"by\": \"n\", \"times\": 1", "2025-01-06T00:00Z", copies));
    }
}
