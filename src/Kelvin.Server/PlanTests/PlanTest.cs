using Kelvin.Scoring.Timelines;

namespace Kelvin.Server.PlanTests;

/// <summary>One example of what a plan is to do: what happened, and what the scores then are.</summary>
/// <param name="Histories">By the name that the test gives each lead.</param>
public sealed record PlanTest(string Name, long Line, IReadOnlyDictionary<string, LeadHistory> Histories, IReadOnlyList<Expectation> Expectations);

/// <summary>What is to be true of a lead or an account at an instant. What is null is not asked for.</summary>
/// <param name="Lead">Null when it is of an account.</param>
/// <param name="NoScore">There is to be no score at all.</param>
/// <param name="Values">Of the score's members by their names; <see cref="None"/> asks for there being none.</param>
/// <param name="Rules">The points of some rules by their names.</param>
public sealed record Expectation(
    long Line, long At, string? Plan, string? Lead, string? Account, bool NoScore,
    IReadOnlyList<KeyValuePair<string, string>> Values, IReadOnlyList<KeyValuePair<string, double>> Rules)
{
    public const string None = "none";

    public static readonly string[] Members = ["score", "fit", "engagement", "grade", "level", "label", "verdict"];
}

/// <summary>An expectation that was not met.</summary>
/// <param name="Differences">What was expected and what came instead, a line each.</param>
/// <param name="MadeOf">The parts of the score, to see where the difference comes from.</param>
public sealed record PlanTestFailure(PlanTest Test, Expectation Expectation, IReadOnlyList<string> Differences, IReadOnlyList<KeyValuePair<string, double>> MadeOf);
