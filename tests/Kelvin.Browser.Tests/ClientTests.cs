using Kelvin.Server.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Kelvin.Browser.Tests;

/// <summary>The published clients, unmodified, in a customer's page: from the first visit to an identified lead in the list.</summary>
public sealed class ClientTests(Chromium chromium) : IAsyncLifetime
{
    private RunningServer server = null!;
    private WebApplication shop = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        await server.PutPlan("first-plan", await File.ReadAllTextAsync(Path.Combine(Company.Repository, "samples", "plans", "first-plan.yaml")));
        shop = Shop();
        await shop.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await shop.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("segment", "segment-42", "Jan Segment")]
    [InlineData("rudderstack", "rudder-42", "Anna Rudder")]
    public async Task A_visitor_becomes_a_lead_in_the_list(string client, string userId, string name)
    {
        await using var customer = await chromium.Browser.NewContextAsync();
        var strange = new List<string>();
        customer.Request += (_, request) => { if (!request.Url.StartsWith(shop.Urls.First(), StringComparison.Ordinal) && !request.Url.StartsWith(Host, StringComparison.Ordinal) && request.Url.StartsWith("http", StringComparison.Ordinal)) strange.Add(request.Url); };
        var page = await customer.NewPageAsync();
        await page.GotoAsync($"{shop.Urls.First()}/{client}?key={RunningServer.PublicKey}&host={Uri.EscapeDataString(Host)}");
        await Until(async () => await EventsOfVisitors() > 0);
        await page.EvaluateAsync("report()");
        await Until(async () => (int?)(await Find(userId))?["eventCount"] == 3);

        var lead = (await Find(userId))!;
        Assert.Single(lead["anonymousIds"]!.AsArray());
        Assert.Empty(strange);
        await using var rep = await Visit.Begin(chromium, server);
        await rep.SignIn();
        await rep.Open("/leads");
        await rep.Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Expect(rep.Page.GetByText("Guide Downloaded").First).ToBeVisibleAsync();
        await Expect(rep.Page.GetByText("Viewed a page").First).ToBeVisibleAsync();
    }

    private string Host => server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    private async Task<System.Text.Json.Nodes.JsonNode?> Find(string userId) => (await server.Ask("/api/leads?userId=" + userId))["items"]!.AsArray().FirstOrDefault();

    private async Task<int> EventsOfVisitors() => (await server.Ask("/api/leads"))["items"]!.AsArray().Sum(lead => (int)lead!["eventCount"]!);

    private async Task Until(Func<Task<bool>> holds)
    {
        for (var waited = 0; waited < Visit.PatienceMilliseconds; waited += 100)
        {
            if (await holds()) return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Fail("It did not come about. What came: " + await server.Ask("/api/sources/debug"));
    }

    /// <summary>A site of another origin that holds a client in a script, as a customer's bundler made it.</summary>
    private static WebApplication Shop()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/{client}", (string client) => Results.Content($"<!doctype html><title>Shop</title><script defer src=\"/files/{client}.js\"></script>", "text/html; charset=utf-8"));
        app.MapGet("/files/{file}", (string file) => Results.File(Path.Combine(Company.Repository, "tests", "Kelvin.Browser.Tests", "pages", "dist", Path.GetFileName(file)), "text/javascript"));
        return app;
    }
}
