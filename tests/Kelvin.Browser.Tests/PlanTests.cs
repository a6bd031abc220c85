using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Kelvin.Browser.Tests;

/// <summary>What the marketer does: write a plan, see what is wrong, try it on a lead, publish it, and go back.</summary>
public sealed partial class PlanTests(Chromium chromium, Company company) : IClassFixture<Company>
{
    [Fact]
    public async Task The_editor_completes_keys_and_marks_what_is_wrong_at_its_place()
    {
        await using var visit = await Visit.Begin(chromium, company.Server);
        await visit.SignIn();
        var editor = await Open(visit, "first-plan");
        await AtTheEnd(visit, editor);
        await visit.Page.Keyboard.TypeAsync("\nthresh");
        await Expect(visit.Page.GetByRole(AriaRole.Option, new() { Name = "thresholds" })).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Page.Keyboard.TypeAsync("olsd: [5]");
        var told = visit.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "“thresholds”" });
        await Expect(told).ToContainTextAsync("1 problem");
        await Expect(editor.Locator(".cm-lintRange-error").First).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Publish" })).ToBeDisabledAsync();

        // What was typed outlives the page, and can be thrown away.
        await visit.Page.ReloadAsync();
        await Expect(told).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Discard changes" }).ClickAsync();
        await Expect(visit.Page.GetByText("The plan is valid.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_a_change_would_do_to_everyone_shows_beside_it()
    {
        await using var visit = await Visit.Begin(chromium, company.Server);
        await visit.SignIn();
        await Open(visit, "first-plan");
        await Expect(visit.Page.GetByTestId("changed")).ToHaveTextAsync("0 scores would change");
        await visit.Page.GetByText("Knobs").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Decision maker" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Points", Exact = true }).FillAsync("30");
        await Expect(visit.Page.GetByTestId("changed")).Not.ToHaveTextAsync("0 scores would change");
        await Expect(visit.Page.GetByTestId("mover").First).ToContainTextAsync("Decision maker");
        await Expect(visit.Page.GetByRole(AriaRole.Table, new() { Name = "Labels" })).ToContainTextAsync("+");
        await visit.Picture("what-if");
    }

    [Fact]
    public async Task Turning_a_knob_changes_that_number_alone_and_publishing_makes_a_version_to_go_back_from()
    {
        await using var visit = await Visit.Begin(chromium, company.Server);
        await visit.SignIn();
        await Open(visit, "sales-readiness");
        await visit.Page.GetByText("Knobs").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Opens our e-mail" }).ClickAsync();
        var points = visit.Page.GetByRole(AriaRole.Slider, new() { Name = "Points" });
        await points.FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(points).ToHaveAttributeAsync("aria-valuenow", "7");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.List, new() { Name = "What changes" })).ToContainTextAsync("points 5 → 7");
        await dialog.GetByLabel("Why").FillAsync("Openings are worth more <b>now</b>");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(visit.Page.Locator("h1 + p")).ToContainTextAsync("Version 2");
        var before = await File.ReadAllTextAsync(Path.Combine(Company.Repository, "samples", "plans", "sales-readiness.yaml"), TestContext.Current.CancellationToken);
        var after = await (await visit.Page.Context.APIRequest.GetAsync("/api/plans/sales-readiness/versions/2", new() { Headers = new Dictionary<string, string> { ["Accept"] = "application/yaml" } })).TextAsync();
        Assert.Equal(before.Replace("points: 5\n      limit", "points: 7\n      limit", StringComparison.Ordinal), after);

        await visit.Page.GetByRole(AriaRole.Tab, new() { Name = "Versions" }).ClickAsync();
        var second = visit.Page.Locator("[data-version='2']");
        await Expect(second).ToContainTextAsync("“Openings are worth more <b>now</b>”");
        var first = visit.Page.Locator("[data-version='1']");
        await first.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(first).ToContainTextAsync("points 7 → 5");
        await first.GetByRole(AriaRole.Button, new() { Name = "Go back to this" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Go back to this" }).ClickAsync();
        await Expect(first.GetByText("Active", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("en-GB", "Test a lead", "Lead", "Decision maker")]
    [InlineData("pl-PL", "Sprawdź leada", "Lead", "Decision maker")]
    [InlineData("ru-RU", "Проверить лида", "Лид", "Decision maker")]
    [InlineData("sv-SE", "Prova ett lead", "Lead", "Decision maker")]
    public async Task A_lead_is_tried_rule_by_rule(string language, string tab, string lead, string rule)
    {
        await using var visit = await Visit.Begin(chromium, company.Server, language);
        await visit.SignIn();
        await Open(visit, "sales-readiness");
        await visit.Page.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
        var tried = visit.Page.GetByTestId("try-lead");
        await tried.GetByLabel(lead, new() { Exact = true }).FillAsync("testowy");
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "Jan Testowy" }).ClickAsync();
        await tried.Locator($"[data-rule='{rule}']").ClickAsync();
        await Expect(tried).ToContainTextAsync("position");
        await visit.Picture("plan-try-" + language);
    }

    private static async Task<ILocator> Open(Visit visit, string plan)
    {
        await visit.Open("/plans/" + plan);
        var editor = visit.Page.GetByTestId("plan-editor");
        await Expect(editor.Locator(".cm-content")).ToHaveAttributeAsync("aria-label", AnyText());
        return editor;
    }

    private static async Task AtTheEnd(Visit visit, ILocator editor)
    {
        await editor.Locator(".cm-content").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Control+End");
    }

    [GeneratedRegex(".+")]
    private static partial Regex AnyText();
}
