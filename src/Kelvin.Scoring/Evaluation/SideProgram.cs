using Kelvin.Scoring.Plans;

namespace Kelvin.Scoring.Evaluation;

/// <summary>What stands in a side: one rule, or the rules of a group.</summary>
internal sealed record ItemProgram(RuleGroup? Group, RuleProgram[] Rules);

/// <summary>One half of a plan with every name resolved.</summary>
internal sealed class SideProgram(Side side, ItemProgram[] items)
{
    public Side Side => side;
    public ItemProgram[] Items => items;

    /// <summary>The points of the side before its own clamp and before rounding, from the points of its rules.</summary>
    public double Sum(double[] rulePoints)
    {
        double sum = 0;
        foreach (var item in items) sum += PointsOf(item, rulePoints);
        return sum;
    }

    public static double PointsOf(ItemProgram item, double[] rulePoints)
    {
        if (item.Group is not { } group) return rulePoints[item.Rules[0].Number];
        double sum = 0;
        foreach (var rule in item.Rules) sum += rulePoints[rule.Number];
        return Bounds.Clamp(sum, group.Min, group.Max);
    }

    public double Clamp(double points) => Bounds.Clamp(points, side.Min, side.Max);
}
