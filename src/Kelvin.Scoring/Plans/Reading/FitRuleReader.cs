using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Grammar;
using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads rules of <c>fit</c>.</summary>
internal sealed class FitRuleReader(PlanScope scope, ConditionReader conditions)
{
    private readonly PointsReader points = new(scope);

    public Rule? Read(PlanNode node)
    {
        if (Fields.Of(scope, node, RuleGrammar.FitRule) is not { } fields) return null;
        var name = RuleBounds.ReadName(scope, fields, "name");
        var (min, max) = RuleBounds.Read(fields);
        var when = fields.Node("when") is { } condition ? conditions.Read(condition, ConditionPlace.Scored) : null;
        var unknown = fields.Points("unknown");
        if (unknown is not null && when is not null && !AsksForOneValue(when))
        {
            scope.Problems.Add(fields.Mapping.Find("unknown")!.Key, "'unknown' cannot stand here: the condition is not one test of one value.", "'unknown' beside 'by', or beside a 'when' that is one test without 'exists' or 'did'");
        }
        var given = fields.Has("by") ? points.ReadBy(fields, OperandRoot.Trait, RuleGrammar.FitOperand) : ReadFixed(fields);
        return name is null || given is null ? null : new FitRule(name, min, max, when, given, unknown ?? 0);
    }

    private static FixedPoints ReadFixed(Fields fields) => new(fields.Points("points") ?? 0, fields.Points("otherwise") ?? 0);

    private static bool AsksForOneValue(Condition when) => when is Test test && !test.Operators.Any(o => o is Exists);
}
