using System.Text;
using System.Text.Json.Nodes;
using Kelvin.Server.Tests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Kelvin.Browser.Tests;

/// <summary>Whatever strangers track is text on every page: nothing of it runs, and only addresses of the web are links.</summary>
public sealed class HostileTests(Chromium chromium, HostileWorld world) : IClassFixture<HostileWorld>
{
    /// <summary>Goes to a page within the app, waits for it, opens everything that opens, and counts what must not be there.</summary>
    private const string Walk = """
        async ([path, marker]) => {
          const turn = () => new Promise(resolve => setTimeout(resolve, 15));
          if (path) history.pushState({}, '', path);
          const main = () => document.querySelector('main');
          const ready = () => main()?.querySelector('h1') && !main().querySelector('[aria-busy=true]') && main().textContent.includes(marker);
          for (let tries = 0; !ready(); tries++) { if (tries > 4000) return `${path} did not come: ${main()?.textContent.slice(0, 300)}`; await turn(); }
          for (let depth = 0; depth < 5; depth++) {
            for (const button of main().querySelectorAll('button[aria-expanded=false]')) { button.click(); await new Promise(resolve => setTimeout(resolve)); }
            for (let tries = 0; tries < 4000 && (tries < 2 || main().querySelector('[aria-busy=true]')); tries++) await turn();
          }
          const closed = main().querySelectorAll('button[aria-expanded=false]').length;
          const bad = main().querySelectorAll('script, iframe, object, embed, base, meta, video, audio, marquee, math, form[action], img[src=x], [onload], [onerror], [onfocus], [ontoggle], a[href^="javascript" i], a[href^="data" i], a[href^="vbscript" i]').length;
          return window.__xss === undefined && bad === 0 && closed === 0 ? '' : `${path}: ran ${window.__xss}, ${bad} elements, ${closed} still closed`;
        }
        """;

    [Fact]
    public async Task Nothing_that_was_tracked_runs_on_the_pages_of_leads()
    {
        Assert.True(Payloads.All.Count >= 200);
        await using var visit = await Visit.Begin(chromium, world.Server);
        await visit.SignIn();
        await visit.Open("/leads?q=" + Uri.EscapeDataString(Payloads.All[0]));
        await visit.Open("/leads");
        await ScrollThrough(visit, Payloads.Packs.Count);
        foreach (var id in world.Leads) Assert.Equal("", await visit.Page.EvaluateAsync<string>(Walk, new[] { "/leads/" + id, id }));
    }

    [Fact]
    public async Task Nothing_that_was_tracked_runs_on_the_pages_of_accounts()
    {
        await using var visit = await Visit.Begin(chromium, world.Server);
        await visit.SignIn();
        await visit.Open("/accounts");
        Assert.Equal("", await visit.Page.EvaluateAsync<string>(Walk, new[] { "", "" }));
        foreach (var id in world.Accounts) Assert.Equal("", await visit.Page.EvaluateAsync<string>(Walk, new[] { "/accounts/" + Uri.EscapeDataString(id), string.Join(' ', id.Split(' ')[..2]) }));
    }

    [Theory]
    [InlineData("/sources", "hostile")]
    [InlineData("/deliveries", "MQL")]
    [InlineData("/funnel", "MQL")]
    [InlineData("/plans", "")]
    [InlineData("/system", "")]
    public async Task Nothing_that_was_tracked_or_answered_runs_elsewhere(string path, string marker)
    {
        await using var visit = await Visit.Begin(chromium, world.Server);
        await visit.SignIn();
        Assert.Equal("", await visit.Page.EvaluateAsync<string>(Walk, new[] { path, marker }));
    }

    [Fact]
    public async Task Nothing_of_a_file_runs_when_it_is_looked_through()
    {
        var file = string.Join(',', Payloads.All.Select(Cell).Prepend("email")) + "\n" + string.Join(',', Payloads.All.Select(Cell).Prepend("a@x.example")) + "\n" + Cell(Payloads.All[0]) + "\n";
        await using var visit = await Visit.Begin(chromium, world.Server);
        await visit.SignIn();
        await visit.Open("/import");
        await visit.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "\"><img src=x onerror=window.__xss=1>.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(file) });
        await Expect(visit.Page.GetByTestId("findings")).ToContainTextAsync("<script>window.__xss=1</script>");
        Assert.Equal("", await visit.Page.EvaluateAsync<string>(Walk, new[] { "", "" }));
    }

    [Fact]
    public async Task Only_addresses_of_the_web_become_links()
    {
        await using var visit = await Visit.Begin(chromium, world.Server);
        await visit.SignIn();
        await visit.Open("/leads/" + world.Leads[0]);
        await Expect(visit.Page.Locator("a[href='https://good.example/']")).ToHaveAttributeAsync("rel", new System.Text.RegularExpressions.Regex("noopener.*noreferrer"));
        await Expect(visit.Page.GetByText("javascript:window.__xss=2")).ToBeVisibleAsync();
        Assert.Equal(0, await visit.Page.Locator("a[href^='javascript' i], a[href^='data' i]").CountAsync());
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:window.__xss=1")]
    [InlineData("/\\evil.example")]
    public async Task Signing_in_never_leads_elsewhere(string next)
    {
        await using var visit = await Visit.Begin(chromium, world.Server);
        await visit.Page.GotoAsync("/sign-in?next=" + Uri.EscapeDataString(next));
        await visit.Page.Locator("input[type=password]").FillAsync(RunningServer.AdminToken);
        await visit.Page.Locator("form button[type=submit]").ClickAsync();
        await Expect(visit.Page.Locator("nav")).ToBeVisibleAsync();
        Assert.Equal(new Uri(visit.Host).Authority, new Uri(visit.Page.Url).Authority);
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.__xss === undefined"));
    }

    /// <summary>Only the rows in sight are in the document, so all of them are brought into sight.</summary>
    private static async Task ScrollThrough(Visit visit, int leads)
    {
        var table = visit.Page.GetByRole(AriaRole.Table);
        while (await table.GetAttributeAsync("aria-rowcount") != $"{leads + 1}")
        {
            await visit.Page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
            await visit.Page.WaitForTimeoutAsync(50);
        }
        await visit.Page.EvaluateAsync("async () => { for (let y = 0; y < document.body.scrollHeight; y += 600) { scrollTo(0, y); await new Promise(resolve => setTimeout(resolve, 40)); } }");
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.__xss === undefined"));
    }

    private static string Cell(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
