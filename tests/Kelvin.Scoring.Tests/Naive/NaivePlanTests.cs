using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Scoring.Tests.Naive;

public class NaivePlanTests
{
    private const string Grades = """
        "grades": { "A": 40, "B": 25, "C": 10, "D": null }, "levels": { "1": 60, "2": 30, "3": 10 },
        "verdicts": [{ "label": ["a1", "A2"], "score": 75, "verdict": "ready" }, { "label": "D", "verdict": "discard" }, { "verdict": "nurture" }],
        "stages": [{ "name": "MQL", "at": { "score": 30 } }, { "name": "SQL", "at": { "fit": 40, "grade": ["A", "B"], "verdict": "ready" } }, { "name": "Customer", "on": "Order Completed" }]
        """;

    private static NaiveScore Score(double fit, double engagement, string more = "") => Given.Score(
        $$"""
        { "plan": "p", "fit": { "rules": [{ "name": "f", "points": {{fit}} }] }, "engagement": { "max": 100, "rules": [{ "name": "e", "on": "page", "points": {{engagement}} }] }, {{Grades}} {{more}} }
        """,
        "2025-01-01T00:00Z",
        Given.Event("page", "2025-01-01T00:00Z"))!;

    [Theory]
    [InlineData(40, 60, 100, "A1", "ready", "MQL,SQL")]
    [InlineData(40, 34, 74, "A2", "nurture", "MQL")]
    [InlineData(39, 5, 44, "B", "nurture", "MQL")]
    [InlineData(-50, 0, -50, "D", "discard", "")]
    [InlineData(10, 500, 110, "C1", "nurture", "MQL")]
    public void A_label_is_grade_then_level(int fit, int engagement, int score, string label, string verdict, string stages)
    {
        var result = Score(fit, engagement);
        Assert.Equal((score, label, verdict, stages), ((int)result.Score, result.Label, result.Verdict, string.Join(',', result.StagesThatHold)));
    }

    [Fact]
    public void A_ceiling_lowers_score_grade_and_level_and_sets_the_verdict()
    {
        var result = Score(40, 60, """
            , "min": 0, "ceilings": [
              { "name": "x", "when": { "did": { "on": "screen" } }, "score": -90, "verdict": "never" },
              { "name": "y", "when": { "did": { "on": "page" } }, "score": -5, "grade": "C" },
              { "name": "z", "when": { "did": { "on": "page" } }, "level": 2, "verdict": "student" }]
            """);
        Assert.Equal((-5, "C2", "student"), ((int)result.Score, result.Label, result.Verdict));
    }

    [Fact]
    public void A_ceiling_does_not_change_a_missing_level_nor_raise_a_grade()
    {
        var result = Score(-50, 0, """, "ceilings": [{ "name": "y", "when": { "did": { "on": "page" } }, "level": "3", "grade": "C" }] """);
        Assert.Equal(("D", null), (result.Grade, result.Level));
    }

    [Theory]
    [InlineData(2.5, 3)]
    [InlineData(-2.5, -3)]
    [InlineData(2.4999999995, 3)]
    [InlineData(2.499999998, 2)]
    [InlineData(-2.499999998, -2)]
    [InlineData(2.4, 2)]
    [InlineData(-0.4, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(double.NegativeInfinity, -1_000_000_000_000_000)]
    public void Sides_are_rounded_halves_away_from_zero(double points, long rounded) => Assert.Equal(rounded, NaiveEvaluator.Rounded(points));

    [Fact]
    public void Groups_and_sides_are_clamped_after_their_rules()
    {
        var result = Given.Score(
            """
            { "plan": "p", "max": 15, "fit": { "max": 20, "min": -1, "rules": [
              { "group": "g", "max": 12.5, "rules": [{ "name": "a", "points": 8, "max": 6 }, { "name": "b", "points": 9 }] }, { "name": "c", "points": 4 }] } }
            """,
            "2025-01-01T00:00Z",
            Given.Event("page", "2025-01-01T00:00Z"))!;
        Assert.Equal((17, 15), ((int)result.Fit, (int)result.Score));
        Assert.Equal(6, result.RuleValues["a"]);
    }

    [Fact]
    public void Outside_the_audience_and_before_first_seen_there_is_no_score()
    {
        const string plan = """{ "plan": "p", "audience": { "trait": "country", "in": ["PL", "DE"] } }""";
        var identify = Given.Event("identify", "2025-01-02T00:00Z", """{ "country": "pl" }""");
        Assert.Null(Given.Score(plan, "2025-01-01T23:59:59.999Z", identify));
        Assert.NotNull(Given.Score(plan, "2025-01-02T00:00Z", identify));
        Assert.Null(Given.Score(plan, "2025-01-02T00:00Z", Given.Event("page", "2025-01-02T00:00Z")));
    }

    [Fact]
    public void Jan_Kowalski_is_told_of_once_he_is_back()
    {
        var plan = JsonNode.Parse("""
            { "plan": "sales-readiness", "timezone": "Europe/Warsaw",
              "fit": { "rules": [
                { "name": "Decision maker", "when": { "trait": "position", "in": ["director", "ceo"] }, "points": 10, "otherwise": -5 },
                { "name": "Region", "by": "region", "values": { "mazowieckie": 5, "małopolskie": 4 } },
                { "name": "City", "when": { "trait": "address.city", "is": "Warszawa" }, "points": 6 },
                { "name": "Came in through a form", "when": { "did": { "on": "Form Submitted" } }, "points": 3 },
                { "name": "Agreed to e-mail", "when": { "trait": "emailConsent", "is": true }, "points": 2 }] },
              "engagement": { "rules": [
                { "name": "Opens our e-mail", "on": "Email Opened", "points": 5, "within": "90d" },
                { "name": "Clicks in our e-mail", "on": "Email Link Clicked", "points": 10, "within": "90d" },
                { "name": "Silence", "on": "page", "absent_for": "30d", "points": -10 }] },
              "stages": [{ "name": "SQL", "at": { "score": 30 } }] }
            """)!;
        var world = Given.World(
            Given.Event("Form Submitted", "2026-01-02T09:00Z"),
            Given.Event("identify", "2026-01-02T09:00Z", """{ "position": "Director", "region": "Mazowieckie", "address": { "city": "Warszawa" }, "emailConsent": true }"""),
            Given.Event("Email Opened", "2026-02-10T08:00Z"),
            Given.Event("Email Opened", "2026-02-10T08:05Z"),
            Given.Event("Email Link Clicked", "2026-02-10T08:06Z"),
            Given.Event("page", "2026-02-10T08:07Z", """{ "path": "/pricing" }"""));

        var before = NaiveEvaluator.ScoreLead(plan, world, "jan", Given.At("2026-02-09T12:00Z"))!;
        var after = NaiveEvaluator.ScoreLead(plan, world, "jan", Given.At("2026-02-10T08:07Z"))!;

        Assert.Equal((26, -10, 16), ((int)before.Fit, (int)before.Engagement, (int)before.Score));
        Assert.Equal((26, 20, 46), ((int)after.Fit, (int)after.Engagement, (int)after.Score));
        Assert.Empty(before.StagesThatHold);
        Assert.Equal("SQL", Assert.Single(after.StagesThatHold));
    }
}
