using FsCheck;
using FsCheck.Fluent;
using Kelvin.Scoring.Tests.Equality;
using Kelvin.Scoring.Tests.Generators;
using Kelvin.Scoring.Tests.Naive;
using Xunit;

namespace Kelvin.Scoring.Tests.Ledger;

/// <summary>
/// The walk of the ledger against looking at the naive evaluator at every instant that matters, over random plans and
/// histories. More cases than usual: KELVIN_CASES=5000.
/// </summary>
public class LedgerTests
{
    private const long Day = 86_400_000;

    private static void ForAll(int usual, Action<RandomCase> holds)
    {
        var cases = int.TryParse(Environment.GetEnvironmentVariable("KELVIN_CASES"), out var wanted) ? wanted : usual;
        Prop.ForAll(RandomCase.All, holds).Check(Config.QuickThrowOnFailure.WithMaxTest(cases));
    }

    [Fact]
    public void A_lead_walked_in_any_slices_crosses_what_it_crosses_at_every_instant() => ForAll(60, random =>
        WalkInSlices(new LedgerCase(random), random.World, random.World.Leads[0].Id));

    [Fact]
    public void An_account_walked_in_any_slices_crosses_what_it_crosses_at_every_instant() => ForAll(60, random =>
    {
        var accounts = random.World.Leads.SelectMany(lead => NaiveHistory.InOrder(lead.Events)).Select(e => e.GroupId).OfType<string>().ToList();
        if (random.Plans.Count > 1 && accounts.Count > 0) WalkInSlices(new LedgerCase(random, ofAccounts: true), random.World, accounts[0]);
    });

    private static void WalkInSlices(LedgerCase one, NaiveWorld world, string subject)
    {
        var instants = Instants.Of(one.All, world, one.Dice);
        var end = instants[^1] + Day;

        var engine = one.Keep(subject);
        foreach (var now in one.Dice.Some(instants, one.Dice.Between(0, 12)).Order().Append(end)) engine.Walk(world, now, one.Dice.Between(1, 20));

        var naive = one.Naive(world, subject);
        naive.Look(instants.Concat(engine.Instants.SelectMany(t => new[] { t - 1, t })), instants[0] - 1, end);
        Same(naive.Lines, engine.Lines);
        foreach (var plan in one.Plans) Assert.Equal(EngineCase.Show(AtEnd(one, world, subject, plan, end)), EngineCase.Show(engine.ScoreOf(plan), plan));
    }

    [Fact]
    public void Woken_only_when_due_a_lead_crosses_the_same() => ForAll(60, random =>
    {
        var one = new LedgerCase(random);
        var (world, subject) = (random.World, random.World.Leads[0].Id);
        var last = world.Leads.SelectMany(lead => lead.Events).Max(e => e.Timestamp);
        var end = last + (40 * Day);

        var atOnce = one.Keep(subject);
        atOnce.Walk(world, end);
        var woken = one.Keep(subject);
        woken.Walk(world, last);
        for (var wakes = 0; woken.Due is { } due && due <= end && wakes < 500; wakes++) woken.Walk(world, due);
        Same(atOnce.Lines.Where(line => Instant(line) <= woken.Until), woken.Lines);
    });

    [Fact]
    public void What_arrives_late_gives_one_difference_as_of_now_and_nothing_between() => ForAll(60, random =>
    {
        var one = new LedgerCase(random, movers: false);
        var subject = random.World.Leads[0].Id;
        var instants = Instants.Of(one.All, random.World, one.Dice);
        var until = one.Dice.OneOf(instants);
        var end = until + one.Dice.Between(0, 20 * Day);
        // Some of what had happened by then is not known yet, of this lead and of others.
        var known = new NaiveWorld([.. random.World.Leads.Select(lead => lead with { Events = [.. lead.Events.Where(e => e.Timestamp <= until && one.Dice.Chance(0.6))] })]);
        var all = new NaiveWorld([.. known.Leads.Zip(random.World.Leads, (few, lead) => lead with { Events = [.. few.Events, .. lead.Events.Except(few.Events)] })]);
        if (known.Leads[0].Events.Count == 0) return;

        var engine = one.Keep(subject);
        engine.Walk(known, until);
        engine.Walk(all, end);

        var before = one.Naive(known, subject);
        before.Look(instants.Concat(engine.Instants.SelectMany(t => new[] { t - 1, t })), instants[0] - 1, until);
        var after = one.Naive(all, subject);
        after.GoOnFrom(before);
        after.LookLate(until, end);
        after.Look(instants.Concat(engine.Instants.SelectMany(t => new[] { t - 1, t })), until, end);
        Same(before.Lines.Concat(after.Lines), engine.Lines);
    });

    private static NaiveScore? AtEnd(LedgerCase one, NaiveWorld world, string subject, System.Text.Json.Nodes.JsonNode plan, long end) =>
        RandomCase.IsForAccounts(plan) ? NaiveAccounts.ScoreAccount(plan, one.All, world, subject, end) : NaiveEvaluator.ScoreLead(plan, world, subject, end);

    private static long Instant(string line) => long.Parse(line[..line.IndexOf(' ')], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Equal, but for the order within an instant.</summary>
    private static void Same(IEnumerable<string> expected, IEnumerable<string> actual)
    {
        string InOrder(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
        var (naive, engine) = (InOrder(expected), InOrder(actual));
        Assert.True(naive == engine, $"naive:\n{naive}\nengine:\n{engine}");
    }
}
