using Xunit;

namespace Kelvin.Server.Tests.Pipelines;

public class VerifierTests
{
    [Fact]
    public async Task A_sound_store_has_no_differences()
    {
        using var kelvin = await Made();
        Assert.Empty(kelvin.Verify());
    }

    [Theory]
    [InlineData("update scores set score = score + 1 where bucket = (select min(bucket) from scores)", "ScoreDiffers")]
    [InlineData("update scores set label = 'A1'", "ScoreDiffers")]
    [InlineData("update scores set next_change_at = next_change_at + 1", "ScoreDiffers")]
    [InlineData("update scores set version = 7", "ScoreWithoutReason")]
    [InlineData("delete from scores where bucket = (select min(bucket) from scores)", "ScoreMissing")]
    [InlineData("delete from events where message = (select message from events order by message limit 1)", "EventsDiffer")]
    [InlineData("delete from events", "EventsDiffer")]
    [InlineData("insert into events select bucket, stream, zeroblob(12), timestamp, accepted, machine, detail from events limit 1", "EventsDiffer")]
    [InlineData("update events set timestamp = timestamp - 86400000", "Unreadable")]
    [InlineData("update events set detail = zeroblob(length(detail)) where message = (select message from events order by message limit 1)", "Unreadable")]
    [InlineData("update events set machine = 1", "ScoreDiffers")]
    [InlineData("update identities set salt = zeroblob(16) where bucket = (select min(bucket) from identities)", "Unreadable")]
    [InlineData("delete from identities where bucket = (select min(bucket) from identities)", "Unconnected")]
    [InlineData("delete from leads where bucket = (select min(bucket) from leads)", "Unconnected")]
    [InlineData("update leads set events = events + 1", "LeadDiffers")]
    [InlineData("update leads set last_seen = last_seen + 1", "LeadDiffers")]
    [InlineData("update counters set value = value + 1 where name = 'leads'", "CountDiffers")]
    [InlineData("update summaries set detail = zeroblob(length(detail)) where bucket = (select min(bucket) from summaries)", "Unreadable")]
    [InlineData("update account_scores set score = score + 1", "ScoreDiffers")]
    public async Task A_change_by_hand_is_found(string sql, string fault)
    {
        using var kelvin = await Made();
        Assert.True(ByHand(kelvin, sql) > 0);
        Assert.Contains(fault, kelvin.Verify().Select(finding => finding.Fault.ToString()));
    }

    private static async Task<Deployment> Made()
    {
        var kelvin = new Deployment();
        await kelvin.Publish("interest", """
            plan: interest
            fit: { rules: [{ name: Large, when: { account: employees, gte: 100 }, points: 10 }] }
            engagement: { rules: [{ name: Pages, on: page, points: 5, decay: { half_life: 30d } }] }
            """);
        await kelvin.Publish("accounts", """
            plan: accounts
            kind: account
            members: { plan: interest, side: engagement, combine: sum }
            """);
        for (var i = 0; i < 20; i++)
        {
            await kelvin.Process(
                $$"""{"type":"page","anonymousId":"browser {{i}}","messageId":"a{{i}}"}""",
                $$$"""{"type":"group","userId":"user {{{i}}}","anonymousId":"browser {{{i}}}","groupId":"acme {{{i % 5}}}","messageId":"b{{{i}}}","traits":{"employees":{{{i * 10}}}}}""");
            kelvin.Clock.Now += Deployment.Hour;
        }
        return kelvin;
    }

    private static int ByHand(Deployment kelvin, string sql) => TestStores.Change(kelvin.Path, sql);
}
