using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Grammar;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads what only account plans have: members and committee (scoring.md 5).</summary>
internal sealed class AccountReader(PlanScope scope, ConditionReader conditions)
{
    public Members? ReadMembers(PlanNode node, string? ownId)
    {
        if (Fields.Of(scope, node, PlanGrammar.Members) is not { } fields) return null;
        var plan = fields.Id("plan");
        if (plan is not null && plan == ownId) scope.Problems.Add(fields.Node("plan")!, "The members are leads, and are scored by a plan for leads, not by this one.");
        var side = fields.Choice("side", Words.MemberSides) ?? MemberSide.Score;
        var combine = fields.Choice("combine", Words.Combines);
        var top = fields.Count("top");
        var weights = fields.Node("weights") is { } list ? ReadWeights(list, top) : [];
        if (combine == Combine.Top && !fields.Has("top")) scope.Problems.Add(fields.Mapping, "'top' is missing in 'members': how many members count.");
        if (combine is not null and not Combine.Top && fields.Mapping.Find("top") is { } key) scope.Problems.Add(key.Key, "'top' needs 'combine: top' beside it.");
        return plan is null || combine is not { } way ? null : new Members(plan, side, way, top ?? 0, weights);
    }

    private List<double> ReadWeights(PlanNode node, int? top)
    {
        var weights = Lists.Read(scope, node, item => Scalars.Points(scope, item) is { } weight ? new Weight(weight) : null);
        if (weights.Count > top) scope.Problems.Add(node, $"There are {weights.Count} weights for {top} members.", $"at most {top}");
        return [.. weights.Select(w => w.Value)];
    }

    private sealed record Weight(double Value);

    public CommitteeRole? ReadRole(PlanNode node, UniqueNames names)
    {
        if (Fields.Of(scope, node, PlanGrammar.Role) is not { } fields) return null;
        var name = names.Read(fields, "name");
        var when = fields.Node("when") is { } condition ? conditions.Read(condition, ConditionPlace.Member) : null;
        var (engaged, points) = (fields.Points("engaged"), fields.Points("points"));
        return name is null || when is null ? null : new CommitteeRole(name, when, engaged, points ?? 0);
    }
}
