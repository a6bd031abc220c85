namespace Kelvin.Scoring.Plans.Grammar;

/// <summary>The constructs that move a lead through the funnel.</summary>
internal static class StageGrammar
{
    public static readonly Construct Stage = new("stage", "a stage", "A stage of the funnel, and how a lead comes there.",
    [
        new("name", Shape.Name, "The stage's name, unique among the stages.", Required: true),
        new("at", Shape.Of("stageEntry"), "The lead enters when all of this becomes true."),
        new("on", Shape.EventNames, "The lead enters when it does this."),
        new("below", Shape.Of("stageExit"), "When the lead falls back from the stage."),
    ])
    {
        AnyOf = ["at", "on"],
    };

    public static readonly Construct Entry = new("stageEntry", "'at'", "What must hold, all of it, for a lead to enter the stage.",
    [
        new("score", Shape.WholePoints, "The least score."),
        new("fit", Shape.WholePoints, "The least fit."),
        new("engagement", Shape.WholePoints, "The least engagement."),
        new("grade", Shape.OneOrMore(Shape.Mark), "One of these grades."),
        new("level", Shape.OneOrMore(Shape.Mark), "One of these levels."),
        new("label", Shape.OneOrMore(Shape.Mark), "One of these labels."),
        new("verdict", Shape.OneOrMore(Shape.Name), "One of these verdicts."),
        new("when", Shape.Of("condition"), "A condition."),
    ])
    {
        AnyOf = ["score", "fit", "engagement", "grade", "level", "label", "verdict", "when"],
    };

    public static readonly Construct Exit = new("stageExit", "'below'", "The lead leaves the stage when its score has stayed too low for too long.",
    [
        new("score", Shape.WholePoints, "The score is below this.", Required: true),
        new("for", Shape.Duration, "For so long.", Required: true),
    ]);
}
