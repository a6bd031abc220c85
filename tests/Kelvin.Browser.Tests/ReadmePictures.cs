using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Kelvin.Browser.Tests;

/// <summary>The pictures of the README, taken of the demo. Not a test of anything: eng/screenshots runs it, and nobody else.</summary>
public sealed partial class ReadmePictures(Chromium chromium)
{
    private static readonly string Folder = Path.Combine(Company.Repository, "docs", "images");

    [Fact(Explicit = true)]
    public async Task Of_the_demo()
    {
        using var demo = Process.Start(new ProcessStartInfo("dotnet") { ArgumentList = { Path.Combine(AppContext.BaseDirectory, "kelvin.dll"), "demo", "--urls", $"http://127.0.0.1:{FreePort()}" }, RedirectStandardOutput = true })!;
        try
        {
            var link = await LinkOf(demo.StandardOutput);
            await Take(link, ColorScheme.Light);
            await Take(link, ColorScheme.Dark);
        }
        finally
        {
            demo.Kill(entireProcessTree: true);
        }
    }

    private async Task Take(string link, ColorScheme scheme)
    {
        await using var context = await chromium.Browser.NewContextAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = 1360, Height = 850 }, DeviceScaleFactor = 1.25f, Locale = "en-GB", ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(Visit.PatienceMilliseconds);
        SetDefaultExpectTimeout(Visit.PatienceMilliseconds);
        var page = await context.NewPageAsync();
        await page.GotoAsync(link);
        await Expect(page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await Keep(page, "leads", scheme);
        await page.GetByRole(AriaRole.Row).Nth(1).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByTestId("total-score")).ToBeVisibleAsync();
        await Keep(page, "lead", scheme);
        if (scheme == ColorScheme.Dark) return;
        foreach (var place in (string[])["funnel", "sources"])
        {
            await page.GotoAsync(new Uri(new Uri(link), "/" + place).ToString());
            await Expect(page.Locator("h1")).ToBeVisibleAsync();
            await Keep(page, place, scheme);
        }
    }

    private static async Task Keep(IPage page, string name, ColorScheme scheme)
    {
        await Expect(page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
        await page.WaitForTimeoutAsync(1_500);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}-{(scheme == ColorScheme.Dark ? "dark" : "light")}.png") });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> LinkOf(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (Link().Match(line) is { Success: true } match) return match.Value;
        }
        throw new InvalidOperationException("The demo ended before it told where to sign in.");
    }

    [GeneratedRegex(@"http\S+/sign-in#\S+")]
    private static partial Regex Link();
}
