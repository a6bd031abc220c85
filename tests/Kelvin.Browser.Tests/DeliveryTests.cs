using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Kelvin.Browser.Tests;

/// <summary>What sales is told, and what became of it: a lead is moved, the message goes out, and can be sent again.</summary>
public sealed class DeliveryTests(Chromium chromium, Company company) : IClassFixture<Company>
{
    [Fact]
    public async Task A_person_moves_a_lead_and_the_world_is_told_once_and_once_more_when_asked_to()
    {
        company.Sales.Answer = (_, _) => 200;
        await using var visit = await Visit.Begin(chromium, company.Server);
        await visit.SignIn();
        var jan = (await company.Server.Ask("/api/leads?userId=jan-director"))["items"]![0]!["id"]!;
        await visit.Open($"/leads/{jan}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "To stage" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "Opportunity" }).ClickAsync();
        await dialog.GetByLabel("Reason").FillAsync("Called, and wants an offer");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Move the lead" }).ClickAsync();
        await Expect(visit.Page.GetByText("“Called, and wants an offer”")).ToBeVisibleAsync();

        await visit.Open("/deliveries");
        var told = visit.Page.GetByTestId("delivery").Filter(new() { HasText = "Opportunity reached" });
        await told.First.ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Table, new() { Name = "Attempts" })).ToContainTextAsync("200");
        await visit.Picture("delivery-open", whole: false);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Table, new() { Name = "Attempts" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        // The same message, under the same id.
        var ids = company.Sales.Got.Where(message => message.Body.Contains("wants an offer", StringComparison.Ordinal)).Select(message => message.Id).ToList();
        Assert.True(ids.Count >= 2);
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task The_funnel_shows_how_many_stand_at_each_step()
    {
        await using var visit = await Visit.Begin(chromium, company.Server, "pl-PL");
        await visit.SignIn();
        await visit.Open("/funnel");
        var counts = (await company.Server.Ask("/api/stages"))["counts"]!.AsArray();
        foreach (var count in counts.Where(count => count!["stage"] is not null))
        {
            await Expect(visit.Page.Locator($"[data-stage='{count!["stage"]}'] a")).ToHaveTextAsync(count["leads"]!.ToString());
        }
        await Expect(visit.Page.GetByText("Od tego miejsca zajmuje się nimi sprzedaż")).ToBeVisibleAsync();

        // A count leads to those whom it counts.
        var some = (string)counts.First(count => count!["stage"] is not null && (int)count["leads"]! is > 0 and < 90)!["stage"]!;
        var listed = (await company.Server.Ask("/api/leads?plan=sales-readiness&limit=100&stage=" + some))["items"]!.AsArray().Count;
        await visit.Page.Locator($"[data-stage='{some}'] a").ClickAsync();
        await Expect(visit.Page.GetByTestId("stage-filter")).ToContainTextAsync(some);
        await Expect(visit.Page.GetByRole(AriaRole.Table)).ToHaveAttributeAsync("aria-rowcount", $"{listed + 1}");
    }

    [Fact]
    public async Task A_webhook_is_added_tried_and_turned_off()
    {
        await using var visit = await Visit.Begin(chromium, company.Server);
        await visit.SignIn();
        await visit.Open("/deliveries");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a webhook" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Address").FillAsync(company.Sales.Url + "/second");
        await dialog.GetByLabel("Name").FillAsync("Second");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add a webhook" }).ClickAsync();
        await Expect(dialog.GetByLabel("Signing secret")).ToContainTextAsync("whsec_");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        var card = visit.Page.GetByTestId("webhook").Filter(new() { HasText = "Second" });
        await card.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await Expect(card.GetByRole(AriaRole.Status)).ToContainTextAsync(" ms");
        await card.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Expect(card.GetByText("Disabled")).ToBeVisibleAsync();
    }
}
