using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kelvin.Server.Tests.Actions;
using Xunit;

namespace Kelvin.Server.Tests.Access;

/// <summary>Those of the sales role see and work the leads that are theirs or their team's, and find no trace of others.</summary>
public sealed class OwnLeadTests(OneServer one) : IClassFixture<OneServer>
{
    private static int made;
    private readonly RunningServer server = one.Server;
    private readonly int number = Interlocked.Increment(ref made);

    [Fact]
    public async Task A_lead_of_somebody_else_is_not_there_on_any_route()
    {
        var (mine, theirs) = (await Lead("mine"), await Lead("theirs"));
        var (browser, id) = await server.SignedIn($"sales{number}@example.com", "sales");
        await Give(mine, new { user = id });
        Assert.True((await server.PutPlan("own", "plan: own\nengagement: { rules: [{ name: Pages, on: page, points: 5 }] }")).IsSuccessStatusCode);
        await server.Settle();
        string[] routes = ["", "/events", "/stages", "/scores/own", "/scores/own/history", "/scores/own/history?recorded=true"];
        foreach (var route in routes)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.Get($"/api/leads/{mine}{route}")).StatusCode);
            await (await browser.Get($"/api/leads/{theirs}{route}")).IsProblem(404, "no-lead");
        }
        await (await browser.Send(HttpMethod.Post, $"/api/leads/{theirs}/stage", new JsonObject { ["stage"] = "SQL" })).IsProblem(404, "no-lead");
        await (await browser.Send(HttpMethod.Put, $"/api/leads/{theirs}/owner", new JsonObject { ["user"] = id })).IsProblem(404, "no-lead");
        Assert.Equal(HttpStatusCode.OK, (await browser.Send(HttpMethod.Post, $"/api/leads/{mine}/stage", new JsonObject { ["stage"] = "SQL" })).StatusCode);
        foreach (var name in (string[])["theirs", "mine"])
        {
            Assert.Equal(name == "mine" ? [mine] : [], await Ids(browser, $"/api/leads?userId={name}{number}"));
            Assert.Equal(name == "mine" ? [mine] : [], await Ids(browser, $"/api/leads?q={name}{number}"));
        }
        Assert.Equal([mine], await Ids(browser, "/api/leads"));
        Assert.Equal([mine], await Ids(browser, "/api/leads?sort=id&stage=SQL"));
        Assert.Equal([mine], await Ids(browser, "/api/leads?plan=own&sort=-score&limit=1"));
        Assert.Empty(await Ids(browser, $"/api/leads?owner=999"));
        foreach (var kind in (string[])["leads", "events", "scores"]) Assert.DoesNotContain(theirs, await (await browser.Get($"/api/export/{kind}")).Text());
        Assert.Contains(mine, await (await browser.Get("/api/export/leads")).Text());
    }

    [Fact]
    public async Task A_teams_lead_is_its_members_until_one_has_it_and_falls_back_when_they_are_removed()
    {
        var (anna, annaId) = await server.SignedIn($"anna{number}@example.com", "sales");
        var (bert, bertId) = await server.SignedIn($"bert{number}@example.com", "sales");
        var team = (int)(await (await server.Api(HttpMethod.Post, "/api/teams", JsonContent.Create(new { name = "North", members = new[] { annaId, bertId } }))).Json())["id"]!;
        var lead = await Lead("shared");
        await Give(lead, new { team });
        Assert.Equal([lead], await Ids(anna, "/api/leads"));
        Assert.Equal([lead], await Ids(bert, "/api/leads"));
        Assert.Equal(HttpStatusCode.OK, (await anna.Send(HttpMethod.Put, $"/api/leads/{lead}/owner", new JsonObject { ["user"] = annaId, ["team"] = team })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bert.Get($"/api/leads/{lead}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await server.Api(HttpMethod.Delete, $"/api/users/{annaId}")).StatusCode);
        var owner = (await bert.Ask($"/api/leads/{lead}"))["owner"]!;
        Assert.Equal((null, "North"), ((int?)owner["user"], (string)owner["teamName"]!));
    }

    [Fact]
    public async Task A_lead_that_was_merged_is_still_its_owners()
    {
        var (browser, id) = await server.SignedIn($"merge{number}@example.com", "sales");
        await server.Track($$"""{"type":"page","anonymousId":"visitor{{number}}","messageId":"a"}""");
        var visitor = Assert.Single(await Ids(null, $"/api/leads?anonymousId=visitor{number}"));
        await Give(visitor, new { user = id });
        await server.Track($$"""{"type":"identify","userId":"merged{{number}}","anonymousId":"visitor{{number}}","messageId":"b"}""");
        var merged = Assert.Single(await Ids(null, $"/api/leads?userId=merged{number}"));
        Assert.NotEqual(visitor, merged);
        Assert.Equal([merged], await Ids(browser, "/api/leads"));
        Assert.Equal(HttpStatusCode.OK, (await browser.Get($"/api/leads/{visitor}")).StatusCode);
    }

    [Fact]
    public async Task Accounts_are_those_of_own_leads_and_show_no_other_member()
    {
        var (browser, id) = await server.SignedIn($"accounts{number}@example.com", "sales");
        await server.Track(
            $$"""{"type":"group","userId":"in{{number}}","groupId":"ours{{number}}","messageId":"a","traits":{} }""",
            $$"""{"type":"group","userId":"also{{number}}","groupId":"ours{{number}}","messageId":"b","traits":{} }""",
            $$"""{"type":"group","userId":"out{{number}}","groupId":"others{{number}}","messageId":"c","traits":{} }""");
        var lead = Assert.Single(await Ids(null, $"/api/leads?userId=in{number}"));
        Assert.Empty((await browser.Ask("/api/accounts"))["items"]!.AsArray());
        await Give(lead, new { user = id });
        Assert.Equal([$"ours{number}"], (await browser.Ask("/api/accounts"))["items"]!.AsArray().Select(account => (string)account!["id"]!));
        Assert.Equal([lead], (await browser.Ask($"/api/accounts/ours{number}"))["members"]!.AsArray().Select(member => (string)member!["id"]!));
        await (await browser.Get($"/api/accounts/others{number}")).IsProblem(404, "no-account");
    }

    [Fact]
    public async Task Pages_of_own_leads_follow_each_other_without_gap()
    {
        var (browser, id) = await server.SignedIn($"pages{number}@example.com", "sales");
        var leads = new List<string>();
        for (var i = 0; i < 5; i++) leads.Add(await Lead($"page{i}-"));
        foreach (var lead in leads) await Give(lead, new { user = id });
        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = await browser.Ask("/api/leads?limit=2" + cursor);
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            cursor = (string?)page["nextCursor"] is { } next ? "&cursor=" + next : "";
        }
        while (cursor.Length > 0);
        Assert.Equal(leads.Order(StringComparer.Ordinal), seen);
        Assert.Equal(leads.Order(StringComparer.Ordinal), await Ids(null, $"/api/leads?owner={id}"));
    }

    private async Task<string> Lead(string name) => (await server.AddLead(name + number)).ToString();

    private async Task Give(string lead, object owner) => Assert.Equal(HttpStatusCode.OK, (await server.Api(HttpMethod.Put, $"/api/leads/{lead}/owner", JsonContent.Create(owner))).StatusCode);

    /// <summary>With the admin's token where there is no browser.</summary>
    private async Task<List<string>> Ids(Browser? browser, string path) =>
        [.. (browser is null ? await server.Ask(path) : await browser.Ask(path))["items"]!.AsArray().Select(item => (string)item!["id"]!)];
}
