using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Plans;
using Xunit;

namespace Kelvin.Server.Tests.Pipelines;

public class PipelineTests
{
    private const string Plan = """
        plan: interest
        fit: { rules: [{ name: Boss, when: { trait: position, is: ceo }, points: 20 }] }
        engagement: { rules: [{ name: Pages, on: page, points: 5, decay: { half_life: 30d } }] }
        grades: { A: 10, B: null }
        """;

    [Fact]
    public async Task An_event_becomes_a_score()
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("interest", Plan);
        await kelvin.Process(
            """{"type":"identify","userId":"jan","messageId":"m1","timestamp":"2025-03-01T11:00:00Z","traits":{"position":"CEO"}}""",
            """{"type":"page","userId":"jan","messageId":"m2","timestamp":"2025-03-01T12:00:00Z","properties":{"path":"/pricing"}}""");

        var score = Assert.Single(kelvin.Scores(kelvin.Lead("jan")!.Id));
        Assert.Equal((20, 5, 25, "A", Deployment.Noon), (score.Fit, score.Engagement, score.Score, score.Grade, score.At));
        Assert.NotNull(score.NextChangeAt);
    }

    [Fact]
    public async Task A_repeated_message_is_counted_and_changes_nothing()
    {
        using var kelvin = new Deployment();
        const string call = """{"type":"page","userId":"jan","messageId":"m1"}""";
        await kelvin.Process(call, call);
        await kelvin.Process(call);

        Assert.Equal((3, 2, 1), (kelvin.Count(Counter.Accepted), kelvin.Count(Counter.Duplicates), kelvin.Count(Counter.Events)));
        Assert.Equal(1, kelvin.Lead("jan")!.Events);
    }

    [Fact]
    public async Task One_message_in_two_streams_of_a_lead_counts_once()
    {
        using var kelvin = new Deployment();
        await kelvin.Process("""{"type":"page","anonymousId":"browser","messageId":"m1"}""");
        await kelvin.Process("""{"type":"page","userId":"jan","anonymousId":"browser","messageId":"m1"}""");

        var lead = kelvin.Lead("jan")!;
        Assert.Equal((1, 2), (lead.Events, lead.Streams.Sum(stream => stream.Events)));
    }

    [Fact]
    public async Task A_stranger_who_gives_a_name_brings_the_past_along()
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("interest", Plan);
        await kelvin.Process("""{"type":"page","anonymousId":"browser","messageId":"m1"}""");
        var stranger = kelvin.LeadOf(IdentityKind.Anonymous, "browser")!.Value;
        await kelvin.Process("""{"type":"identify","userId":"jan","anonymousId":"browser","messageId":"m2"}""");

        var jan = kelvin.Lead("jan")!;
        Assert.Equal((2, jan.Id), (jan.Events, kelvin.LeadOf(IdentityKind.Anonymous, "browser")));
        Assert.Equal(5, Assert.Single(kelvin.Scores(jan.Id)).Score);
        Assert.Empty(kelvin.Scores(stranger));
        Assert.Equal(1, kelvin.Count(Counter.Leads));
    }

    [Fact]
    public async Task An_earlier_meeting_takes_a_browser_from_the_one_who_had_it()
    {
        using var kelvin = new Deployment();
        await kelvin.Process("""{"type":"page","userId":"jan","anonymousId":"browser","messageId":"m1","timestamp":"2025-03-01T10:00:00Z"}""",
            """{"type":"page","anonymousId":"browser","messageId":"m2","timestamp":"2025-03-01T10:01:00Z"}""");
        Assert.Equal(2, kelvin.Lead("jan")!.Events);
        await kelvin.Process("""{"type":"page","userId":"eva","anonymousId":"browser","messageId":"m3","timestamp":"2025-03-01T09:00:00Z"}""");

        Assert.Equal((1, 2), (kelvin.Lead("jan")!.Events, kelvin.Lead("eva")!.Events));
        Assert.Equal(2, kelvin.Count(Counter.Leads));
    }

    [Fact]
    public async Task What_is_said_of_an_account_reaches_its_other_members()
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("size", """
            plan: size
            fit: { rules: [{ name: Large, when: { account: employees, gte: 100 }, points: 10 }] }
            """);
        await kelvin.Process("""{"type":"group","userId":"jan","groupId":"acme","messageId":"m1","timestamp":"2025-03-01T10:00:00Z","traits":{"name":"Acme"}}""");
        await kelvin.Process("""{"type":"group","userId":"eva","groupId":"acme","messageId":"m2","timestamp":"2025-03-01T11:00:00Z","traits":{"employees":500}}""");

        Assert.Equal(10, Assert.Single(kelvin.Scores(kelvin.Lead("jan")!.Id)).Score);
    }

    [Fact]
    public async Task A_members_act_reaches_its_account()
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("interest", Plan);
        await kelvin.Publish("accounts", """
            plan: accounts
            kind: account
            members: { plan: interest, side: engagement, combine: sum }
            """);
        await kelvin.Process("""{"type":"group","userId":"jan","groupId":"acme","messageId":"m1"}""", """{"type":"page","userId":"jan","messageId":"m2"}""");
        await kelvin.Process("""{"type":"group","userId":"eva","groupId":"acme","messageId":"m3"}""", """{"type":"page","userId":"eva","messageId":"m4"}""");

        using var snapshot = kelvin.Store.Read();
        Assert.Equal(10, Assert.Single(kelvin.Store.Accounts.Scores(snapshot, kelvin.Store.Key.AccountOf("acme"))).Score);
    }

    [Fact]
    public async Task A_new_version_of_a_plan_scores_everyone_again()
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("interest", Plan);
        await kelvin.Process([.. Enumerable.Range(0, 500).Select(i => $$"""{"type":"page","userId":"user {{i}}","messageId":"m{{i}}"}""")]);
        await kelvin.Publish("interest", Plan.Replace("points: 5", "points: 7", StringComparison.Ordinal));

        var scores = Enumerable.Range(0, 500).Select(i => Assert.Single(kelvin.Scores(kelvin.Lead($"user {i}")!.Id)));
        Assert.All(scores, score => Assert.Equal((2, 7), (score.Version, score.Score)));
    }

    [Fact]
    public async Task A_plan_that_is_switched_off_leaves_no_scores()
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("interest", Plan);
        await kelvin.Process("""{"type":"page","userId":"jan","messageId":"m1"}""");
        await kelvin.Store.WriteAsync(tx => kelvin.Store.Plans.Deactivate(tx, "interest", new Publisher("test", kelvin.Clock.Now)));
        await kelvin.Settle();

        Assert.Empty(kelvin.Scores(kelvin.Lead("jan")!.Id));
    }

    [Fact]
    public async Task All_is_there_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-restart-").FullName;
        using (var kelvin = new Deployment(folder))
        {
            await kelvin.Publish("interest", Plan);
            await kelvin.Process("""{"type":"page","userId":"jan","messageId":"m1"}""");
        }
        using (var kelvin = new Deployment(folder))
        {
            await kelvin.Process("""{"type":"page","userId":"jan","messageId":"m2"}""");
            Assert.Equal(10, Assert.Single(kelvin.Scores(kelvin.Lead("jan")!.Id)).Score);
        }
        Directory.Delete(folder, recursive: true);
    }
}
