using System.Text.Json.Nodes;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Tests.Equality;
using Kelvin.Scoring.Tests.Generators;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.WhatIf;
using Xunit;

namespace Kelvin.Scoring.Tests.WhatIf;

/// <summary>What is scored from a table of features is what the naive evaluator says, of the plan and of whatever it is changed to.</summary>
public class PlanScoresTests
{
    private const int Cases = 40;

    [Fact]
    public void A_plan_scored_from_a_table_gives_what_the_naive_evaluator_gives() => ForEachCase((one, world, at) =>
    {
        var form = new PlanForm(EngineCase.Read(one.Plans[0].ToJsonString()));
        Same(one, one.Plans[0], form, world.Table(at, form), world, at);
    });

    [Fact]
    public void Changed_points_caps_and_thresholds_need_no_pass_and_give_what_the_naive_evaluator_gives()
    {
        int without = 0, tried = 0;
        ForEachCase((one, world, at) =>
        {
            var table = world.Table(at, new PlanForm(EngineCase.Read(one.Plans[0].ToJsonString())));
            var dice = new Dice(one.Seed + 1);
            for (var i = 0; i < 3; i++)
            {
                var changed = PlanChanges.OfPoints(dice, one.Plans[0]);
                if (PlanReader.Read(changed.ToJsonString()).Plan is not { } plan) continue;
                var form = new PlanForm(plan);
                tried++;
                if (table.Knows(form)) without++;
                world.Fill(table, form);
                Same(one, changed, form, table, world, at);
            }
        });
        // Only tables that decide which events are kept must be found again.
        Assert.InRange(without, tried * 8 / 10, tried);
    }

    [Fact]
    public void Changed_windows_and_half_lives_take_a_pass_for_what_is_new_only() => ForEachCase((one, world, at) =>
    {
        var first = new PlanForm(EngineCase.Read(one.Plans[0].ToJsonString()));
        var table = world.Table(at, first);
        var before = table.Count;
        var changed = PlanChanges.OfTimes(new Dice(one.Seed + 2), one.Plans[0]);
        if (PlanReader.Read(changed.ToJsonString()).Plan is not { } plan) return;
        var form = new PlanForm(plan);
        world.Fill(table, form);
        Assert.InRange(table.Count - before, 0, form.Keys.Except(first.Keys).Count());
        Same(one, changed, form, table, world, at);
    });

    private static void ForEachCase(Action<RandomCase, TableWorld, long> check)
    {
        foreach (var one in Enumerable.Range(1, Cases).Select(seed => RandomCase.Roll(seed * 7919)))
        {
            var world = new TableWorld(one.World);
            foreach (var at in Instants.Some(one.Plans, one.World, new Dice(one.Seed), 3)) check(one, world, at);
        }
    }

    private static void Same(RandomCase one, JsonNode plan, PlanForm form, FeatureTable table, TableWorld world, long at)
    {
        var scores = new PlanScores(form, table);
        var outcomes = scores.ScoreAll();
        for (var i = 0; i < world.Leads.Count; i++)
        {
            var expected = EngineCase.Show(Naive.NaiveEvaluator.ScoreLead(plan, one.World, world.Leads[i].LeadId, at));
            var actual = EngineCase.Show(TableWorld.ScoreOf(scores, outcomes[i]), plan);
            Assert.True(expected == actual, $"{world.Leads[i].LeadId} at {at}, seed {one.Seed}\nnaive: {expected}\ntable: {actual}\n{plan}");
        }
    }
}
