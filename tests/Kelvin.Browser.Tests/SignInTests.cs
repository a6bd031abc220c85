using Kelvin.Server.Tests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Kelvin.Browser.Tests;

/// <summary>The door: in with a token, in for the first time, and out.</summary>
public sealed class SignInTests(Chromium chromium)
{
    [Fact]
    public async Task A_wrong_token_is_told_and_the_right_one_leads_to_where_one_wanted_to_go()
    {
        await using var server = await RunningServer.Start();
        await using var visit = await Visit.Begin(chromium, server);
        await visit.Page.GotoAsync("/system");
        await Expect(visit.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"));
        await visit.Page.GetByLabel("Access token").FillAsync("kelvin_guess");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not known");
        await visit.Page.GetByLabel("Access token").FillAsync(RunningServer.AdminToken);
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "System" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_link_of_the_console_makes_the_first_token_once_and_signs_in()
    {
        await using var server = await RunningServer.Start(settings: [("AdminToken", null)]);
        await using var visit = await Visit.Begin(chromium, server);
        await visit.Page.GotoAsync("/setup#" + server.Made.SetupToken);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        await Expect(visit.Page.GetByText("kelvin_")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "I kept it" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Sources", Exact = true })).ToBeVisibleAsync();

        await visit.Page.GotoAsync("/setup#" + server.Made.SetupToken);
        await visit.Page.ReloadAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("used already");
    }

    [Fact]
    public async Task The_link_of_the_demo_signs_in_and_leaves_no_token_in_the_address()
    {
        await using var server = await RunningServer.Start();
        await using var visit = await Visit.Begin(chromium, server);
        await visit.Page.GotoAsync("/sign-in#" + RunningServer.AdminToken);
        await Expect(visit.Page.Locator("nav")).ToBeVisibleAsync();
        Assert.DoesNotContain("kelvin_", visit.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_leaves_nothing_to_go_back_to()
    {
        await using var server = await RunningServer.Start();
        await using var visit = await Visit.Begin(chromium, server);
        await visit.SignIn();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(visit.Page.GetByLabel("Access token")).ToBeVisibleAsync();
        await visit.Page.GotoAsync("/leads");
        await Expect(visit.Page.GetByLabel("Access token")).ToBeVisibleAsync();
    }
}
