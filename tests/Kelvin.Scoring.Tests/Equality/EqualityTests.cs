using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Kelvin.Scoring.Tests.Generators;
using Kelvin.Scoring.Tests.Naive;
using Kelvin.Scoring.Values;
using Xunit;

namespace Kelvin.Scoring.Tests.Equality;

/// <summary>
/// The engine against the naive evaluator, over random plans of every construct and random histories. More cases than
/// usual: KELVIN_CASES=20000.
/// </summary>
public class EqualityTests
{
    private static int Cases(int usual) => int.TryParse(Environment.GetEnvironmentVariable("KELVIN_CASES"), out var wanted) ? wanted : usual;

    private static void ForAll(int usual, Action<RandomCase> holds) =>
        Prop.ForAll(RandomCase.All, holds).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases(usual)));

    [Fact]
    public void Scores_are_equal_at_every_instant_that_matters() => ForAll(400, one =>
    {
        var engine = new EngineCase(one, one.World);
        foreach (var at in Instants.Some(one.Plans, one.World, new Dice(one.Seed), 60))
        {
            foreach (var (plan, subject) in one.Subjects())
            {
                Same(EngineCase.Show(one.Score(plan, subject, at)), EngineCase.Show(engine.Score(plan, subject, at), plan), subject, at);
            }
        }
    });

    [Fact]
    public void Scores_do_not_depend_on_the_order_of_arrival() => ForAll(60, one =>
    {
        var dice = new Dice(one.Seed);
        var engine = new EngineCase(one, one.World);
        var shuffled = new EngineCase(one, Shuffle.Arrival(dice, one.World));
        foreach (var at in Instants.Some(one.Plans, one.World, dice, 20))
        {
            foreach (var (plan, subject) in one.Subjects())
            {
                Same(EngineCase.Show(engine.Score(plan, subject, at), plan), EngineCase.Show(shuffled.Score(plan, subject, at), plan), subject, at);
            }
        }
    });

    [Fact]
    public void Explanations_add_up_and_their_rules_give_what_the_naive_evaluator_says() => ForAll(120, one =>
    {
        var engine = new EngineCase(one, one.World);
        foreach (var at in Instants.Some(one.Plans, one.World, new Dice(one.Seed), 8))
        {
            foreach (var (plan, subject) in one.Subjects())
            {
                var expected = one.Score(plan, subject, at);
                var explained = engine.Explain(plan, subject, at);
                Same(EngineCase.Show(expected), EngineCase.Show(explained?.Score, plan), subject, at);
                if (explained is null) continue;
                Assert.Equal(explained.Score.Value, explained.Parts.Sum(p => p.Points), 1e-6 * Math.Max(1, explained.Parts.Sum(p => Math.Abs(p.Points))));
                foreach (var rule in explained.Rules)
                {
                    Assert.Equal(expected!.RuleValues[rule.Name], rule.Points, 1e-9 * Math.Max(1, Math.Abs(rule.Points)));
                }
            }
        }
    });

    [Fact]
    public void The_next_change_is_the_first_and_is_one() => ForAll(150, one =>
    {
        var dice = new Dice(one.Seed);
        foreach (var at in Instants.Some(one.Plans, one.World, dice, 4))
        {
            // If nothing happens: what comes after the instant does not exist.
            var known = one with { World = new NaiveWorld([.. one.World.Leads.Select(l => new NaiveLead(l.Id, [.. FirstCopies(l).Where(e => e.Timestamp <= at)]))]) };
            var engine = new EngineCase(known, known.World);
            var seen = known.World.Leads.Where(l => l.Events.Count > 0).ToList();
            var later = seen.Count == 0 ? [] : Instants.Of(known.Plans, new NaiveWorld(seen), dice).Where(t => t > at).ToList();
            foreach (var (plan, subject) in known.Subjects())
            {
                if (known.Score(plan, subject, at) is not { } now) continue;
                CheckNextChange(known, engine, plan, subject, at, now, dice.Some(later, 12));
            }
        }
    });

    private static void CheckNextChange(RandomCase known, EngineCase engine, JsonNode plan, string subject, long at, NaiveScore now, IEnumerable<long> later)
    {
        string Then(long t) => EngineCase.Show(known.Score(plan, subject, t));
        var change = engine.NextChange(plan, subject, at);
        if (change is { } next)
        {
            Same(EngineCase.Show(now), Then(next.At - 1), subject, next.At - 1);
            Assert.NotEqual(EngineCase.Show(now), Then(next.At));
            Same(Then(next.At), EngineCase.Show(next.Score, plan), subject, next.At);
        }
        foreach (var t in later.Append(at + 1).Append(Dates.Last).Where(t => t < (change?.At ?? long.MaxValue)))
        {
            Same(EngineCase.Show(now), Then(t), subject, t);
        }
    }

    /// <summary>The first copy of each messageId is decided before any instant is looked at.</summary>
    private static IEnumerable<NaiveEvent> FirstCopies(NaiveLead lead) => lead.Events.DistinctBy(e => e.MessageId);

    private static void Same(string expected, string actual, string subject, long at) =>
        Assert.True(expected == actual, $"{subject} at {at} ({Dates.ToText(at)})\nnaive:  {expected}\nengine: {actual}");
}
