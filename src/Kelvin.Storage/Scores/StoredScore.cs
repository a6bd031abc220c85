namespace Kelvin.Storage.Scores;

/// <summary>What a plan's version said of a lead or an account, and as of when.</summary>
/// <param name="Plan">The plan's number.</param>
/// <param name="At">The instant of the evaluation: time may have changed the score since.</param>
/// <param name="NextChangeAt">When it changes if nothing happens; null: never, or not known.</param>
public sealed record StoredScore(
    StreamId Subject, int Plan, int Version, long Fit, long Engagement, long Score, string? Grade, string? Level, string? Label, string? Verdict, long At, long? NextChangeAt);
