namespace Kelvin.Scoring.Plans.Grammar;

/// <summary>Every construct of the plan language.</summary>
internal static class AllConstructs
{
    public static readonly IReadOnlyList<Construct> List =
    [
        PlanGrammar.Plan, PlanGrammar.Fit, PlanGrammar.Engagement, PlanGrammar.AccountEngagement, PlanGrammar.FitGroup, PlanGrammar.EngagementGroup,
        RuleGrammar.FitRule, RuleGrammar.EngagementRule, RuleGrammar.Visit, RuleGrammar.Limit, RuleGrammar.Decay, RuleGrammar.Steps,
        ConditionGrammar.Condition, ConditionGrammar.EventCondition, ConditionGrammar.Did,
        RuleGrammar.FitOperand, RuleGrammar.EventOperand, RuleGrammar.OwnOperand,
        PlanGrammar.Members, PlanGrammar.Role,
        LabelGrammar.Ceiling, LabelGrammar.Verdict, StageGrammar.Stage, StageGrammar.Entry, StageGrammar.Exit,
    ];

    /// <summary>The construct, other than this one, that knows the key: where an author may have meant to put it.</summary>
    public static Construct? Elsewhere(string key, Construct than) => List.FirstOrDefault(c => c != than && c.Takes(key));
}
