using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>Turns a plan into programs: resolves names against the vocabulary and gathers the event filters.</summary>
internal sealed class Compiler(Vocabulary vocabulary, PlanKind kind)
{
    private readonly List<Matcher> matchers = [];
    private int rules;

    private readonly List<DidPredicate> dids = [];

    public Matcher[] Matchers => [.. matchers];
    public DidPredicate[] Dids => [.. dids];
    public int RuleCount => rules;

    public Predicate Compile(Condition condition, PlanZone zone, EventFilter? filter = null) => condition switch
    {
        AllOf all => new CombinedPredicate(Combination.All, Compile(all.Conditions, zone, filter)),
        AnyOf any => new CombinedPredicate(Combination.Any, Compile(any.Conditions, zone, filter)),
        NoneOf none => new CombinedPredicate(Combination.None, Compile(none.Conditions, zone, filter)),
        Test test => Compile(test, zone, filter),
        Did did => Compile(did, zone),
        _ => throw new ArgumentException($"No predicate for {condition}."),
    };

    private Predicate[] Compile(IReadOnlyList<Condition> conditions, PlanZone zone, EventFilter? filter) =>
        [.. conditions.Select(c => Compile(c, zone, filter))];

    private TestPredicate Compile(Test test, PlanZone zone, EventFilter? filter) => new(
        SourceOf(test.Operand, filter),
        [.. test.Operators.OfType<Exists>().Select(e => e.Wanted)],
        [.. test.Operators.Where(o => o is not Exists).Select(o => Check.Of(o, zone))]);

    private DidPredicate Compile(Did did, PlanZone zone)
    {
        AddFilterNames(did.Events);
        var where = did.Events.Where is { } condition ? Compile(condition, zone, did.Events) : null;
        var predicate = new DidPredicate(dids.Count, matchers.Count, did.AtLeast);
        dids.Add(predicate);
        matchers.Add(new Matcher(did.Events, where, machines: false, new FixedSource(0), null, Gathering.Count));
        return predicate;
    }

    public SideProgram Compile(Side side, PlanZone zone) => new(side, [.. side.Items.Select(item => item switch
    {
        RuleGroup group => new ItemProgram(group, [.. group.Rules.Select(r => Compile(r, zone))]),
        Rule rule => new ItemProgram(null, [Compile(rule, zone)]),
        _ => throw new ArgumentException($"No program for {item}."),
    })]);

    private RuleProgram Compile(Rule rule, PlanZone zone) => rule switch
    {
        FitRule fit => Compile(fit, zone),
        EventRule events => Compile(events, zone),
        _ => throw new ArgumentException($"No program for {rule}."),
    };

    private FitRuleProgram Compile(FitRule rule, PlanZone zone)
    {
        var points = Compile(rule.Points, null);
        var when = rule.When is { } condition ? Compile(condition, zone) : null;
        return new FitRuleProgram(rule, rules++, when, points, when is null ? points.By : UnknownOf(rule.When!, when));
    }

    /// <summary>The operand of a <c>when</c> that is one test without <c>exists</c> or <c>did</c>; a bare list of one counts as the one.</summary>
    private static Source? UnknownOf(Condition condition, Predicate predicate)
    {
        while (condition is AllOf { BareList: true, Conditions: [var only] })
        {
            condition = only;
            predicate = ((CombinedPredicate)predicate).Parts[0];
        }
        return predicate is TestPredicate { AsksExistence: false } test ? test.Source : null;
    }

    private EventRuleProgram Compile(EventRule rule, PlanZone zone)
    {
        AddFilterNames(rule.Events);
        var where = rule.Events.Where is { } condition ? Compile(condition, zone, rule.Events) : null;
        var each = rule.Measure as EachEvent;
        var points = each is null ? new FixedSource(0) : Compile(each.Points, rule.Events, EventRuleProgram.NonNegativeTimes(rule));
        var matcher = new Matcher(rule.Events, where, rule.Machines, points, each?.Decay, GatheringOf(rule), rule.Visit is not null);
        matchers.Add(matcher);
        return new EventRuleProgram(rule, rules++, matchers.Count - 1, matcher,
            rule.UniqueBy is { } unique ? SourceOf(unique, rule.Events) : null,
            rule.Measure is Total { SumOf: { } sum } ? SourceOf(sum, rule.Events) : null,
            zone);
    }

    private static Gathering GatheringOf(EventRule rule) => rule switch
    {
        { Measure: AbsentFor } => Gathering.Last,
        { Visit: not null } or { UniqueBy: not null } or { Limits.Count: > 0 } or { Measure: Total { SumOf: not null } } => Gathering.List,
        { Measure: EachEvent } => Gathering.Sum,
        _ => Gathering.Count,
    };

    private PointSource Compile(Points points, EventFilter? filter, bool nonNegative = false) => points switch
    {
        FixedPoints always => new FixedSource(always.Value),
        ValueTable table => new ValueTableSource(SourceOf(table.By, filter), table),
        BandTable { By: { } by } table => new NumberSource(SourceOf(by, filter), OptionalSource(table.Of, filter), NumberPoints.From(table)),
        TimesNumber { By: { } by } times => new NumberSource(SourceOf(by, filter), OptionalSource(times.Of, filter), NumberPoints.From(times, nonNegative)),
        _ => throw new ArgumentException($"No source for {points}."),
    };

    private Source? OptionalSource(Operand? operand, EventFilter? filter) => operand is null ? null : SourceOf(operand, filter);

    /// <summary>In an account plan the trait is the account's.</summary>
    private Source SourceOf(Operand operand, EventFilter? filter) => vocabulary.SourceOf(
        kind == PlanKind.Account && operand.Root == OperandRoot.Trait ? operand with { Root = OperandRoot.Account } : operand, filter);

    private void AddFilterNames(EventFilter filter)
    {
        foreach (var name in filter.Names ?? []) vocabulary.Named(name);
    }
}
