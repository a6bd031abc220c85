using System.Collections.Concurrent;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Server.Api;
using Kelvin.Server.Timelines;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Kelvin.Server.Tests.Timelines;

/// <summary>Questions about all leads at once get the answers that each lead gives.</summary>
public class PackedBaseTests
{
    private const string Plan = """
        plan: interest
        fit:
          rules:
            - { name: Boss, when: { trait: position, is: ceo }, points: 20 }
            - { name: Large, when: { account: employees, gte: 100 }, points: 10 }
        engagement:
          rules:
            - { name: Pricing, on: page, where: { property: path, starts_with: /pricing }, points: 5 }
        """;

    private static readonly string[] Calls =
    [
        """{"type":"identify","userId":"jan","messageId":"1","traits":{"position":"ceo"}}""",
        """{"type":"group","userId":"jan","messageId":"2","groupId":"acme","traits":{"employees":500}}""",
        """{"type":"page","userId":"jan","messageId":"3","properties":{"path":"/pricing"}}""",
        """{"type":"page","anonymousId":"b","messageId":"4","properties":{"path":"/pricing","title":"Prices"}}""",
        """{"type":"group","userId":"eva","messageId":"5","groupId":"acme"}""",
    ];

    [Fact]
    public async Task It_says_of_each_lead_what_its_score_is_and_follows_what_comes()
    {
        await using var kelvin = await RunningServer.Start();
        await kelvin.PutPlan("interest", Plan);
        await kelvin.Track(Calls);
        Assert.Equal("10, 35, 5", await Scores(kelvin, Plan));

        await Fold(kelvin);
        await kelvin.Track("""{"type":"page","userId":"eva","messageId":"6","properties":{"path":"/pricing/all"}}""", """{"type":"group","userId":"eva","messageId":"7","groupId":"acme","traits":{"employees":5}}""");
        Assert.Equal("5, 25, 5", await Scores(kelvin, Plan));
    }

    [Fact]
    public async Task A_draft_that_looks_at_what_is_not_packed_is_answered_from_the_events()
    {
        await using var kelvin = await RunningServer.Start();
        await kelvin.PutPlan("interest", Plan);
        await kelvin.Track(Calls);
        await Fold(kelvin);
        Assert.Equal("0, 0, 7", await Scores(kelvin, "plan: draft\nengagement: { rules: [{ name: Titled, on: page, where: { property: title, exists: true }, points: 7 }] }"));
        Assert.Equal("0, 3, 3", await Scores(kelvin, "plan: draft\nengagement: { rules: [{ name: Any page, on: page, points: 3 }] }"));
    }

    [Fact]
    public async Task All_are_scored_again_on_demand()
    {
        await using var kelvin = await RunningServer.Start();
        await kelvin.PutPlan("interest", Plan);
        await kelvin.Track(Calls);
        var before = await kelvin.Ask("/api/leads?plan=interest");
        Assert.Equal(202, (int)(await kelvin.Api(HttpMethod.Post, "/api/rescore")).StatusCode);
        await kelvin.Settle();
        Assert.False((await kelvin.Ask("/api/rescoring"))["rescoring"]!.GetValue<bool>());
        Assert.Equal(before["items"]!.AsArray().Count, (await kelvin.Ask("/api/leads?plan=interest"))["items"]!.AsArray().Count);
    }

    /// <summary>The scores of eva, jan and the one with the browser, in that order.</summary>
    private static async Task<string> Scores(RunningServer kelvin, string document)
    {
        var set = PlanSet.Compile([PlanReader.Read(document).Plan!]);
        var scores = new ConcurrentDictionary<string, long>();
        using var walk = await kelvin.Services.GetRequiredService<PackedBase>().OpenAsync(TestContext.Current.CancellationToken);
        walk.ForEach(set, () => 0, (_, number, lead, timeline) =>
        {
            Assert.InRange(number, 0, walk.Leads - 1);
            Assert.True(scores.TryAdd(lead.ToString(), set.LeadPlans[0].Score(timeline, walk.Accounts, walk.AsOf)?.Value ?? -1));
        }, _ => { }, TestContext.Current.CancellationToken);
        async Task<long> Of(string who) => scores[(await kelvin.Ask("/api/leads?" + who))["items"]![0]!["id"]!.GetValue<string>()];
        return $"{await Of("userId=eva")}, {await Of("userId=jan")}, {await Of("anonymousId=b")}";
    }

    private static async Task Fold(RunningServer kelvin)
    {
        var folder = new Folder(kelvin.Store, TimeProvider.System);
        using (var snapshot = kelvin.Store.Read()) await folder.FollowAsync(kelvin.Services.GetRequiredService<PlanCache>().Of(snapshot).Set.Shapes.Layout);
        Assert.True(await folder.FoldAsync(FoldWhen.Always, TestContext.Current.CancellationToken) > 0);
        await folder.RepackAsync(TestContext.Current.CancellationToken);
    }
}
