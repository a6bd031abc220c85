using System.Diagnostics;
using Xunit;

namespace Kelvin.Server.Tests.Commands;

public class DemoCommandTests
{
    private const string Address = "(http://127.0.0.1:[1-9][0-9]*)";

    [Fact]
    public async Task A_demo_is_full_of_people_and_goes_on_live_and_leaves_nothing_behind()
    {
        using var folder = new KelvinFolder();
        using var demo = KelvinProcess.Start("demo --leads 40 --urls http://127.0.0.1:0", folder.Root);
        var url = await demo.Hears(Address + "\n");
        var token = await demo.Hears(@"sign-in#(\S+)");
        var before = await demo.Ask(url + "/api/stats", token);
        Assert.InRange((long)before["leads"]!, 30, 40);
        Assert.Equal((0, 0), ((long)before["rejected"]!, (long)before["setAside"]!));
        Assert.Equal(4, (await demo.Ask(url + "/api/plans", token))["items"]!.AsArray().Count);
        Assert.Equal(2, (await demo.Ask(url + "/api/webhooks", token))["items"]!.AsArray().Count);
        Assert.Contains("<h1>Sales desk", await demo.Read(await demo.Hears(@"sales is told:  (\S+)")));

        for (var since = Stopwatch.StartNew(); (long)(await demo.Ask(url + "/api/stats", token))["events"]! <= (long)before["events"]!;)
        {
            Assert.True(since.Elapsed < TimeSpan.FromMinutes(1), "Nothing happens.");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
        Assert.Equal(0, demo.Interrupt());
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public async Task A_kept_demo_goes_on_where_it_was()
    {
        using var folder = new KelvinFolder();
        async Task<long> Events()
        {
            using var demo = KelvinProcess.Start("demo --leads 10 --no-live --store kept.db --urls http://127.0.0.1:0", folder.Root);
            var stats = await demo.Ask(await demo.Hears(Address + "\n") + "/api/stats", await demo.Hears(@"sign-in#(\S+)"));
            demo.Interrupt();
            return (long)stats["events"]!;
        }

        Assert.Equal(await Events(), await Events());
    }

    [Fact]
    public async Task A_store_that_is_no_demos_is_left_alone()
    {
        using var folder = new KelvinFolder();
        await using (await RunningServer.Start(folder: folder.Root, keepFolder: true))
        {
        }
        var outcome = folder.Run("demo --store kelvin.db --urls http://127.0.0.1:0");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("no demo's store", outcome.Error);
    }

    [Fact]
    public void A_demo_without_people_is_refused()
    {
        using var folder = new KelvinFolder();
        Assert.Equal(2, folder.Run("demo --leads 0").Code);
    }
}
