namespace Kelvin.Scoring.WhatIf;

/// <summary>What a plan says of one of many leads. Without a score all is 0 and <see cref="Label"/> is -1.</summary>
/// <param name="Label">The number of the label among those of the plan, see <see cref="PlanScores.Labels"/>; -1: no score.</param>
/// <param name="Verdict">The number of the verdict, see <see cref="PlanScores.Verdicts"/>; -1: none.</param>
/// <param name="Stages">Bit i is set when the <c>at</c> of the plan's i-th stage holds.</param>
public readonly record struct Outcome(long Fit, long Engagement, long Value, ulong Stages, short Label, short Verdict)
{
    public static readonly Outcome None = new(0, 0, 0, 0, -1, -1);

    public bool IsScored => Label >= 0;
}

/// <summary>A grade and a level together; null where one is missing.</summary>
public sealed record LabelParts(string? Label, string? Grade, string? Level);
