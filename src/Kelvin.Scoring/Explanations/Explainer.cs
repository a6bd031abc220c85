using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Scores;

namespace Kelvin.Scoring.Explanations;

/// <summary>Takes a score apart into named parts that add up to it.</summary>
internal static class Explainer
{
    public static Explanation? Explain(LeadProgram program, Run run, long at)
    {
        if (!program.Evaluate(run, at, listAll: true, out var score)) return null;
        return Explain(program, run, at, score, []);
    }

    public static Explanation? Explain(AccountProgram program, AccountChangeSearch search, long at)
    {
        if (search.ScoreAt(at, listAll: true) is not { } score) return null;
        var (combined, committee) = program.PointsOf(search.MembersAt(at));
        var added = new List<Part>();
        if (program.Plan.Members is not null) added.Add(new Part(PartKind.Members, SideName.Engagement, "Members", combined));
        added.AddRange(program.Plan.Committee.Select((role, i) => new Part(PartKind.Rule, SideName.Engagement, role.Name, committee[i], committee[i])));
        return Explain(program.Own, search.Run, at, score, added);
    }

    /// <param name="added">Of an account: what its members and committee add to the engagement.</param>
    private static Explanation Explain(LeadProgram program, Run run, long at, Score score, IReadOnlyList<Part> added)
    {
        var parts = new List<Part>();
        var rules = new List<RuleExplanation>();
        var fit = AddSide(SideName.Fit, program.Fit, run, [], parts, rules);
        var engagement = AddSide(SideName.Engagement, program.Engagement, run, added, parts, rules);
        AddDifference(parts, PartKind.Plan, null, "plan", fit + engagement, program.Finish.Bounded(fit, engagement));
        AddCeilings(parts, program, run, program.Finish.Bounded(fit, engagement));
        var unknowns = rules.Zip(program.Fit.Items.SelectMany(i => i.Rules).OfType<FitRuleProgram>())
            .Where(r => r.First.Outcome == RuleOutcome.Unknown)
            .Select(r => Unknowns.Of(r.Second.Rule, r.First)).ToList();
        return new Explanation(program.Plan.Id, at, score, parts, rules, unknowns);
    }

    /// <summary>Adds what a side is made of, and gives the side rounded.</summary>
    private static long AddSide(SideName name, SideProgram side, Run run, IReadOnlyList<Part> added, List<Part> parts, List<RuleExplanation> rules)
    {
        double sum = 0;
        foreach (var item in side.Items)
        {
            double inGroup = 0;
            foreach (var rule in item.Rules)
            {
                var explained = Explain(rule, name, item.Group?.Name, run);
                rules.Add(explained);
                parts.Add(new Part(PartKind.Rule, name, explained.Name, explained.Points, explained.Before));
                inGroup += explained.Points;
            }
            var points = SideProgram.PointsOf(item, run.RulePoints);
            if (item.Group is { } group) AddDifference(parts, PartKind.Group, name, group.Name, inGroup, points);
            sum += points;
        }
        foreach (var part in added)
        {
            parts.Add(part);
            sum += part.Points;
        }
        var clamped = side.Clamp(sum);
        var sideName = name == SideName.Fit ? "fit" : "engagement";
        AddDifference(parts, PartKind.Side, name, sideName, sum, clamped);
        var rounded = Bounds.Round(clamped);
        AddDifference(parts, PartKind.Rounding, name, sideName, clamped, rounded);
        return rounded;
    }

    private static RuleExplanation Explain(RuleProgram rule, SideName side, string? group, Run run)
    {
        if (rule is FitRuleProgram fit)
        {
            var before = fit.Evaluate(run.Subject, out var outcome);
            var tests = Reasons.TestsOf(fit, run);
            return new RuleExplanation(fit.Source.Name, side, group, outcome, fit.Clamp(before), before, Unknowns.OperandOf(fit.Rule), [], [])
            {
                Tests = tests,
                Why = Reasons.Why(outcome, fit.Rule, tests, null, 0, 0),
            };
        }
        var events = (EventRuleProgram)rule;
        var notes = new Notes(run);
        run.Notes = notes;
        var points = events.Evaluate(run);
        run.Notes = null;
        var matched = events.Rule.Measure is EachEvent ? notes.Events.Count > 0 : points != 0;
        var (became, seen) = (matched ? RuleOutcome.Matched : RuleOutcome.Failed, Reasons.SeenBy(events, run));
        return new RuleExplanation(
            events.Source.Name, side, group, became, events.Clamp(points), points, null,
            [.. notes.Events.OrderBy(e => e.Timestamp)], [.. notes.Dropped.OrderBy(e => e.Timestamp)])
        {
            Seen = seen,
            Why = Reasons.Why(became, events.Rule, [], seen, notes.Events.Count, notes.Dropped.Count),
        };
    }

    private static void AddCeilings(List<Part> parts, LeadProgram program, Run run, long value)
    {
        var least = program.Finish.Ceilings
            .Where(c => c.Source.Score is { } most && most < value && c.When.Holds(run.Subject, null))
            .OrderBy(c => c.Source.Score).FirstOrDefault();
        if (least is not null) AddDifference(parts, PartKind.Ceiling, null, least.Source.Name, value, least.Source.Score!.Value);
    }

    private static void AddDifference(List<Part> parts, PartKind kind, SideName? side, string name, double before, double after)
    {
        if (before != after) parts.Add(new Part(kind, side, name, after - before));
    }

    /// <summary>Collects what happens to the events of one rule.</summary>
    private sealed class Notes(Run run) : IRuleNotes
    {
        public List<EventWorth> Events { get; } = [];
        public List<DroppedEvent> Dropped { get; } = [];

        public void Kept(int index, double points, double worth)
        {
            var (messageId, name, time) = About(index);
            Events.Add(new EventWorth(messageId, name, time, run.Subject.At - time, points, worth));
        }

        void IRuleNotes.Dropped(int index, DropReason reason)
        {
            var (messageId, name, time) = About(index);
            Dropped.Add(new DroppedEvent(messageId, name, time, run.Subject.At - time, reason));
        }

        private (string? MessageId, string? Name, long Time) About(int index)
        {
            var source = run.Timeline.History?.Events[index];
            return (source?.MessageId, source?.Name ?? run.ShapeAt(index).Layout.Name, run.Timeline.Times[index]);
        }
    }
}
