using Microsoft.Playwright;
using Xunit;

namespace Kelvin.Browser.Tests;

/// <summary>Every page in both colour schemes and on a narrow screen: nothing fails, nothing leaves the host, nothing overflows.</summary>
public sealed class PictureTests(Chromium chromium, Company company) : IClassFixture<Company>
{
    [Theory]
    [InlineData(ColorScheme.Light, 1360)]
    [InlineData(ColorScheme.Dark, 1360)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task Every_page_fits_its_screen(ColorScheme scheme, int width)
    {
        await using var visit = await Visit.Begin(chromium, company.Server, scheme: scheme, width: width);
        await visit.Page.GotoAsync("/sign-in");
        await visit.Picture($"{scheme}-{width}-sign-in");
        await visit.SignIn();
        foreach (var (name, path) in await Pages.Of(company))
        {
            await visit.Open(path);
            await visit.Picture($"{scheme}-{width}-{name}", whole: name != "leads");
            var overflow = await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{name} is {overflow} pixels wider than the screen");
        }
    }
}
