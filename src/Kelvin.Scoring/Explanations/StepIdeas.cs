using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Explanations;

/// <summary>Something that might happen and that a plan would look at.</summary>
internal sealed record StepIdea(StepKind Kind, string Name, IReadOnlyList<StepValue> Values)
{
    public bool Equals(StepIdea? other) => other is not null && (Kind, Name) == (other.Kind, other.Name) && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(Kind, Name, Values.Count);
}

/// <summary>
/// What single events and traits a plan asks for, read from its rules and conditions: an event for each name and each way to
/// fit, a trait for each value that some test or table names. Whether one helps is found by trying it.
/// </summary>
internal sealed class StepIdeas
{
    private const int WaysMost = 8;

    private readonly List<StepIdea> ideas = [];
    private readonly HashSet<StepIdea> known = [];
    private readonly Fitting fitting;
    private readonly PlanKind kind;

    private StepIdeas(PlanKind kind, long at) => (this.kind, fitting) = (kind, new Fitting(at));

    public static IReadOnlyList<StepIdea> Of(Plan plan, long at)
    {
        var found = new StepIdeas(plan.Kind, at);
        foreach (var rule in Rules(plan.Engagement).Concat(Rules(plan.Fit)))
        {
            if (rule is EventRule events) found.AddEvents(events);
            else found.AddTraits((FitRule)rule);
        }
        if (plan.Audience is not null) found.AddAll(plan.Audience);
        foreach (var ceiling in plan.Ceilings) found.AddAll(ceiling.When);
        foreach (var stage in plan.Stages)
        {
            if (stage.At?.When is { } when) found.AddAll(when);
        }
        return found.ideas;
    }

    /// <summary>What would make a member fill a role of an account plan's committee.</summary>
    public static IReadOnlyList<StepIdea> OfRoles(Plan plan, long at)
    {
        var found = new StepIdeas(PlanKind.Lead, at);
        foreach (var role in plan.Committee) found.AddAll(role.When);
        return found.ideas;
    }

    private static IEnumerable<Rule> Rules(Side side) => side.Items.SelectMany(item => item is RuleGroup group ? group.Rules : [(Rule)item]);

    private void AddEvents(EventRule rule)
    {
        if (rule.Events.Where is not null) AddAll(rule.Events.Where);
        var values = rule.Measure switch
        {
            EachEvent { Points: ValueTable table } => table.Values.Select(entry => Set(table.By, Value.Of(entry.Key))),
            EachEvent { Points: BandTable { By: { } by } table } => table.Bands.Select(band => OfBand(by, table.Of, band.Key)),
            EachEvent { Points: TimesNumber { By: { } by } times } => [OfBand(by, times.Of, 100)],
            Total { SumOf: { } sum, Points: BandTable table } => table.Bands.Select(band => Set(sum, Value.Of(band.Key))),
            Total { SumOf: { } sum } => [Set(sum, Value.Of(100))],
            _ => [[]],
        };
        foreach (var value in values) AddEvents(rule.Events, value);
    }

    private void AddEvents(EventFilter filter, IReadOnlyList<StepValue> more)
    {
        IEnumerable<IReadOnlyList<StepValue>> ways = filter.Where is null ? [[]] : fitting.Ways(filter.Where).Take(WaysMost);
        foreach (var way in ways)
        {
            foreach (var name in filter.Names ?? ["page"]) Add(new StepIdea(StepKind.Event, name, [.. way.Where(value => more.All(other => other.Path != value.Path)), .. more]));
        }
    }

    private void AddTraits(FitRule rule)
    {
        if (rule.When is not null) AddAll(rule.When);
        switch (rule.Points)
        {
            case ValueTable table:
                foreach (var entry in table.Values) AddTrait(table.By, Value.Of(entry.Key));
                break;
            case BandTable { By: { } by, Of: null } table:
                foreach (var band in table.Bands) AddTrait(by, Value.Of(band.Key));
                break;
            case TimesNumber { By: { } by, Of: null } times:
                AddTrait(by, Value.Of(times.Factor < 0 ? 0 : 100));
                break;
        }
    }

