using System.Net;
using System.Text;
using Xunit;

namespace Kelvin.Server.Tests.Api;

public sealed class PlanApiTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.Start();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_plan_is_put_and_read_back_as_it_was_written()
    {
        var response = await server.PutPlan("sales", Jan.Plan);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal((1, true, "lead", "Sales readiness"), await Shown(response));
        Assert.Equal(Jan.Plan, await (await Get("/api/plans/sales", "application/yaml")).Text());
        Assert.Equal("director", (string?)(await (await Get("/api/plans/sales", "application/json")).Json())["fit"]!["rules"]![0]!["when"]!["is"]);
    }

    [Fact]
    public async Task The_json_of_a_plan_is_the_same_plan()
    {
        await server.PutPlan("sales", Jan.Plan);
        var json = await (await Get("/api/plans/sales", "application/json")).Text();
        var response = await server.Api(HttpMethod.Put, "/api/plans/sales", new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.Equal((1, true, "lead", "Sales readiness"), await Shown(response));
        await server.Track(Jan.Identify);
        Assert.Equal(26, await FitOfJan());
    }

    [Fact]
    public async Task Every_change_is_a_version_and_any_version_can_score_again()
    {
        await server.PutPlan("sales", Jan.Plan);
        await server.PutPlan("sales", Jan.Plan.Replace("points: 10, otherwise", "points: 20, otherwise"));
        await server.Track(Jan.Identify);
        Assert.Equal(36, await FitOfJan());
        Assert.Equal((1, true, "lead", "Sales readiness"), await Shown(await server.Api(HttpMethod.Post, "/api/plans/sales/versions/1/activate")));
        await server.Settle();
        Assert.Equal(26, await FitOfJan());
        var versions = (await server.Ask("/api/plans/sales/versions"))["items"]!.AsArray();
        Assert.Equal(["2 False", "1 True"], versions.Select(version => $"{version!["version"]} {(bool)version["active"]!}"));
        Assert.Contains("points: 20", await (await Get("/api/plans/sales/versions/2", "application/yaml")).Text());
    }

    [Fact]
    public async Task The_same_document_again_is_no_new_version()
    {
        await server.PutPlan("sales", Jan.Plan);
        Assert.Equal((1, true, "lead", "Sales readiness"), await Shown(await server.PutPlan("sales", Jan.Plan)));
    }

    [Fact]
    public async Task A_draft_is_kept_and_scores_nobody()
    {
        await server.Api(HttpMethod.Put, "/api/plans/sales?draft=true", new StringContent(Jan.Plan, Encoding.UTF8, "application/yaml"));
        await server.Track(Jan.Identify);
        Assert.Empty((await server.Ask("/api/leads?userId=jan"))["items"]![0]!["scores"]!.AsArray());
        Assert.False((bool)(await server.Ask("/api/plans"))["items"]![0]!["active"]!);
    }

    [Fact]
    public async Task A_plan_that_is_taken_out_scores_nobody_and_can_come_back()
    {
        await server.PutPlan("sales", Jan.Plan);
        await server.Track(Jan.Identify);
        Assert.Equal(HttpStatusCode.NoContent, (await server.Api(HttpMethod.Delete, "/api/plans/sales")).StatusCode);
        await server.Settle();
        Assert.Empty((await server.Ask("/api/leads"))["items"]![0]!["scores"]!.AsArray());
        await server.PutPlan("sales", Jan.Plan);
        await server.Settle();
        Assert.Equal(26, await FitOfJan());
    }

    [Fact]
    public async Task All_problems_of_a_plan_are_told_at_once_with_their_places()
    {
        var problem = await (await server.PutPlan("sales", "plan: sales\nfit:\n  rules:\n    - { name: x, when: { trait: a, iss: 1 }, points: 1 }\nenagement: {}\n")).IsProblem(422, "plan-invalid");
        var problems = problem["problems"]!.AsArray();
        Assert.Contains(problems, item => (string?)item!["nearest"] == "is" && (int)item["line"]! == 4);
        Assert.Contains(problems, item => (string?)item!["nearest"] == "engagement" && (int)item["line"]! == 5);
        await (await server.Api(HttpMethod.Get, "/api/plans/sales")).IsProblem(404, "no-plan");
    }

    [Theory]
    [InlineData("application/yaml", "plan: other\n", 422, "plan-id-differs")]
    [InlineData("application/json", "{", 422, "plan-invalid")]
    [InlineData("text/plain", "plan: sales\n", 415, "media-type-unknown")]
    [InlineData("application/yaml", "plan: sales\nkind: account\nmembers: { plan: none, side: score, combine: max }\n", 422, "plans-do-not-agree")]
    public async Task A_plan_that_cannot_score_is_refused(string mediaType, string document, int status, string code) =>
        await (await server.Api(HttpMethod.Put, "/api/plans/sales", new StringContent(document, Encoding.UTF8, mediaType))).IsProblem(status, code);

    [Fact]
    public async Task A_plan_that_is_too_large_is_not_read() =>
        await (await server.PutPlan("sales", "plan: sales\n" + new string('#', 1_100_000))).IsProblem(413, "too-large");

    [Fact]
    public async Task A_plan_whose_members_an_account_plan_counts_cannot_be_taken_out()
    {
        await server.PutPlan("sales", Jan.Plan);
        await server.PutPlan("accounts", AccountApiTests.Plan);
        await (await server.Api(HttpMethod.Delete, "/api/plans/sales")).IsProblem(409, "plans-do-not-agree");
    }

    private async Task<int> FitOfJan() => (int)(await server.Ask("/api/leads?plan=sales"))["items"]![0]!["scores"]![0]!["fit"]!;

    private Task<HttpResponseMessage> Get(string path, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + RunningServer.AdminToken);
        return server.Send(request);
    }

    private static async Task<(int Version, bool Active, string Kind, string? Name)> Shown(HttpResponseMessage response)
    {
        var plan = await response.Json();
        Assert.True(response.IsSuccessStatusCode, plan.ToJsonString());
        return ((int)plan["version"]!, (bool)plan["active"]!, (string)plan["kind"]!, (string?)plan["name"]);
    }
}
