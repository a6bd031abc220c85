using Kelvin.Server.Tests.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Kelvin.Server.Tests.Pipelines.Deployment;

namespace Kelvin.Server.Tests.Ledgers;

/// <summary>Time alone changes scores: each crossing has the instant at which it became true, whenever somebody came to look.</summary>
public class TimeTests
{
    [Fact]
    public async Task A_lead_that_falls_silent_crosses_then_and_not_when_somebody_looks()
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("interest", Ledgered.Plan);
        await kelvin.Process(Ledgered.Page("jan", Noon));
        await kelvin.PassTo(Noon + (14 * Day) - 1);
        Assert.Equal("15 up 0d", kelvin.Show("jan"));
        await kelvin.PassTo(Noon + (14 * Day));
        Assert.Equal("15 up 0d, 15 down 14d", kelvin.Show("jan"));
        Assert.Equal(10, Assert.Single(kelvin.Scores(kelvin.Lead("jan")!.Id)).Score);
    }

    [Fact]
    public async Task Down_for_a_month_what_happened_meanwhile_is_raised_at_its_own_instants_and_once()
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-down-").FullName;
        using (var before = new Deployment(folder))
        {
            await before.Publish("interest", Ledgered.Plan);
            await before.Process(Ledgered.Page("jan", Noon - Day), Ledgered.Page("jan", Noon), Ledgered.Page("eva", Noon - Hour));
        }
        const string jan = "15 up -1d, 40 up 0d, >MQL 0d, 40 down 14d, 15 down 29d";
        foreach (var now in new[] { Noon + (31 * Day), Noon + (31 * Day), Noon + (32 * Day) })
        {
            using var after = new Deployment(folder, new StandingClock(now));
            await after.Settle();
            Assert.Equal(jan, after.Show("jan"));
            Assert.Equal("15 up -1h, 15 down 335h", after.Show("eva"));
            Assert.All(after.Raised("jan"), row => Assert.False(row.Late));
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_clock_that_jumps_forward_raises_what_lies_between_at_its_own_instants()
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("interest", Ledgered.Plan);
        await kelvin.Process(Ledgered.Page("jan", Noon));
        await kelvin.PassTo(Noon + (400 * Day));
        Assert.Equal("15 up 0d, 15 down 14d", kelvin.Show("jan"));
    }

    [Fact]
    public async Task A_clock_that_jumps_back_takes_nothing_back_and_raises_nothing_twice()
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("interest", Ledgered.Plan);
        await kelvin.Process(Ledgered.Page("jan", Noon));
        await kelvin.PassTo(Noon + (14 * Day) + Hour);
        const string raised = "15 up 0d, 15 down 14d";
        Assert.Equal(raised, kelvin.Show("jan"));

        await kelvin.PassTo(Noon + (13 * Day));
        await kelvin.Process(Ledgered.Identify("jan", Noon + (13 * Day), "{}"));
        Assert.Equal((raised, 10), (kelvin.Show("jan"), Assert.Single(kelvin.Scores(kelvin.Lead("jan")!.Id)).Score));
        await kelvin.PassTo(Noon + (15 * Day));
        Assert.Equal(raised, kelvin.Show("jan"));
        Assert.Empty(kelvin.Verify());
    }

    [Fact]
    public async Task A_server_that_starts_with_a_clock_that_went_back_goes_on_from_where_time_had_come()
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-back-").FullName;
        using (var before = new Deployment(folder))
        {
            await before.Publish("interest", Ledgered.Plan);
            await before.Process(Ledgered.Page("jan", Noon));
            await before.PassTo(Noon + (14 * Day));
        }
        using (var after = new Deployment(folder, new StandingClock(Noon + (11 * Day))))
        {
            await after.Process(Ledgered.Identify("jan", Noon + (11 * Day), "{}"));
            Assert.Equal("15 up 0d, 15 down 14d", after.Show("jan"));
            Assert.Equal(10, Assert.Single(after.Scores(after.Lead("jan")!.Id)).Score);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Where_the_clock_was_ahead_time_goes_back_to_it_if_one_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-ahead-").FullName;
        var raised = new List<string>();
        foreach (var (now, mayGoBack) in new[] { (Noon, false), (Noon + (400 * Day), false), (Noon + Hour, false), (Noon + Hour, true), (Noon + (15 * Day), false) })
        {
            await using var server = await RunningServer.Start(new SteadyClock(new StandingClock(now)), folder, keepFolder: true, settings: ("ClockMayGoBack", $"{mayGoBack}"));
            await server.PutPlan("interest", Ledgered.Plan);
            if (raised.Count == 0) await server.Track(Ledgered.Page("jan", Noon));
            await server.Settle();
            await NobodyIsDue(server);
            var lead = (await server.Ask("/api/leads?plan=interest"))["items"]![0]!;
            var rows = (await server.Ask($"/api/leads/{lead["id"]}/scores/interest/history?recorded=true"))["items"]!.AsArray();
            raised.Add($"{lead["scores"]![0]!["score"]}: {string.Join(' ', rows.Select(row => (string)row!["direction"]! + ((bool)row["late"]! ? "*" : "")).Order(StringComparer.Ordinal))}");
        }
        Assert.Equal(["20: up", "-10: down up", "-10: down up", "20: down up up*", "10: down down up up*"], raised);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task NobodyIsDue(RunningServer server)
    {
        var clock = server.Services.GetRequiredService<TimeProvider>();
        for (var i = 0; i < 6_000; i++)
        {
            using (var snapshot = server.Store.Read())
            {
                if (!(server.Store.Leads.FirstDue(snapshot) <= clock.GetUtcNow().ToUnixTimeMilliseconds())) return;
            }
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException("Somebody stays due.");
    }

    [Fact]
    public async Task A_running_server_finds_a_jump_of_its_clock_by_itself()
    {
        var clock = new StandingClock(Noon);
        await using var server = await RunningServer.Start(clock);
        await server.PutPlan("interest", Ledgered.Plan);
        await server.Track(Ledgered.Page("jan", Noon));
        var jan = (string)(await server.Ask("/api/leads?userId=jan"))["items"]![0]!["id"]!;

        clock.Now = Noon + (14 * Day) + Hour;
        var raised = "";
        for (var i = 0; i < 6_000 && raised.Length == 0; i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            raised = string.Join(' ', (await server.Ask($"/api/leads/{jan}/scores/interest/history?recorded=true"))["items"]!.AsArray().Skip(1).Select(row => $"{row!["direction"]} {row["at"]}"));
        }
        Assert.Equal($"down {Ledgered.Text(Noon + (14 * Day))}", raised);
    }

    [Fact]
    public async Task A_stage_is_lost_by_time_when_the_score_was_too_low_for_long_enough()
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("interest", Ledgered.Plan.Replace("at: { score: 40 } }", "at: { score: 40 }, below: { score: 35, for: 3d } }", StringComparison.Ordinal));
        await kelvin.Process(Ledgered.Page("jan", Noon), Ledgered.Page("jan", Noon));
        await kelvin.PassTo(Noon + (20 * Day));
        Assert.Equal([">MQL 0d", "MQL>Lead 17d"], kelvin.Show("jan").Split(", ").Where(line => line.Contains('>')));
        Assert.Equal("Lead", kelvin.Lead("jan")!.Stage);
    }

    [Fact]
    public async Task A_date_that_comes_near_brings_a_lead_over_the_line()
    {
        using var kelvin = new Deployment();
        await kelvin.Publish("renewal", """
            plan: renewal
            fit: { rules: [{ name: Due, when: { trait: renewal, due_within: 10d }, points: 40 }] }
            thresholds: [30]
            """);
        await kelvin.Process(Ledgered.Identify("jan", Noon, """{"renewal":"2025-03-31T12:00Z"}"""));
        await kelvin.PassTo(Noon + (50 * Day));
        Assert.Equal($"30 up 20d, 30 down {30 * Day + 1}ms", kelvin.Show("jan"));
    }
}
