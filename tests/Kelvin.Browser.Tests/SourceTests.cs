using Kelvin.Server.Tests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Kelvin.Browser.Tests;

/// <summary>What the RevOps engineer does: add a source, connect it, and watch what arrives.</summary>
public sealed class SourceTests(Chromium chromium)
{
    [Fact]
    public async Task A_new_source_gives_a_key_and_snippets_that_hold_it()
    {
        await using var server = await RunningServer.Start();
        await using var visit = await Visit.Begin(chromium, server);
        await visit.SignIn();
        await visit.Open("/sources");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a source" }).First.ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("Shop");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add a source" }).ClickAsync();
        var key = (await dialog.GetByLabel("Write key").TextContentAsync())!.Trim();
        Assert.StartsWith("pk_", key);
        await Expect(dialog.GetByText($"writeKey: '{key}', cdnURL: '{visit.Host}'")).ToBeVisibleAsync();
        await visit.Picture("source-made", whole: false);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Shop" })).ToBeVisibleAsync();
        await Ingested(await server.Post("/v1/page", """{"anonymousId":"a"}""", key));
    }

    [Fact]
    public async Task What_arrives_is_shown_live_and_what_was_rejected_says_why()
    {
        await using var server = await RunningServer.Start();
        await using var visit = await Visit.Begin(chromium, server);
        await visit.SignIn();
        await visit.Open("/sources");
        await Expect(visit.Page.GetByText("Nothing arrived lately")).ToBeVisibleAsync();
        await server.Post("/v1/batch", """{"batch":[{"type":"track","userId":"u1","event":"Guide Downloaded"},{"type":"track","userId":"u2"}]}""");
        await server.Post("/v1/page", "{}", "wk_wrong");
        await Expect(visit.Page.GetByText("Guide Downloaded")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("The write key is not known here.")).ToBeVisibleAsync();
        await visit.Page.GetByText("Rejected", new() { Exact = true }).ClickAsync();
        await Expect(visit.Page.GetByText("Guide Downloaded")).ToHaveCountAsync(0);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "u2" }).ClickAsync();
        await Expect(visit.Page.GetByText("event-name-missing")).ToBeVisibleAsync();
        await visit.Picture("debugger");
    }

    private static async Task Ingested(HttpResponseMessage response) => Assert.Equal(1, (int)(await response.Json())["accepted"]!);
}
