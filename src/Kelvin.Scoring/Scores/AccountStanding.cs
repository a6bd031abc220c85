namespace Kelvin.Scoring.Scores;

/// <summary>What the members of an account amount to at an instant, and what that means for the committee (scoring.md 5).</summary>
/// <param name="Members">Those in the member plan's audience, highest first; ties by lead id.</param>
/// <param name="Committee">In the order of the plan.</param>
public sealed record AccountStanding(IReadOnlyList<MemberScore> Members, IReadOnlyList<CommitteeSeat> Committee)
{
    public static AccountStanding Nobody { get; } = new([], []);
}

/// <summary>A member with its score under the member plan.</summary>
/// <param name="Counts">The value of the side that the account plan takes of its members.</param>
public sealed record MemberScore(string LeadId, Score Score, long Counts);

/// <summary>A role of the committee and who fills it.</summary>
/// <param name="Points">What the role adds to the account's engagement once it is filled.</param>
/// <param name="Engaged">The least value of the members' side; null asks nothing.</param>
/// <param name="FilledBy">Members who have the role and are engaged enough, the most engaged first. Empty: the role is missing.</param>
/// <param name="TooQuiet">Members who have the role and are not engaged enough.</param>
public sealed record CommitteeSeat(string Name, double Points, double? Engaged, IReadOnlyList<string> FilledBy, IReadOnlyList<string> TooQuiet);
