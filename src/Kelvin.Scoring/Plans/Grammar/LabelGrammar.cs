namespace Kelvin.Scoring.Plans.Grammar;

/// <summary>The constructs that say what points amount to: ceilings and verdicts.</summary>
internal static class LabelGrammar
{
    public static readonly Construct Ceiling = new("ceiling", "a ceiling", "A gate: while its condition holds, nothing is better than it says.",
    [
        new("name", Shape.Name, "The ceiling's name, unique among the ceilings.", Required: true),
        new("when", Shape.Of("condition"), "When the ceiling holds.", Required: true),
        new("score", Shape.WholePoints, "The score is not above this."),
        new("grade", Shape.Mark, "The grade is no better than this."),
        new("level", Shape.Mark, "The level is no better than this."),
        new("verdict", Shape.Name, "The verdict is this, whatever the label."),
    ])
    {
        AnyOf = ["score", "grade", "level", "verdict"],
    };

    public static readonly Construct Verdict = new("verdict", "a verdict", "What a label means.",
    [
        new("label", Shape.OneOrMore(Shape.Mark), "The labels that it is for, such as A1. Absent: any, or none."),
        new("score", Shape.Points, "The least score that it is for. Absent: any."),
        new("verdict", Shape.Name, "The verdict, such as ready, nurture or discard.", Required: true),
    ]);
}
