using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace Kelvin.Browser.Tests;

/// <summary>axe finds nothing serious on any page, in either colour scheme.</summary>
public sealed class AccessibilityTests(Chromium chromium, Company company) : IClassFixture<Company>
{
    private static readonly string Axe = File.ReadAllText(Path.Combine(Company.Repository, "tests", "Kelvin.Browser.Tests", "pages", "node_modules", "axe-core", "axe.min.js"));

    /// <summary>What opens the dialog of a page, in the words of the page.</summary>
    private static readonly Dictionary<string, string> Dialogs = new() { ["lead"] = "Move", ["sources"] = "Add a source", ["deliveries"] = "Add a webhook" };

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task Nothing_serious_stands_in_anyones_way(ColorScheme scheme, int width)
    {
        await using var visit = await Visit.Begin(chromium, company.Server, scheme: scheme, width: width);
        await visit.Page.GotoAsync("/sign-in");
        await visit.Page.Locator("h1").WaitForAsync();
        var found = await Problems(visit, "sign-in");
        await visit.SignIn();
        foreach (var (name, path) in await Pages.Of(company))
        {
            await visit.Open(path);
            if (name == "lead") await visit.Page.Locator("[data-rule]").First.ClickAsync();
            if (name == "deliveries") await visit.Page.GetByTestId("delivery").First.ClickAsync();
            found = [.. found, .. await Problems(visit, name)];
            if (Dialogs.TryGetValue(name, out var opens)) found = [.. found, .. await ProblemsOfDialog(visit, name, opens)];
        }
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static async Task<IReadOnlyList<string>> ProblemsOfDialog(Visit visit, string page, string opens)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = opens, Exact = true }).First.ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).WaitForAsync();
        return await Problems(visit, page + ", its dialog");
    }

    private static async Task<IReadOnlyList<string>> Problems(Visit visit, string page)
    {
        // Evaluated by the browser's own tools, which the content security policy does not bind.
        await visit.Page.EvaluateAsync(Axe);
        var result = await visit.Page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations)");
        return [.. result.EnumerateArray()
            .Where(violation => violation.GetProperty("impact").GetString() is "serious" or "critical")
            .Select(violation => $"{page}: {violation.GetProperty("id").GetString()}: {violation.GetProperty("nodes")[0].GetProperty("html").GetString()} {violation.GetProperty("nodes")[0].GetProperty("failureSummary").GetString()}")];
    }
}
