using Kelvin.Scoring.Ledger;
using Kelvin.Scoring.Tests.Equality;
using Xunit;

namespace Kelvin.Scoring.Tests.Ledger;

public class FunnelTests
{
    private static readonly Funnel Funnel = new(["Lead", "MQL", "SQL"], ["Disqualified"], "SQL");

    [Fact]
    public void What_lies_aside_is_further_than_all_stages() => Assert.True(Funnel.PlaceOf("Disqualified") > Funnel.PlaceOf("SQL"));

    [Fact]
    public void A_stage_that_only_a_plan_names_stands_behind_the_one_before_it()
    {
        var plan = EngineCase.Read("{ plan: p, stages: [{ name: MQL, at: { score: 1 } }, { name: Hot, at: { score: 2 } }] }");
        Assert.Equal(["Lead", "MQL", "Hot", "SQL"], Funnel.With([plan]).Stages);
    }

    [Fact]
    public void The_first_stage_of_a_plan_stands_before_the_next_that_is_known()
    {
        var plan = EngineCase.Read("{ plan: p, stages: [{ name: Warm, at: { score: 1 } }, { name: SQL, at: { score: 2 } }] }");
        Assert.Equal(["Lead", "MQL", "Warm", "SQL"], Funnel.With([plan]).Stages);
    }

    [Fact]
    public void The_activation_score_is_that_of_the_hand_over()
    {
        var plan = EngineCase.Read("{ plan: p, stages: [{ name: SQL, at: { score: 50 } }] }");
        Assert.Equal(50, Funnel.ActivationScore(plan));
    }
}
