using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Explanations;

/// <summary>One test of a rule's condition as it came out.</summary>
/// <param name="Test">In words.</param>
/// <param name="Value">What it looked at; missing of <c>did</c>, whose value is a count.</param>
public sealed record TestOutcome(string Test, Value Value, bool Holds);

/// <summary>What a rule on events found under its names.</summary>
/// <param name="Named">Events of these names up to the instant, from any time.</param>
/// <param name="Machines">Of those, made by a machine, where the rule leaves these out.</param>
/// <param name="Filtered">Of the rest, those for which its <c>where</c> does not hold.</param>
public sealed record EventsSeen(int Named, int Machines, int Filtered);

/// <summary>Why a rule gave what it gave.</summary>
internal static class Reasons
{
    /// <summary>Every test of the rule's condition, in the order of the plan; none where there is no condition.</summary>
    public static IReadOnlyList<TestOutcome> TestsOf(FitRuleProgram rule, Run run)
    {
        var tests = new List<TestOutcome>();
        if (rule.Rule.When is { } when) Add(tests, when, rule.When!, run);
        return tests;
    }

    public static EventsSeen SeenBy(EventRuleProgram rule, Run run)
    {
        int named = 0, machines = 0, filtered = 0;
        for (var i = 0; i < run.Existing; i++)
        {
            var shape = run.ShapeAt(i);
            if (!rule.Matcher.TakesName(shape)) continue;
            named++;
            if (shape.Machine && !rule.Rule.Machines) machines++;
            else if (!rule.Matcher.Takes(shape, run.Subject, out _) || !rule.Matcher.WhereHolds(run.Subject, shape)) filtered++;
        }
        return new EventsSeen(named, machines, filtered);
    }

    /// <summary>The one sentence that says why a rule gives nothing, or less; null where its points say all.</summary>
    public static string? Why(RuleOutcome outcome, Rule rule, IReadOnlyList<TestOutcome> tests, EventsSeen? seen, int counted, int dropped)
    {
        if (outcome == RuleOutcome.Unknown) return "What it asks for is not known.";
        if (outcome == RuleOutcome.Matched) return null;
        if (seen is null) return tests.FirstOrDefault(test => !test.Holds) is { } failed ? $"It is not so that {failed.Test}{Actual(failed)}." : "Its condition does not hold.";
        if (rule is EventRule { Measure: AbsentFor }) return seen.Named == 0 ? "The silence is not long enough yet." : "The last one is too recent.";
        var fitting = seen.Named - seen.Machines - seen.Filtered;
        if (seen.Named == 0) return "There was no such event.";
        if (fitting == 0) return seen.Machines > 0 && seen.Filtered == 0 ? "All such events were made by machines." : $"There {Were(seen.Named)} of that name, but none that fits its conditions.";
        if (counted == 0) return dropped > 0 ? $"{Events(dropped)} would fit, but {(dropped == 1 ? "is" : "are")} not counted any more." : $"{Events(fitting)} would fit, but at another time.";
        return $"{Events(counted)} {(counted == 1 ? "is" : "are")} not enough.";
    }

    private static string Actual(TestOutcome test) => test.Value.Kind switch
    {
        ValueKind.Text => $": it is {test.Value.AsText}",
        ValueKind.Number => $": it is {Numbers.ToText(test.Value.AsNumber)}",
        ValueKind.True => ": it is true",
        ValueKind.False => ": it is false",
        ValueKind.Missing or ValueKind.Null => ": it is not known",
        _ => "",
    };

    private static string Events(int count) => count == 1 ? "1 event" : $"{count} events";

    private static string Were(int count) => count == 1 ? "was 1 event" : $"were {count} events";

    private static void Add(List<TestOutcome> tests, Condition condition, Predicate predicate, Run run)
    {
        switch (condition)
        {
            case Test test:
                tests.Add(new TestOutcome(ConditionWords.Of(test), ((TestPredicate)predicate).Source.Get(run.Subject, null), predicate.Holds(run.Subject, null)));
                break;
            case Did did:
                tests.Add(new TestOutcome(ConditionWords.Of(did), Value.Missing, predicate.Holds(run.Subject, null)));
                break;
            default:
                var parts = condition switch { AllOf all => all.Conditions, AnyOf any => any.Conditions, NoneOf none => none.Conditions, _ => [] };
                foreach (var (part, of) in parts.Zip(((CombinedPredicate)predicate).Parts)) Add(tests, part, of, run);
                break;
        }
    }
}
