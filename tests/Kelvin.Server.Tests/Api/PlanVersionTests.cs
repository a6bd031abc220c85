using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Server.Tests.Api;

public sealed class PlanVersionTests : IAsyncLifetime
{
    private const string Plan = """
        # Agreed with sales.
        plan: sales
        engagement:
          rules:
            - { name: Webinar, on: Webinar Attended, points: 15 }   # was 10
            - { name: Click, on: Click, points: 3 }
        """;

    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.Start();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_version_tells_who_made_it_why_and_what_it_changed()
    {
        await server.PutPlan("sales", Plan);
        await Put("sales?message=Webinars+bring+buyers", Plan.Replace("points: 15 }", "points: 20, decay: { half_life: 30d } }"));
        var newest = (await server.Ask("/api/plans/sales/versions"))["items"]![0]!;
        Assert.Equal((2, "Webinars bring buyers", true), ((int)newest["version"]!, (string?)newest["message"], (bool)newest["active"]!));
        Assert.Equal(["Webinar: 15 to 20 points", "Webinar: decay half-life 30d added"], newest["changes"]!.AsArray().Select(change => (string)change!["text"]!));
        Assert.NotNull(newest["publishedAt"]);
    }

    [Fact]
    public async Task A_draft_changes_nothing_until_it_is_published()
    {
        await server.PutPlan("sales", Plan);
        await Put("sales?draft=true", Plan.Replace("points: 15", "points: 20"));
        var versions = (await server.Ask("/api/plans/sales/versions"))["items"]!;
        Assert.Equal((false, true), ((bool)versions[0]!["active"]!, (bool)versions[1]!["active"]!));
        Assert.Null(versions[0]!["publishedAt"]);
        Assert.Equal(["Webinar: 15 to 20 points"], Lines(await server.Ask("/api/plans/sales/diff")));
    }

    [Fact]
    public async Task Going_back_is_one_call_and_is_noted()
    {
        await server.PutPlan("sales", Plan);
        await server.PutPlan("sales", Plan.Replace("points: 15", "points: 20"));
        await server.Api(HttpMethod.Post, "/api/plans/sales/versions/1/activate?crossings=raise&message=Too+many");
        var last = (await server.Ask("/api/plans/sales/publications"))["items"]!.AsArray();
        Assert.Equal(3, last.Count);
        Assert.Equal((1, 2, "Too many", "raise"), ((int)last[0]!["version"]!, (int)last[0]!["before"]!, (string?)last[0]!["message"], (string?)last[0]!["crossings"]));
        await server.Settle();
        Assert.False((bool)(await server.Ask("/api/rescoring"))["rescoring"]!);
    }

    [Fact]
    public async Task What_a_form_changes_is_written_into_the_file_with_its_comments()
    {
        await server.PutPlan("sales", Plan);
        var json = JsonNode.Parse(await (await Get("sales", "application/json")).Text())!;
        json["engagement"]!["rules"]![0]!["points"] = 20;
        var answer = await (await server.Api(HttpMethod.Put, "/api/plans/sales", new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json"))).Json();
        Assert.Equal("yaml", (string?)answer["format"]);
        Assert.Equal(Plan.Replace("points: 15", "points: 20"), await (await Get("sales", "application/yaml")).Text());
    }

    [Fact]
    public async Task Two_who_change_a_plan_at_once_do_not_undo_each_other()
    {
        await server.PutPlan("sales", Plan);
        await Put("sales", Plan.Replace("points: 3", "points: 4"), madeFrom: "\"1\"");
        await (await Put("sales", Plan.Replace("points: 3", "points: 5"), madeFrom: "\"1\"")).IsProblem(412, "changed-meanwhile");
        Assert.Contains("points: 4", await (await Get("sales", "application/yaml")).Text());
    }

    [Fact]
    public async Task A_draft_is_compared_without_being_kept()
    {
        await server.PutPlan("sales", Plan);
        var request = new StringContent(Plan.Replace("    - { name: Click, on: Click, points: 3 }", ""), Encoding.UTF8, "application/yaml");
        Assert.Equal(["Click: removed (on: Click, points: 3)"], Lines(await (await server.Api(HttpMethod.Post, "/api/plans/sales/diff", request)).Json()));
        Assert.Single((await server.Ask("/api/plans/sales/versions"))["items"]!.AsArray());
        await (await server.Api(HttpMethod.Get, "/api/plans/sales/diff?from=9")).IsProblem(404, "no-plan");
    }

    private static IEnumerable<string> Lines(JsonNode diff) => diff["lines"]!.AsArray().Select(line => (string)line!);

    private Task<HttpResponseMessage> Put(string path, string yaml, string? madeFrom = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/plans/" + path) { Content = new StringContent(yaml, Encoding.UTF8, "application/yaml") };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + RunningServer.AdminToken);
        if (madeFrom is not null) request.Headers.TryAddWithoutValidation("If-Match", madeFrom);
        return server.Send(request);
    }

    private Task<HttpResponseMessage> Get(string plan, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/plans/" + plan);
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + RunningServer.AdminToken);
        return server.Send(request);
    }
}
