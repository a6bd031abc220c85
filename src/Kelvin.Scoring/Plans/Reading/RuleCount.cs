using Kelvin.Scoring.Plans.Documents;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Counts a plan's rules before any is read, so that a plan with too many is refused at once and with one problem.</summary>
internal static class RuleCount
{
    public static bool IsTooLarge(PlanNode root, Problems problems)
    {
        var plan = root as PlanMapping;
        var count = In(plan?["fit"]) + In(plan?["engagement"]);
        if (count <= PlanLimits.Rules) return false;
        problems.Add(root, $"The plan has {count} rules, more than {PlanLimits.Rules}.");
        return true;
    }

    private static int In(PlanNode? node) =>
        (node as PlanMapping)?["rules"] is PlanSequence rules ? rules.Items.Sum(item => Math.Max(1, In(item))) : 0;
}
