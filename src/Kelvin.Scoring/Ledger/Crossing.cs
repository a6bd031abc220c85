using Kelvin.Scoring.Scores;

namespace Kelvin.Scoring.Ledger;

/// <summary>What of a score a crossing is about. A change of stage is a <see cref="StageMove"/>.</summary>
public enum CrossingKind { Grade, Level, Verdict, Score }

public enum Direction { Up, Down }

/// <summary>A change of a grade, a level or a verdict, or of the score over a line: raised once (scoring.md 6).</summary>
/// <param name="Plan">The id of the plan.</param>
/// <param name="From">The grade, level or verdict before; null where there was none, and for scores.</param>
/// <param name="To">What it is now; null where there is none, and for scores.</param>
/// <param name="Line">For scores: the threshold, or the score of a stage, that was crossed: up when it is reached, down when it is lost.</param>
/// <param name="At">The instant at which it became true; for a late one the instant at which it was found.</param>
/// <param name="Late">Found because the past has changed.</param>
/// <param name="Evaluated">The instant whose score is told: <paramref name="At"/>, but for late ones.</param>
/// <param name="Score">What it is now; null for no score.</param>
/// <param name="FellBack">Of a line reached again: how far below it the score had fallen since it was lost. Null the first time.</param>
public sealed record Crossing(
    string Plan, CrossingKind Kind, Direction Direction, string? From, string? To, long? Line,
    long At, bool Late, long Evaluated, Score? Score, long? FellBack);
