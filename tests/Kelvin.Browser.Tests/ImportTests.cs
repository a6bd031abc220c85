using System.Text;
using Kelvin.Server.Tests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Kelvin.Browser.Tests;

/// <summary>What a newcomer does with an export of the CRM: look through it, take it in, find the leads.</summary>
public sealed class ImportTests(Chromium chromium)
{
    private const string Export = """
        Lead ID,First Name,Last Name,Title,Company,Email,Created Date,Stage,Close Date,Amount,Opportunity ID
        00Q1,Zofia,Import,Director,Acme,zofia.import@acme.example,1/31/2026,Closed Won,2/15/2026,1200,006A
        00Q2,Karl,Import,Engineer,Acme,karl.import@acme.example,1/30/2026,Prospecting,,,006B
        00Q3,Nobody,Here,Student,,,yesterday,,,,
        """;

    [Theory]
    [InlineData("en-GB", "Export of", "Choose a file", "Import 2 rows", "2 rows are in", "1 row not taken", "Go to the leads")]
    [InlineData("sv-SE", "Export ur", "Välj en fil", "Importera 2 rader", "2 rader är inne", "1 rad togs inte", "Till leads")]
    public async Task A_file_is_looked_through_then_taken_in_and_its_leads_are_in_the_list(string language, string preset, string choose, string take, string done, string rejected, string onward)
    {
        await using var server = await RunningServer.Start();
        await server.PutPlan("first-plan", await File.ReadAllTextAsync(Path.Combine(Company.Repository, "samples", "plans", "first-plan.yaml"), TestContext.Current.CancellationToken));
        await using var visit = await Visit.Begin(chromium, server, language);
        await visit.SignIn();
        await visit.Open("/import");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = choose })).ToBeVisibleAsync();
        await visit.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "crm-export.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(Export) });
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = preset }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "Salesforce" }).ClickAsync();
        await Expect(visit.Page.GetByTestId("findings")).ToContainTextAsync(rejected);
        await Expect(visit.Page.GetByTestId("findings")).ToContainTextAsync("Deal Won");
        Assert.Empty((await server.Ask("/api/leads"))["items"]!.AsArray());
        await visit.Picture("import-" + language);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = take }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToContainTextAsync(done);
        await visit.Page.GetByRole(AriaRole.Status).GetByRole(AriaRole.Link, new() { Name = onward }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Zofia Import" }).ClickAsync();
        await Expect(visit.Page.GetByText("Deal Won").First).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Acme" })).ToBeVisibleAsync();
    }
}
