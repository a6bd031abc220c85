using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Kelvin.Browser.Tests.Chromium))]

// One browser for all: two tests at a time would only wait for each other on a small machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Kelvin.Browser.Tests;

/// <summary>The browser of the machine, started once for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>The names under which distributions have it, in every folder of the path.</summary>
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private IPlaywright playwright = null!;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable(),
            Headless = true,
            Timeout = Visit.PatienceMilliseconds,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright.Dispose();
    }

    private static string Executable()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append("/usr/bin");
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("These tests need Chromium; ./test installs it.");
    }
}
