using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>What became of a rule.</summary>
public enum RuleOutcome { Matched, Failed, Unknown }

/// <summary>A rule with every name resolved.</summary>
/// <param name="number">Its place among the rules of the plan.</param>
internal abstract class RuleProgram(Rule rule, int number)
{
    public Rule Source => rule;
    public int Number => number;

    public double Clamp(double points) => Bounds.Clamp(points, rule.Min, rule.Max);
}

internal sealed class FitRuleProgram(FitRule rule, int number, Predicate? when, PointSource points, Source? unknownOf) : RuleProgram(rule, number)
{
    public FitRule Rule => rule;

    /// <summary>The operand whose absence makes the rule unknown, if it has one such.</summary>
    public Source? UnknownOf => unknownOf;
    public Predicate? When => when;

    private readonly TraitSource? trait = OnlyTrait(when, points);
    private readonly Memo memo = new();

    /// <summary>The rule's points after its clamp.</summary>
    public double Evaluate(Subject subject)
    {
        var number = trait?.NumberIn(subject) ?? TraitPool.Unnumbered;
        if (memo.TryGet(number, out var given)) return given;
        given = Clamp(Evaluate(subject, out _));
        memo.Keep(number, given);
        return given;
    }

    /// <summary>The one trait on which all depends; null if there is none such.</summary>
    private static TraitSource? OnlyTrait(Predicate? when, PointSource points)
    {
        if (when is null) return points.Whole is null ? points.By as TraitSource : null;
        return FirstTrait(when) is { } trait && when.DependsOnlyOn(trait) ? trait : null;
    }

    private static TraitSource? FirstTrait(Predicate predicate) => predicate switch
    {
        TestPredicate test => test.Source as TraitSource,
        CombinedPredicate { Parts: [var first, ..] } => FirstTrait(first),
        _ => null,
    };

    public double Evaluate(Subject subject, out RuleOutcome outcome)
    {
        if (unknownOf is not null && IsUnknown(unknownOf.Get(subject, null)))
        {
            outcome = RuleOutcome.Unknown;
            return rule.Unknown;
        }
        if (when is not null && !when.Holds(subject, null))
        {
            outcome = RuleOutcome.Failed;
            return rule.Points is FixedPoints { Otherwise: var otherwise } ? otherwise : 0;
        }
        outcome = RuleOutcome.Matched;
        return points.Give(subject, null);
    }

    /// <summary>Missing, null, blank text, or an array of nothing else; an array inside an array is something else.</summary>
    public static bool IsUnknown(Value value)
    {
        if (value.Kind != ValueKind.Array) return IsNothing(value);
        foreach (var element in value.AsArray)
        {
            if (!IsNothing(element)) return false;
        }
        return true;
    }

    private static bool IsNothing(Value value) => value.IsMissingOrNull || (value.Kind == ValueKind.Text && Texts.IsBlank(value.AsText));
}

internal sealed class EventRuleProgram : RuleProgram
{
    private readonly NumberPoints? ofTotal;

    public EventRuleProgram(EventRule rule, int number, int matcherNumber, Matcher matcher, Source? uniqueBy, Source? sumOf, PlanZone zone)
        : base(rule, number)
    {
        Rule = rule;
        MatcherNumber = matcherNumber;
        Matcher = matcher;
        UniqueBy = uniqueBy;
        SumOf = sumOf;
        Zone = zone;
        Limits = [.. rule.Limits.OrderBy(l => l.Per)];
        if (rule.Measure is Total total) ofTotal = NumberPoints.From(total.Points);
    }

    public EventRule Rule { get; }
    public int MatcherNumber { get; }
    public Matcher Matcher { get; }
    public Source? UniqueBy { get; }
    public Source? SumOf { get; }
    public PlanZone Zone { get; }

    /// <summary>From the smallest unit up.</summary>
    public Limit[] Limits { get; }

    /// <summary>Some of the events that match may not count.</summary>
    public bool Selects => UniqueBy is not null || Limits.Length > 0;

    /// <summary>Otherwise "largest" means the later.</summary>
    public bool KeepsLargestContribution => Rule.Keep == Keep.Largest && Rule.Measure is EachEvent;

    /// <summary>Which events are kept decides in which calendar units there is room for others: then points can rise as events fade.</summary>
    public bool OrderMatters => (UniqueBy is not null && Limits.Length > 0) || (Limits.Any(l => l.Per == Per.Week) && Limits.Any(l => l.Per == Per.Month));

    public static bool NonNegativeTimes(EventRule rule) =>
        rule.Keep == Keep.Largest && rule.Measure is EachEvent && (rule.UniqueBy is not null || rule.Limits.Count > 0);

    /// <summary>What an event of that age contributes.</summary>
    public double Worth(double points, long age) => Rule.Measure is EachEvent { Decay: { } decay } ? points * decay.At(age) : points;

