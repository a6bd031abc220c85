using System.Collections.Concurrent;
using Kelvin.Server.Tests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Kelvin.Browser.Tests;

/// <summary>
/// A person's visit with a fresh browser profile. It notes everything that must never happen, whatever the test is about,
/// and fails at its end if something of it did.
/// </summary>
internal sealed class Visit : IAsyncDisposable
{
    /// <summary>Tests run beside much else; what takes longer than this does not come.</summary>
    public const int PatienceMilliseconds = 120_000;

    private readonly ConcurrentQueue<string> faults = [];
    private readonly RunningServer server;
    private readonly IBrowserContext context;

    private Visit(RunningServer server, IBrowserContext context, IPage page) => (this.server, this.context, Page) = (server, context, page);

    public IPage Page { get; }

    /// <summary>The server's address as the browser sees it.</summary>
    public string Host => server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    /// <summary>Addresses that were asked for, in their order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public static async Task<Visit> Begin(Chromium chromium, RunningServer server, string language = "en-GB", ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 860)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = server.Http.BaseAddress!.ToString(),
            Locale = language,
            TimezoneId = "Europe/Warsaw",
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        SetDefaultExpectTimeout(PatienceMilliseconds);
        await context.AddInitScriptAsync("addEventListener('securitypolicyviolation', event => console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));");
        var visit = new Visit(server, context, await context.NewPageAsync());
        visit.Watch();
        return visit;
    }

    /// <summary>Signs in by a person's way, through the form.</summary>
    public async Task SignIn(string token = RunningServer.AdminToken)
    {
        await Page.GotoAsync("/sign-in");
        await Page.Locator("input[type=password]").FillAsync(token);
        await Page.Locator("form button[type=submit]").ClickAsync();
        await Expect(Page.Locator("nav")).ToBeVisibleAsync();
    }

    /// <summary>Goes to a page and waits until it shows what it is about.</summary>
    public async Task Open(string path)
    {
        await Page.GotoAsync(path);
        await Expect(Page.Locator("h1").First).ToBeVisibleAsync();
        await Expect(Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
    }

    /// <summary>For looking at, where KELVIN_SCREENSHOTS names a folder.</summary>
    public async Task Picture(string name, bool whole = true)
    {
        if (Environment.GetEnvironmentVariable("KELVIN_SCREENSHOTS") is not { Length: > 0 } folder) return;
        await Page.WaitForTimeoutAsync(400);
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = whole });
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Assert.True(faults.IsEmpty, string.Join('\n', faults));
    }

    private void Watch()
    {
        Page.PageError += (_, error) => faults.Enqueue("A script failed: " + error);
        Page.Console += (_, message) =>
        {
            // The browser itself reports answers such as 401, which are expected of some pages.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) faults.Enqueue("The console complained: " + message.Text);
        };
        Page.Dialog += (_, dialog) =>
        {
            faults.Enqueue("A dialog opened: " + dialog.Message);
            _ = dialog.DismissAsync();
        };
        context.Request += (_, request) =>
        {
            Requests.Enqueue(request.Url);
            if (new Uri(request.Url) is { Scheme: "http" or "https" } url && url.Authority != server.Http.BaseAddress!.Authority) faults.Enqueue("A request left the host: " + request.Url);
        };
    }
}
