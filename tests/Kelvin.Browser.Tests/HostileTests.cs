using System.Text.Json.Nodes;
using Kelvin.Server.Tests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Kelvin.Browser.Tests;

/// <summary>Whatever strangers track is text on every page: nothing of it runs, and only addresses of the web are links.</summary>
public sealed class HostileTests(Chromium chromium) : IAsyncLifetime
{
    private static readonly string[] Payloads =
    [
        "<script>window.__xss=1</script>", "<img src=x onerror=\"window.__xss=1\">", "\"><svg onload=window.__xss=1>", "'\"--></style></script><script>window.__xss=1</script>",
        "javascript:window.__xss=1", "JaVaScRiPt:window.__xss=1//https://", "data:text/html,<script>window.__xss=1</script>", "{{constructor.constructor('window.__xss=1')()}}", "${window.__xss=1}",
        "<iframe srcdoc=\"<script>parent.__xss=1</script>\">", "<math><mtext><table><mglyph><style><img src=x onerror=window.__xss=1>", "<a href=\"javascript:window.__xss=1\">click</a>", "$t(nav.leads) {{lead}}", "__proto__", "\u202Eevil\u0000",
    ];

    private RunningServer server = null!;
    private string lead = "";

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        foreach (var plan in (string[])["sales-readiness", "first-plan", "account-readiness"]) await server.PutPlan(plan, await File.ReadAllTextAsync(Path.Combine(Company.Repository, "samples", "plans", plan + ".yaml")));
        for (var number = 0; number < Payloads.Length; number++) await Track(number, Payloads[number]);
        await server.Settle();
        lead = (string)(await server.Ask("/api/leads?userId=" + Uri.EscapeDataString("hostile-0 " + Payloads[0])))["items"]![0]!["id"]!;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Nothing_that_was_tracked_runs_on_any_page()
    {
        await using var visit = await Visit.Begin(chromium, server);
        await visit.SignIn();
        var ids = (await server.Ask("/api/leads?limit=100"))["items"]!.AsArray().Select(item => (string)item!["id"]!).ToList();
        Assert.Equal(Payloads.Length, ids.Count);
        var accounts = (await server.Ask("/api/accounts?limit=100"))["items"]!.AsArray().Select(item => "/accounts/" + Uri.EscapeDataString((string)item!["id"]!));
        foreach (var path in (string[])["/leads", "/leads?q=%3Cscript%3Ewindow.__xss%3D1%3C%2Fscript%3E", "/accounts", "/sources", .. ids.Select(id => "/leads/" + id), .. accounts])
        {
            await visit.Open(path);
            // Everything that opens is opened.
            for (var depth = 0; depth < 3; depth++)
            {
                await visit.Page.EvaluateAsync("document.querySelectorAll('main button[aria-expanded=false]').forEach(button => button.click())");
                await visit.Page.EvaluateAsync("new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
            }
            await Expect(visit.Page.Locator("main button[aria-expanded=false]")).ToHaveCountAsync(0);
            Assert.True(await visit.Page.EvaluateAsync<bool>("window.__xss === undefined"), path);
            Assert.Equal(0, await visit.Page.Locator("a[href^='javascript' i], a[href^='data' i], main iframe, main img[src='x']").CountAsync());
        }
    }

    [Fact]
    public async Task Only_addresses_of_the_web_become_links()
    {
        await using var visit = await Visit.Begin(chromium, server);
        await visit.SignIn();
        await visit.Open("/leads/" + lead);
        await Expect(visit.Page.Locator("a[href='https://good.example/']")).ToHaveAttributeAsync("rel", new System.Text.RegularExpressions.Regex("noopener.*noreferrer"));
        await Expect(visit.Page.GetByText("javascript:window.__xss=2")).ToBeVisibleAsync();
        Assert.Equal(0, await visit.Page.GetByRole(AriaRole.Link, new() { Name = "javascript" }).CountAsync());
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:window.__xss=1")]
    [InlineData("/\\evil.example")]
    public async Task Signing_in_never_leads_elsewhere(string next)
    {
        await using var visit = await Visit.Begin(chromium, server);
        await visit.Page.GotoAsync("/sign-in?next=" + Uri.EscapeDataString(next));
        await visit.Page.Locator("input[type=password]").FillAsync(RunningServer.AdminToken);
        await visit.Page.Locator("form button[type=submit]").ClickAsync();
        await Expect(visit.Page.Locator("nav")).ToBeVisibleAsync();
        Assert.Equal(new Uri(visit.Host).Authority, new Uri(visit.Page.Url).Authority);
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.__xss === undefined"));
    }

    /// <summary>The payload in every field that a call has.</summary>
    private async Task Track(int number, string payload)
    {
        // An id with NUL is refused; everything else of a call may hold it.
        var named = payload.Replace("\0", "");
        var id = $"hostile-{number} {named}";
        JsonObject Traits() => new()
        {
            ["name"] = payload,
            ["firstName"] = payload,
            ["email"] = $"{number}{payload}@x.example",
            ["position"] = payload,
            ["country"] = "PL",
            ["website"] = "https://good.example/",
            ["blog"] = "javascript:window.__xss=2",
            [payload] = payload,
            ["nested"] = new JsonObject { [payload] = payload },
        };
        JsonObject Context() => new()
        {
            ["page"] = new JsonObject { ["title"] = payload, ["url"] = payload, ["referrer"] = payload },
            ["userAgent"] = payload,
            ["campaign"] = new JsonObject { ["name"] = payload, ["source"] = payload },
            [payload] = payload,
        };
        JsonNode[] calls =
        [
            Company.Call("identify", id, 3, ("anonymousId", "anonymous " + id), ("traits", Traits()), ("context", Context())),
            Company.Call("group", id, 2, ("groupId", "account " + named), ("traits", Traits()), ("context", Context())),
            Company.Call("page", id, 1, ("name", payload), ("category", payload), ("properties", new JsonObject { ["path"] = payload, ["url"] = payload, ["title"] = payload, [payload] = payload }), ("context", Context())),
            Company.Call("track", id, 0.5, ("event", "event " + payload), ("properties", new JsonObject { ["value"] = payload, [payload] = payload }), ("messageId", $"{number} {named}"), ("context", Context())),
            new JsonObject { ["type"] = payload, ["userId"] = id, ["event"] = payload, ["messageId"] = named },
        ];
        var answer = await (await server.Post("/v1/batch", new JsonObject { ["batch"] = new JsonArray(calls) }.ToJsonString())).Json();
        Assert.True((int?)answer["accepted"] == 4, $"{payload}: {answer}");
    }
}
