using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Grammar;
using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads <c>fit</c> and <c>engagement</c>: their bounds, rules and groups.</summary>
internal sealed class SideReader(PlanScope scope, ConditionReader conditions)
{
    public Side ReadFit(PlanNode node)
    {
        var rules = new FitRuleReader(scope, conditions);
        return Read(node, PlanGrammar.Fit, PlanGrammar.FitGroup, rules.Read);
    }

    public Side ReadEngagement(PlanNode node)
    {
        if (scope.IsAccount) return ReadMembersSide(node);
        var rules = new EventRuleReader(scope, conditions);
        return Read(node, PlanGrammar.Engagement, PlanGrammar.EngagementGroup, rules.Read);
    }

    /// <summary>An account does nothing itself: its engagement comes from its members.</summary>
    private Side ReadMembersSide(PlanNode node)
    {
        if (node is PlanMapping mapping && mapping.Find("rules") is { } rules)
        {
            scope.Problems.Add(rules.Key, "An account plan has no engagement rules: its engagement comes from 'members' and 'committee'.", "max, min");
            return Side.Empty;
        }
        return Fields.Of(scope, node, PlanGrammar.AccountEngagement) is { } fields ? Bounded(fields, []) : Side.Empty;
    }

    private Side Read(PlanNode node, Construct side, Construct group, Func<PlanNode, Rule?> readRule)
    {
        if (Fields.Of(scope, node, side) is not { } fields) return Side.Empty;
        return Bounded(fields, fields.List("rules", item => ReadItem(item, group, readRule)));
    }

    private Side Bounded(Fields fields, IReadOnlyList<Scored> items)
    {
        var (min, max) = RuleBounds.ReadWhole(scope, fields);
        return new Side(min, max, items);
    }

    private Scored? ReadItem(PlanNode node, Construct construct, Func<PlanNode, Rule?> readRule)
    {
        if (node is not PlanMapping mapping || !mapping.Has("group")) return readRule(node);
        if (Fields.Of(scope, node, construct) is not { } fields) return null;
        var name = RuleBounds.ReadName(scope, fields, "group");
        var (min, max) = RuleBounds.Read(fields);
        var rules = fields.List("rules", item => ReadGrouped(item, readRule));
        return name is null ? null : new RuleGroup(name, min, max, rules);
    }

    private Rule? ReadGrouped(PlanNode node, Func<PlanNode, Rule?> readRule)
    {
        if (node is not PlanMapping mapping || !mapping.Has("group")) return readRule(node);
        scope.Problems.Add(node, "A group cannot stand in a group.", "rules");
        return null;
    }
}
