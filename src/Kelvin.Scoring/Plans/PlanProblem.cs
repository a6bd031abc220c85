namespace Kelvin.Scoring.Plans;

/// <summary>One thing that is wrong with a plan, with its place. All of a plan's problems are reported at once.</summary>
/// <param name="Line">From 1, in the plan's text.</param>
/// <param name="Column">From 1.</param>
/// <param name="Path">Such as <c>engagement.rules[2].decay</c>; empty for the document itself.</param>
/// <param name="Message">What is wrong, as a sentence.</param>
/// <param name="Allowed">What may stand there instead, if that can be said briefly.</param>
/// <param name="Nearest">For a misspelled word: the nearest one that is known.</param>
public sealed record PlanProblem(int Line, int Column, string Path, string Message, string? Allowed = null, string? Nearest = null)
{
    public override string ToString() =>
        $"{Line}:{Column} {(Path.Length == 0 ? "plan" : Path)}: {Message}"
        + (Nearest is null ? "" : $" Did you mean '{Nearest}'?")
        + (Allowed is null ? "" : $" Allowed: {Allowed}.");
}

/// <summary>What came of reading a plan: the plan, or its problems.</summary>
public sealed record PlanReading(Plan? Plan, IReadOnlyList<PlanProblem> Problems)
{
    public bool IsValid => Plan is not null;

    /// <summary>What is allowed in a valid plan and probably not meant, such as a stage that asks for a grade that the plan does not give.</summary>
    public IReadOnlyList<PlanProblem> Warnings { get; init; } = [];
}
