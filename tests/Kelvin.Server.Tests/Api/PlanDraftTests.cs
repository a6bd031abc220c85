using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Server.Tests.Api;

public sealed class PlanDraftTests(OneServer one) : IClassFixture<OneServer>
{
    private const string Plan = """
        plan: drafted
        fit: { rules: [ { name: Boss, when: [ { trait: position, is: boss }, { trait: country, in: [PL, DE] } ], points: 10 } ] }
        engagement:
          rules:
            - { name: Click, on: Click, points: 3, limit: { times: 1, per: day } }
            - { name: Demo, on: Form Submitted, where: { property: form, is: demo }, points: 20 }
            - { name: Guide, on: Guide Downloaded, points: 5 }
        """;

    private readonly RunningServer server = one.Server;

    [Fact]
    public async Task A_draft_is_tried_on_a_lead_rule_by_rule_and_why_not()
    {
        var explained = await (await Try(Plan, await LeadOf("anna"))).Json();
        Assert.Equal((3, 0), ((int)explained["score"]!, (int)explained["version"]!));
        Assert.Equal("It is not so that trait country in [PL, DE]: it is FR.", Why(explained, "Boss"));
        Assert.Null(Why(explained, "Click"));
        Assert.Equal("There was 1 event of that name, but none that fits its conditions.", Why(explained, "Demo"));
        Assert.Equal("There was no such event.", Why(explained, "Guide"));
        Assert.Equal([(true, "boss"), (false, "FR")], Rule(explained, "Boss")["tests"]!.AsArray().Select(test => ((bool)test!["holds"]!, (string)test["value"]!)));
    }

    [Fact]
    public async Task A_draft_is_tried_as_of_any_instant_and_changes_nothing()
    {
        var lead = await LeadOf("berta");
        await (await Try(Plan, lead, "2025-01-01T00:00:00Z")).IsProblem(404, "no-score");
        await (await server.Api(HttpMethod.Get, "/api/plans/drafted")).IsProblem(404, "no-plan");
        await (await Try(Plan, null)).IsProblem(400, "subject-missing");
        await (await Try(Plan.Replace("points: 10", "point: 10"), lead)).IsProblem(422, "plan-invalid");
    }

    [Fact]
    public async Task Every_problem_of_a_draft_is_told_and_a_warning_is_none()
    {
        var wrong = await (await Post("validate", Plan.Replace("limit:", "limt:").Replace("points: 5", "points: five"))).Json();
        Assert.Equal((false, 2), ((bool)wrong["valid"]!, wrong["problems"]!.AsArray().Count));
        Assert.Equal("limit", (string?)wrong["problems"]![0]!["nearest"]);
        var right = await (await Post("validate", Plan)).Json();
        Assert.Equal((true, "drafted", "lead"), ((bool)right["valid"]!, (string?)right["plan"], (string?)right["kind"]));
    }

    private async Task<string> LeadOf(string userId)
    {
        await server.Track(
            $$"""{"type":"identify","userId":"{{userId}}","messageId":"{{userId}}1","timestamp":"2025-03-01T12:00:00Z","traits":{"position":"boss","country":"FR"} }""",
            $$"""{"type":"track","event":"Click","userId":"{{userId}}","messageId":"{{userId}}2","timestamp":"2025-03-02T12:00:00Z"}""",
            $$"""{"type":"track","event":"Click","userId":"{{userId}}","messageId":"{{userId}}3","timestamp":"2025-03-02T12:00:01Z"}""",
            $$"""{"type":"track","event":"Form Submitted","properties":{"form":"news"},"userId":"{{userId}}","messageId":"{{userId}}4","timestamp":"2025-03-02T12:00:02Z"}""");
        return (string)(await server.Ask($"/api/leads?userId={userId}"))["items"]![0]!["id"]!;
    }

    private Task<HttpResponseMessage> Try(string plan, string? lead, string? at = null) => Post($"test?{(lead is null ? "" : "lead=" + lead)}{(at is null ? "" : "&at=" + at)}", plan);

    private Task<HttpResponseMessage> Post(string path, string plan) =>
        server.Api(HttpMethod.Post, "/api/plans/drafted/" + path, new StringContent(plan, Encoding.UTF8, "application/yaml"));

    private static JsonNode Rule(JsonNode explained, string name) => explained["rules"]!.AsArray().First(rule => (string?)rule!["name"] == name)!;

    private static string? Why(JsonNode explained, string name) => (string?)Rule(explained, name)["why"];
}
