using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Kelvin.Browser.Tests;

/// <summary>What the sales rep does: find whom to call, see why, and until when it is worth it.</summary>
public sealed class LeadTests(Chromium chromium, Company company) : IClassFixture<Company>
{
    [Theory]
    [InlineData("en-GB", "Search leads", "Fit", "Score", "event counts", "limit of the day")]
    [InlineData("pl-PL", "Szukaj leadów", "Dopasowanie", "Wynik", "zdarzenie", "limit dnia")]
    public async Task A_lead_is_found_and_explained_in_the_readers_language(string language, string search, string fit, string score, string counted, string reason)
    {
        await using var visit = await Visit.Begin(chromium, company.Server, language);
        await visit.SignIn();
        await visit.Open("/leads?plan=sales-readiness");
        await visit.Page.GetByRole(AriaRole.Searchbox, new() { Name = search }).FillAsync("testowy");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Jan Testowy" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Jan Testowy" })).ToBeVisibleAsync();

        var explained = await Explained();
        await Expect(visit.Page.GetByTestId("headline")).ToContainTextAsync(Shown(explained["score"]!));
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = fit })).ToContainTextAsync("Decision maker");
        await Expect(visit.Page.GetByTestId("total-score")).ToHaveTextAsync(Shown(explained["score"]!));
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = score })).ToBeVisibleAsync();

        // A rule opens to its events, and to one that a limit dropped.
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Opens our e-mail" }).ClickAsync();
        await Expect(visit.Page.GetByText(counted).First).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText(reason)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Going_back_in_time_shows_the_score_of_then_and_returns_to_now()
    {
        await using var visit = await Visit.Begin(chromium, company.Server);
        await visit.SignIn();
        await visit.Open($"/leads/{await Jan()}?plan=sales-readiness");
        var now = await visit.Page.GetByTestId("total-score").TextContentAsync();
        var slider = visit.Page.GetByRole(AriaRole.Slider);
        await slider.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Home");
        // On his first day he was known, but had done nothing.
        await Expect(visit.Page.GetByTestId("total-engagement")).ToHaveTextAsync("0");
        await Expect(visit.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("at="));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Back to now" }).ClickAsync();
        await Expect(visit.Page.GetByTestId("total-score")).ToHaveTextAsync(now!);
    }

    [Fact]
    public async Task The_next_change_is_announced_with_what_it_will_be()
    {
        await using var visit = await Visit.Begin(chromium, company.Server);
        await visit.SignIn();
        await visit.Open($"/leads/{await Jan()}?plan=sales-readiness");
        var then = (await Explained())["nextChange"]!;
        await Expect(visit.Page.GetByTestId("next-change")).ToContainTextAsync(Shown(then["score"]!));
    }

    [Fact]
    public async Task The_label_matrix_narrows_the_list_and_counts_what_it_shows()
    {
        await using var visit = await Visit.Begin(chromium, company.Server);
        await visit.SignIn();
        await visit.Open("/leads?plan=first-plan");
        var counts = (await company.Server.Ask("/api/reports/labels?plan=first-plan"))["items"]!.AsArray();
        var most = counts.MaxBy(count => (int)count!["count"]!)!;
        var label = $"{most["grade"]}{most["level"]}";
        var total = counts.Where(count => (string?)count!["grade"] == (string?)most["grade"] && (string?)count["level"] == (string?)most["level"]).Sum(count => (int)count!["count"]!);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = $"{label} {total} lead" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Table)).ToHaveAttributeAsync("aria-rowcount", (total + 1).ToString(CultureInfo.InvariantCulture));
        await Expect(visit.Page.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync(label);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Clear filters" }).ClickAsync();
        await Expect(visit.Page).Not.ToHaveURLAsync(new System.Text.RegularExpressions.Regex("grade="));
    }

    [Fact]
    public async Task The_list_goes_on_by_itself_and_keys_walk_through_it()
    {
        await using var visit = await Visit.Begin(chromium, company.Server);
        await visit.SignIn();
        await visit.Open("/leads?plan=first-plan");
        var first = visit.Page.GetByRole(AriaRole.Row).Nth(1).GetByRole(AriaRole.Link);
        await first.FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(visit.Page.GetByRole(AriaRole.Row).Nth(2).GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        Assert.True(await visit.Page.GetByRole(AriaRole.Row).CountAsync() < 60, "Rows that are out of sight are in the document.");
        await visit.Page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        // 181 leads come in two pages.
        await Expect(visit.Page.GetByRole(AriaRole.Table)).ToHaveAttributeAsync("aria-rowcount", "182");
    }

    [Fact]
    public async Task A_new_event_changes_the_open_list_without_a_click()
    {
        await using var visit = await Visit.Begin(chromium, company.Server);
        await visit.SignIn();
        await visit.Open("/leads?plan=first-plan&q=live-lead");
        await Expect(visit.Page.GetByText("Nobody matches")).ToBeVisibleAsync();
        await company.Send([Company.Call("track", "live-lead", 0, ("event", "Guide Downloaded"), ("properties", new JsonObject { ["guide"] = "Live" }))]);
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "live-lead" })).ToBeVisibleAsync();
        await company.Server.Api(HttpMethod.Delete, $"/api/leads/{(await company.Server.Ask("/api/leads?userId=live-lead"))["items"]![0]!["id"]}");
    }

    private async Task<string> Jan() => (string)(await company.Server.Ask("/api/leads?userId=jan-director"))["items"]![0]!["id"]!;

    private async Task<JsonNode> Explained() => await company.Server.Ask($"/api/leads/{await Jan()}/scores/sales-readiness");

    private static string Shown(JsonNode number) => ((int)number).ToString(CultureInfo.InvariantCulture);
}
