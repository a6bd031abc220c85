using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Scoring.Tests.Naive;

public class NaiveAccountTests
{
    private static readonly JsonNode MemberPlan = JsonNode.Parse("""
        { "plan": "interest", "audience": { "trait": "out", "exists": false }, "engagement": { "rules": [{ "name": "Pages", "on": "page", "by": "n", "times": 1 }] } }
        """)!;

    private static NaiveLead Lead(string id, string position, int points, string? more = null) => new(
        id,
        [
            Given.Event("identify", "2025-01-01T00:00Z", $$"""{ "position": "{{position}}" {{more}} }"""),
            Given.Event("group", "2025-01-02T00:00Z", $$"""{ "employees": {{points}} }""", group: "acme"),
            Given.Event("page", "2025-01-03T00:00Z", $$"""{ "n": {{points}} }"""),
        ]);

    private static readonly NaiveWorld World = new(
    [
        Lead("a", "director", 19), Lead("b", "engineer", 40), Lead("c", "engineer", 10), Lead("d", "director", 90, ", \"out\": 1"),
        new("e", [Given.Event("group", "2025-01-02T00:00Z", group: "acme"), Given.Event("page", "2025-01-03T00:00Z", """{ "n": 500 }"""), Given.Event("group", "2025-01-04T00:00Z", group: "other")]),
    ]);

    private static NaiveScore? Score(string more, string instant = "2025-01-05T00:00Z") => NaiveAccounts.ScoreAccount(
        JsonNode.Parse($$"""{ "plan": "acc", "kind": "account", {{more}} }""")!, [MemberPlan], World, "acme", Given.At(instant));

    [Theory]
    [InlineData("\"combine\": \"sum\"", 69)]
    [InlineData("\"combine\": \"max\"", 40)]
    [InlineData("\"combine\": \"average\"", 23)]
    [InlineData("\"combine\": \"top\", \"top\": 2", 59)]
    [InlineData("\"combine\": \"top\", \"top\": 3, \"weights\": [1, 0.5, 0.25]", 52)]
    [InlineData("\"combine\": \"top\", \"top\": 9, \"weights\": [0, 0, 1, 1, 1, 1, 1, 1, 1]", 10)]
    public void Members_are_combined(string combine, int engagement) =>
        Assert.Equal(engagement, Score($$"""  "members": { "plan": "interest", "side": "engagement", {{combine}} } """)!.Engagement);

    [Fact]
    public void A_committee_counts_a_role_once_if_somebody_engaged_fills_it()
    {
        var score = Score("""
            "members": { "plan": "interest", "side": "score", "combine": "max" }, "engagement": { "max": 48 },
            "committee": [
              { "name": "Decision maker", "when": { "trait": "position", "is": "director" }, "engaged": 20, "points": 20 },
              { "name": "User", "when": { "trait": "position", "is": "engineer" }, "engaged": 10, "points": 10 },
              { "name": "Looked", "when": [{ "trait": "position", "is": "director" }, { "did": { "on": "page" } }, { "account": "employees", "gt": 0 }], "points": 1 }]
            """)!;
        Assert.Equal((0, 10, 1), (score.RuleValues["Decision maker"], score.RuleValues["User"], score.RuleValues["Looked"]));
        Assert.Equal(48, score.Engagement);
    }

    [Fact]
    public void Account_traits_fold_the_calls_of_all_leads_by_time_messageId_and_lead()
    {
        NaiveEvent Call(string json) => new("same", Given.At("2025-01-02T00:00Z"), "group", JsonNode.Parse(json), null, false, "acme");
        var world = new NaiveWorld([new("b", [Call("""{ "size": 2, "x": null }""")]), new("a", [Call("""{ "size": 1, "x": 1 }""")])]);
        Assert.Equal("""{"size":2}""", NaiveHistory.AccountTraitsAt(world, "acme", Given.At("2025-01-02T00:00Z")).ToJsonString());
    }

    [Fact]
    public void Fit_looks_at_the_traits_of_the_account_since_its_first_group_call()
    {
        const string fit = """ "fit": { "rules": [{ "name": "Size", "by": "employees", "bands": { "1": 1, "50": 5 } }] } """;
        Assert.Equal(5, Score(fit)!.Fit);
        Assert.Null(Score(fit, "2025-01-01T23:59:59.999Z"));
    }

    [Fact]
    public void Without_members_the_engagement_is_nothing() => Assert.Equal(
        0,
        NaiveAccounts.ScoreAccount(
            JsonNode.Parse("""{ "plan": "acc", "kind": "account", "members": { "plan": "interest", "side": "fit", "combine": "average" } }""")!,
            [MemberPlan],
            new NaiveWorld([new("d", World.Leads[3].Events)]),
            "acme",
            Given.At("2025-01-05T00:00Z"))!.Engagement);
}
