using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Timelines;

/// <summary>One thing that happened, as scoring sees it (scoring.md 1). Unique by <see cref="MessageId"/> within its lead.</summary>
public sealed record Event
{
    public const string Identify = "identify";
    public const string Group = "group";

    public required string MessageId { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public required long Timestamp { get; init; }

    /// <summary>A track call's own event name, or the name of the call.</summary>
    public required string Name { get; init; }

    /// <summary>An object, or missing. Of an <c>identify</c> the lead's traits, of a <c>group</c> the account's.</summary>
    public Value Properties { get; init; }

    /// <summary>An object, or missing.</summary>
    public Value Context { get; init; }

    /// <summary>Made by a crawler or a mail gateway rather than by the lead.</summary>
    public bool Machine { get; init; }

    /// <summary>Of a <c>group</c>: the account that it binds the lead to.</summary>
    public string? GroupId { get; init; }
}