    /// <summary>The rule's points before its clamp, from what the pass gathered.</summary>
    public double Evaluate(Run run)
    {
        var at = run.Subject.At;
        if (!run.ListsAll)
        {
            switch (Matcher.Gathering)
            {
                case Gathering.Sum: return run.Sums[MatcherNumber];
                case Gathering.Count: return OfCount(run.Counts[MatcherNumber]);
                case Gathering.Last: return OfSilence(run.Lasts[MatcherNumber], run.Timeline.FirstSeen, at);
            }
        }
        var matches = run.Lists[MatcherNumber].Items;
        if (Rule.Measure is AbsentFor)
        {
            if (!matches.IsEmpty) run.Notes?.Kept(matches[^1].Index, 0, 0);
            return Note(run, OfSilence(LastOf(matches), run.Timeline.FirstSeen, at));
        }
        if (run.Notes is null && TryCountUnits(matches, at, out var alike)) return Note(run, alike);
        run.Selection.Choose(this, matches, run);
        var chosen = run.Selection.Chosen;
        if (Rule.Measure is EachEvent each) return OfEach(each, chosen, run);
        if (Rule.Measure is Total { SumOf: not null }) return Note(run, OfSum(chosen, run));
        foreach (ref readonly var e in chosen) run.Notes?.Kept(e.Index, 0, 0);
        return Note(run, OfCount(chosen.Length));
    }

    /// <summary>
    /// The common case of one limit on events that are all worth the same, however old: then it does not matter which are
    /// kept, only how many there are in each unit.
    /// </summary>
    private bool TryCountUnits(ReadOnlySpan<Matched> matches, long at, out double sum)
    {
        sum = 0;
        if (Limits is not [var limit] || UniqueBy is not null || Rule.Visit is not null || Rule.Measure is not EachEvent { Decay: null }) return false;
        var units = new CalendarUnits(Zone);
        var after = Matcher.HasWindow ? at - Matcher.Within : long.MinValue;
        long unit = long.MinValue;
        var inUnit = 0;
        foreach (ref readonly var match in matches)
        {
            if (match.Time <= after) continue;
            var its = units.NumberOf(match.Time, limit.Per);
            // Clocks set back over midnight bring a day twice: rare enough to leave to the general way.
            if (match.Points != matches[0].Points || its < unit) return false;
            if (its != unit) (unit, inUnit) = (its, 0);
            if (inUnit++ < limit.Times) sum += match.Points;
        }
        return true;
    }

    /// <summary>The time of the last match; the smallest instant if there is none.</summary>
    public static long LastOf(ReadOnlySpan<Matched> matches) => matches.IsEmpty ? long.MinValue : matches[^1].Time;

    private double OfEach(EachEvent each, ReadOnlySpan<Selection.Candidate> chosen, Run run)
    {
        double sum = 0, gain = 0;
        foreach (ref readonly var e in chosen)
        {
            var worth = Worth(e.Points, run.Subject.At - e.Time);
            sum += worth;
            if (worth > 0) gain += worth;
            run.Notes?.Kept(e.Index, e.Points, worth);
        }
        // Under one half-life and no window all events fade in step, so that their sum itself only shrinks.
        if (each.Decay is null or HalfLife && !Matcher.HasWindow) return Note(run, sum);
        run.Gains[Number] = gain;
        run.Losses[Number] = sum - gain;
        return sum;
    }

    private double Note(Run run, double points)
    {
        run.Gains[Number] = Math.Max(points, 0);
        run.Losses[Number] = Math.Min(points, 0);
        return points;
    }

    private double OfCount(int count) => Rule.Measure is AtLeastEvents enough ? (count >= enough.Count ? enough.Points : 0) : ofTotal!.Of(count);

    private double OfSum(ReadOnlySpan<Selection.Candidate> chosen, Run run)
    {
        double sum = 0;
        foreach (ref readonly var e in chosen)
        {
            if (Numbers.TryReadFirst(SumOf!.Get(run.Subject, run.ShapeAt(e.Index)), out var number)) sum += number;
            run.Notes?.Kept(e.Index, 0, number);
        }
        return ofTotal!.Of(sum);
    }

    /// <summary>The instant from which silence is counted.</summary>
    public long SilentSince(long last, long firstSeen) => Math.Max(last == long.MinValue ? firstSeen : last, Matcher.From);

    private double OfSilence(long last, long firstSeen, long at)
    {
        var silence = (AbsentFor)Rule.Measure;
        if (at < Matcher.From || at >= Matcher.Until) return 0;
        var silent = at - SilentSince(last, firstSeen);
        if (silent < silence.Duration) return 0;
        return silence.Repeat is { } most ? silence.Points * Math.Min(most, silent / silence.Duration) : silence.Points;
    }
}
