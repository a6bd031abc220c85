namespace Kelvin.Scoring.Scores;

/// <summary>What a plan says of a lead or an account at an instant.</summary>
/// <param name="Fit">Whole points, before ceilings.</param>
/// <param name="Engagement">Whole points, before ceilings.</param>
/// <param name="Value">The score: fit and engagement together, within the plan's bounds and under its ceilings.</param>
/// <param name="Grade">The letter for fit, or null.</param>
/// <param name="Level">The digit for engagement, or null.</param>
/// <param name="Label">Grade then level, such as <c>B2</c>; one alone if the other is missing; null without both.</param>
/// <param name="Verdict">What the label means, or null.</param>
/// <param name="Stages">Bit i is set when the <c>at</c> of the plan's i-th stage holds.</param>
public readonly record struct Score(
    long Fit, long Engagement, long Value, string? Grade, string? Level, string? Label, string? Verdict, ulong Stages)
{
    /// <summary>The most stages that a plan can have: they are bits.</summary>
    public const int MostStages = 64;

    public bool StageHolds(int stage) => (Stages >> stage & 1) != 0;
}

/// <summary>The first instant at which something of the score differs if nothing happens, and what it is then.</summary>
/// <param name="At">Milliseconds since 1970, UTC.</param>
/// <param name="Score">Null when the lead is then no longer in the plan's audience.</param>
public readonly record struct NextChange(long At, Score? Score);
