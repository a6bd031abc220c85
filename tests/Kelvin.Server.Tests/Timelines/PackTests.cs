using FsCheck;
using FsCheck.Fluent;
using Kelvin.Scoring.Tests.Generators;
using Kelvin.Scoring.Timelines;
using Xunit;
using Moments = Kelvin.Scoring.Tests.Generators.Instants;

namespace Kelvin.Server.Tests.Timelines;

/// <summary>What packs say is what the events say: over random plans and histories, however folded.</summary>
public class PackTests
{
    private static int Cases(int usual) => int.TryParse(Environment.GetEnvironmentVariable("KELVIN_CASES"), out var wanted) ? wanted : usual;

    private static void ForAll(int usual, Func<RandomCase, FoldedCase, Dice, Task> holds) =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
        {
            var one = RandomCase.Roll(seed);
            using var folded = new FoldedCase(one);
            var dice = new Dice(seed);
            folded.Fill(one.World, dice).GetAwaiter().GetResult();
            holds(one, folded, dice).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases(usual)));

    [Fact]
    public void Scores_are_those_of_the_events() => ForAll(30, (one, folded, dice) =>
    {
        AssertSame(one, folded, dice);
        return Task.CompletedTask;
    });

    [Fact]
    public void Without_packs_nothing_changes() => ForAll(6, async (one, folded, dice) =>
    {
        await folded.Damage("delete from packs");
        AssertSame(one, folded, dice);
    });

    [Fact]
    public void A_damaged_pack_is_noticed_and_packed_anew() => ForAll(6, async (one, folded, dice) =>
    {
        await folded.Damage("update packs set pack = zeroblob(40)");
        AssertSame(one, folded, dice);
    });

    private static void AssertSame(RandomCase one, FoldedCase folded, Dice dice)
    {
        var accounts = AccountHistory.From(one.World.Leads.Select(lead => folded.History(lead.Id)));
        foreach (var lead in one.World.Leads)
        {
            var history = folded.History(lead.Id);
            var packed = folded.Packed(lead.Id, out _);
            foreach (var scorer in folded.Plans.LeadPlans)
            {
                foreach (var at in Moments.Some(one.Plans, one.World, dice, 15))
                    Assert.Equal(scorer.Score(history, accounts.GetValueOrDefault, at), scorer.Score(packed, accounts.GetValueOrDefault, at));
            }
            Assert.Equal(history.Events.Count, packed.Count);
        }
    }
}
