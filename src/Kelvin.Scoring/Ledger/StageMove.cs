using Kelvin.Scoring.Scores;

namespace Kelvin.Scoring.Ledger;

/// <summary>Why a lead changed its stage. The numbers are in the store and never change.</summary>
public enum MoveCause : byte
{
    /// <summary>A plan's <c>at</c> became true.</summary>
    Reached = 1,

    /// <summary>The lead did what a plan's <c>on</c> names.</summary>
    Event = 2,

    /// <summary>The score stayed too low for too long: a plan's <c>below</c>.</summary>
    Fell = 3,

    /// <summary>Somebody said so.</summary>
    Person = 4,
}

/// <summary>Where in the funnel a lead or an account is, since when, and what brought it there.</summary>
/// <param name="Stage">Null: in no stage yet.</param>
/// <param name="Plan">The plan that moved it; null when a person did.</param>
public sealed record Placement(string? Stage, long Since, MoveCause? Cause, string? Plan)
{
    /// <summary>Where everybody begins.</summary>
    public static readonly Placement Nowhere = new(null, long.MinValue, null, null);
}

/// <summary>A move from one stage to another: raised once.</summary>
/// <param name="Plan">Null when a person moved it.</param>
/// <param name="At">When it happened; for a late one when it was found.</param>
/// <param name="Evaluated">The instant whose score is told.</param>
/// <param name="Silent">Recorded, and not announced: the plan was published so.</param>
/// <param name="EventName">Of an event's move: the event.</param>
public sealed record StageMove(
    string? From, string? To, MoveCause Cause, string? Plan, long At, bool Late, bool Silent, long Evaluated, Score? Score, string? EventName = null);
