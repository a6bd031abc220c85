namespace Kelvin.Scoring.Plans.Grammar;

/// <summary>The constructs of the plan itself, its sides and its accounts.</summary>
internal static class PlanGrammar
{
    public static readonly Construct Plan = new("plan", "a plan", "A scoring plan of Kelvin: who gets how many points for what.",
    [
        new("plan", Shape.Id, "The plan's id: small letters, digits and '-'.", Required: true),
        new("name", Shape.Name, "The plan's name for people."),
        new("kind", Shape.Choice(Words.Kinds.Keys), "What the plan scores: leads (the default) or accounts."),
        new("timezone", Shape.Name, "IANA time zone of calendar days, weeks and months, and of dates without an offset. Default: UTC."),
        new("audience", Shape.Of("condition"), "Who has a score of this plan. Absent: everyone."),
        new("min", Shape.WholePoints, "The score is never below this."),
        new("max", Shape.WholePoints, "The score is never above this, ceilings aside."),
        new("fit", Shape.Of("fit"), "Explicit: points for who they are."),
        new("engagement", Shape.Mapping, "Implicit: points for what they do. In an account plan the points come from the members, and only the bounds stand here."),
        new("members", Shape.Of("members"), "Account plans only: what the account's leads add to its engagement."),
        new("committee", Shape.ListOf(Shape.Of("role")), "Account plans only: points for roles that are present and engaged."),
        new("ceilings", Shape.ListOf(Shape.Of("ceiling")), "Gates: while one holds, score, grade and level are no better than it says."),
        new("grades", Shape.Thresholds, "Grades by fit: from how many points on each counts. One may be null and takes the rest."),
        new("levels", Shape.Thresholds, "Levels by engagement: from how many points on each counts. One may be null and takes the rest."),
        new("verdicts", Shape.ListOf(Shape.Of("verdict")), "What a label means; the first entry that fits wins."),
        new("stages", Shape.ListOf(Shape.Of("stage")), "When the plan moves a lead through the funnel, from the first stage to the last."),
        new("thresholds", Shape.ListOf(Shape.WholePoints), "Scores whose crossing is announced, beside those of the stages."),
    ])
    {
        Needs = [new("committee", ["members"])],
    };

    public static readonly Construct Fit = new("fit", "'fit'", "Explicit points: who they are.",
    [
        .. SideBounds,
        new("rules", Shape.ListOf(Shape.Of("fitItem")), "Rules and groups of rules; their points are summed."),
    ]);

    public static readonly Construct Engagement = new("engagement", "'engagement'", "Implicit points: what they do.",
    [
        .. SideBounds,
        new("rules", Shape.ListOf(Shape.Of("engagementItem")), "Rules and groups of rules; their points are summed."),
    ]);

    public static readonly Construct AccountEngagement = new("accountEngagement", "'engagement' of an account plan", "Bounds of what members and committee give.", [.. SideBounds]);

    /// <summary>Keys that only plans for accounts take.</summary>
    public static readonly IReadOnlyList<string> AccountKeys = ["members", "committee"];

    public static readonly Construct FitGroup = Group("fitGroup", "fitRule");

    public static readonly Construct EngagementGroup = Group("engagementGroup", "engagementRule");

    public static readonly Construct Members = new("members", "'members'", "How the scores of an account's leads combine.",
    [
        new("plan", Shape.Id, "The id of the plan by which the members are scored.", Required: true),
        new("side", Shape.Choice(Words.MemberSides.Keys), "Which number of theirs counts. Default: score."),
        new("combine", Shape.Choice(Words.Combines.Keys), "How the numbers become one.", Required: true),
        new("top", Shape.Count, "With 'combine: top': how many members count, the highest first."),
        new("weights", Shape.ListOf(Shape.Points), "With 'combine: top': the weight of the first, the second, and so on; a place without one weighs 1."),
    ])
    {
        Needs = [new("weights", ["top"])],
    };

    public static readonly Construct Role = new("role", "a committee entry", "Points for a role that at least one engaged member has.",
    [
        new("name", Shape.Name, "The role's name, unique in the committee.", Required: true),
        new("when", Shape.Of("condition"), "Who has the role; traits are the member's.", Required: true),
        new("engaged", Shape.Points, "The least that the member must have on the members' side."),
        new("points", Shape.Points, "What the role gives, once.", Required: true),
    ]);

    private static Key[] SideBounds =>
    [
        new("max", Shape.WholePoints, "The side is never above this."),
        new("min", Shape.WholePoints, "The side is never below this."),
    ];

    private static Construct Group(string id, string rule) => new(id, "a group", "Rules that share bounds.",
    [
        new("group", Shape.Name, "The group's name, unique in the plan.", Required: true),
        new("max", Shape.Ceiling, "The group gives no more than this; 0 or above."),
        new("min", Shape.Floor, "The group gives no less than this; 0 or below."),
        new("rules", Shape.ListOf(Shape.Of(rule)), "The group's rules. Groups do not nest.", Required: true),
    ]);
}
