using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.WhatIf;

/// <summary>A group or a rule that stands alone, taken apart.</summary>
internal sealed record ItemForm(RuleGroup? Group, IReadOnlyList<RuleForm> Rules);

/// <summary>
/// A lead plan taken apart into what must be found of each lead, and what is made of it. Two plans that differ in points, caps,
/// grades, levels, thresholds or stages ask for the same, and so the second is scored without a pass over the histories.
/// </summary>
public sealed class PlanForm
{
    public PlanForm(Plan plan)
    {
        if (plan.Kind != PlanKind.Lead) throw new ArgumentException($"The plan '{plan.Id}' is not one for leads.", nameof(plan));
        Plan = plan;
        Fit = Items(plan.Fit);
        Engagement = Items(plan.Engagement);
        var conditions = new List<Condition>();
        if (plan.Audience is not null) conditions.Add(plan.Audience);
        conditions.AddRange(plan.Ceilings.Select(ceiling => ceiling.When));
        conditions.AddRange(plan.Stages.Select(stage => stage.At?.When).OfType<Condition>());
        Conditions = [.. conditions.Select(condition => OfCondition(condition, plan.TimeZone))];
        Features = [.. Fit.Concat(Engagement).SelectMany(item => item.Rules).SelectMany(rule => rule.Features).Concat(Conditions).DistinctBy(feature => feature.Key, StringComparer.Ordinal)];
    }

    public Plan Plan { get; }

    /// <summary>What must be known of each lead, as keys: plans with the same keys are scored from the same table.</summary>
    public IEnumerable<string> Keys => Features.Select(feature => feature.Key);

    internal IReadOnlyList<ItemForm> Fit { get; }
    internal IReadOnlyList<ItemForm> Engagement { get; }

    /// <summary>Of the audience if there is one, of the ceilings, of the stages that have one.</summary>
    internal IReadOnlyList<Feature> Conditions { get; }
    internal IReadOnlyList<Feature> Features { get; }

    private List<ItemForm> Items(Side side) => [.. side.Items.Select(item => item switch
    {
        RuleGroup group => new ItemForm(group, [.. group.Rules.Select(rule => RuleForm.Of(rule, Plan.TimeZone))]),
        Rule rule => new ItemForm(null, [RuleForm.Of(rule, Plan.TimeZone)]),
        _ => throw new ArgumentException($"No form for {item}."),
    })];

    /// <summary>A condition as a rule that gives 1 where it holds. Wrapped, so that the unknown is no case of its own.</summary>
    private static Feature OfCondition(Condition condition, string zone) => new(
        FeatureKey.Of(zone, condition), new FitRule("condition", null, null, new AllOf([condition]), new FixedPoints(1, 0), 0));
}
