using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Grammar;
using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads rules of <c>engagement</c>: which events they look at, and which of these they keep.</summary>
internal sealed class EventRuleReader(PlanScope scope, ConditionReader conditions)
{
    /// <summary>How far apart two matches of one visit may be, unless a rule says otherwise: half an hour, in milliseconds.</summary>
    public const long DefaultGap = 30 * 60_000;

    private readonly EventFilterReader filters = new(scope, conditions);
    private readonly PointsReader points = new(scope);
    private readonly MeasureReader measures = new(scope);

    public Rule? Read(PlanNode node)
    {
        if (Fields.Of(scope, node, RuleGrammar.EngagementRule) is not { } fields) return null;
        var name = RuleBounds.ReadName(scope, fields, "name");
        var (min, max) = RuleBounds.Read(fields);
        var events = filters.Read(fields);
        var machines = fields.Truth("machines") ?? false;
        var visit = fields.Node("visit") is { } cut ? ReadVisit(cut) : null;
        var uniqueBy = points.ReadOperand(fields.Node("unique_by"), OperandRoot.Property, RuleGrammar.OwnOperand);
        var limits = fields.Node("limit") is { } limit ? ReadLimits(limit) : [];
        var keep = fields.Choice("keep", Words.Keeps) ?? Keep.Largest;
        var measure = measures.Read(fields);
        if (keep == Keep.Largest && (fields.Has("unique_by") || fields.Has("limit"))) RefuseMixedSigns(fields, measure);
        return name is null || measure is null ? null : new EventRule(name, min, max, events, machines, visit, uniqueBy, limits, keep, measure);
    }

    private Visit? ReadVisit(PlanNode node)
    {
        if (Fields.Of(scope, node, RuleGrammar.Visit) is not { } fields) return null;
        var gap = fields.Duration("gap") ?? DefaultGap;
        return fields.Count("at_least") is { } least ? new Visit(least, gap) : null;
    }

    private List<Limit> ReadLimits(PlanNode node)
    {
        var units = new HashSet<Per>();
        return Lists.OneOrMore(scope, node, item => ReadLimit(item, units));
    }

    private Limit? ReadLimit(PlanNode node, HashSet<Per> units)
    {
        if (Fields.Of(scope, node, RuleGrammar.Limit) is not { } fields) return null;
        var times = fields.Count("times");
        var per = fields.Choice("per", Words.Units);
        if (per is { } unit && !units.Add(unit)) scope.Problems.Add(fields.Node("per")!, "Two limits have the same unit.");
        return times is { } count && per is { } known ? new Limit(count, known) : null;
    }

    /// <summary>Which event is worth most cannot be told apart from which costs most where both signs occur.</summary>
    private void RefuseMixedSigns(Fields fields, Measure? measure)
    {
        if (measure is not EachEvent each) return;
        IEnumerable<double> given = each.Points switch
        {
            ValueTable table => table.Values.Select(v => v.Value).Append(table.Otherwise),
            BandTable table => table.Bands.Select(b => b.Value),
            _ => [],
        };
        var signs = given.Select(Math.Sign).ToHashSet();
        if (!signs.Contains(1) || !signs.Contains(-1)) return;
        scope.Problems.Add(
            fields.Mapping,
            "The points of a rule with 'unique_by' or 'limit' cannot be partly positive and partly negative: it keeps the largest, and there would be two kinds of large.",
            "points of one sign, 'keep: latest' or 'keep: first', or two rules");
    }
}
