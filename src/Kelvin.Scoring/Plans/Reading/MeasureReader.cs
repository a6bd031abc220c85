using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Grammar;
using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads what an engagement rule makes of the events that are left: each event's points, or one number of all of them.</summary>
internal sealed class MeasureReader(PlanScope scope)
{
    private readonly PointsReader points = new(scope);

    /// <summary>Null after a problem.</summary>
    public Measure? Read(Fields fields)
    {
        if (fields.Has("absent_for")) return ReadAbsence(fields);
        if (fields.Has("at_least")) return ReadAtLeast(fields);
        if (fields.Has("count")) return ReadCount(fields);
        if (fields.Has("sum")) return ReadSum(fields);
        var decay = fields.Node("decay") is { } node ? ReadDecay(node) : null;
        var each = fields.Has("by") ? points.ReadBy(fields, OperandRoot.Property, RuleGrammar.EventOperand) : new FixedPoints(fields.Points("points") ?? 0, 0);
        return each is null ? null : new EachEvent(each, decay);
    }

    private static AbsentFor? ReadAbsence(Fields fields)
    {
        var (given, repeat) = (fields.Points("points") ?? 0, fields.Count("repeat"));
        return fields.Duration("absent_for") is { } duration ? new AbsentFor(duration, given, repeat) : null;
    }

    private static AtLeastEvents? ReadAtLeast(Fields fields)
    {
        var given = fields.Points("points") ?? 0;
        return fields.Count("at_least") is { } count ? new AtLeastEvents(count, given) : null;
    }

    private Total? ReadCount(Fields fields)
    {
        var node = fields.Node("count")!;
        if (Scalars.Truth(scope, node) is false) scope.Problems.Add(node, "'count: false' says nothing.", "'count: true', or no 'count'");
        return points.ReadOfNumber(fields, null, null) is { } given ? new Total(null, given) : null;
    }

    private Total? ReadSum(Fields fields)
    {
        var sum = points.ReadOperand(fields.Node("sum"), OperandRoot.Property, RuleGrammar.OwnOperand);
        var given = points.ReadOfNumber(fields, null, null);
        return sum is null || given is null ? null : new Total(sum, given);
    }

    private Decay? ReadDecay(PlanNode node)
    {
        if (Fields.Of(scope, node, RuleGrammar.Decay) is not { } fields) return null;
        if (fields.Duration("half_life") is { } half) return new HalfLife(half);
        if (fields.Duration("linear") is { } end) return new Linear(end);
        if (fields.Node("steps") is not { } steps || Fields.Of(scope, steps, RuleGrammar.Steps) is not { } step) return null;
        var (every, lose) = (step.Duration("every"), step.Percent("lose"));
        return every is { } length && lose is { } share ? new Steps(length, share) : null;
    }
}