    /// <summary>Every trait that a condition looks at, and every event that it asks for, whatever it makes of them.</summary>
    private void AddAll(Condition condition)
    {
        switch (condition)
        {
            case AllOf all: AddAll(all.Conditions); break;
            case AnyOf any: AddAll(any.Conditions); break;
            case NoneOf none: AddAll(none.Conditions); break;
            case Did did:
                if (did.Events.Where is not null) AddAll(did.Events.Where);
                AddEvents(did.Events, []);
                break;
            case Test { Operand.Root: OperandRoot.Trait or OperandRoot.Account } test:
                foreach (var value in fitting.Values(test)) AddTrait(test.Operand, value);
                break;
        }
    }

    private void AddAll(IReadOnlyList<Condition> conditions)
    {
        foreach (var condition in conditions) AddAll(condition);
    }

    private void AddTrait(Operand operand, Value value)
    {
        if (operand.Root is not (OperandRoot.Trait or OperandRoot.Account)) return;
        var ofAccount = kind == PlanKind.Account || operand.Root == OperandRoot.Account;
        Add(new StepIdea(ofAccount ? StepKind.AccountTrait : StepKind.Trait, operand.Path, [new StepValue(operand.Root, operand.Path, value.IsMissing ? Value.Null : value)]));
    }

    private void Add(StepIdea idea)
    {
        if (known.Add(idea)) ideas.Add(idea);
    }

    private static StepValue[] Set(Operand operand, Value value) => operand.Root is OperandRoot.Property or OperandRoot.Context ? [new(operand.Root, operand.Path, value)] : [];

    private static StepValue[] OfBand(Operand by, Operand? of, double key) => of is null || of == by ? Set(by, Value.Of(key)) : [.. Set(by, Value.Of(key)), .. Set(of, Value.Of(100))];
}

/// <summary>Values for which conditions hold, as far as one can say so from how they are written.</summary>
internal sealed class Fitting(long at)
{
    private const int CombinedMost = 32;

    /// <summary>What an event may have so that a <c>where</c> holds. What it asks of traits is left to how they are.</summary>
    public IEnumerable<IReadOnlyList<StepValue>> Ways(Condition condition) => condition switch
    {
        AllOf all => all.Conditions.Aggregate(
            (IEnumerable<IReadOnlyList<StepValue>>)[[]],
            (ways, part) => ways.SelectMany(way => Ways(part).Select(more => (IReadOnlyList<StepValue>)[.. way.Where(value => more.All(other => other.Path != value.Path)), .. more])).Take(CombinedMost)),
        AnyOf any => any.Conditions.SelectMany(Ways),
        Test { Operand.Root: OperandRoot.Property or OperandRoot.Context } test =>
            Values(test).Select(value => (IReadOnlyList<StepValue>)(value.IsMissing ? [] : [new(test.Operand.Root, test.Operand.Path, value)])),
        _ => [[]],
    };

    public IEnumerable<Value> Values(Test test) => test.Operators.SelectMany(Values);

    private IEnumerable<Value> Values(Operator op) => op switch
    {
        EqualsAny { Negated: false } equals => equals.Values,
        EqualsAny => [Value.Of("something else")],
        HasText has => [Value.Of(has.Text)],
        Compares { Number: { } number } compares => [Value.Of(compares.Order switch { Order.Above => number + 1, Order.Below => number - 1, _ => number })],
        Compares { Date: { } date } compares => [Value.Of(Dates.ToText(compares.Order switch { Order.Above => date + 1000, Order.Below => date - 1000, _ => date }))],
        RelativeDate relative => [Value.Of(Dates.ToText(relative.Relative == Relative.OlderThan ? Math.Max(Dates.First, at - relative.Duration) : at))],
        Exists exists => [exists.Wanted ? Value.Of(true) : Value.Missing],
        _ => [],
    };
}
