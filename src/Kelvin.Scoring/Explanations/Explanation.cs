using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Scores;

namespace Kelvin.Scoring.Explanations;

/// <summary>What a part of a score is (scoring.md 7).</summary>
public enum PartKind { Rule, Members, Group, Side, Rounding, Plan, Ceiling }

/// <summary>Which half of the plan something stands in.</summary>
public enum SideName { Fit, Engagement }

/// <summary>One named part of a score. The points of all parts add up to the score.</summary>
/// <param name="Name">Of the rule, group, role or ceiling; of a clamp or a rounding the name of what is clamped or rounded.</param>
/// <param name="Side">Null for what concerns the whole score.</param>
/// <param name="Points">What it adds; for clamps, roundings and ceilings what they change.</param>
/// <param name="Before">Of a rule: its points before its own clamp.</param>
public sealed record Part(PartKind Kind, SideName? Side, string? Name, double Points, double? Before = null);

/// <summary>What became of one rule.</summary>
/// <param name="Points">After its clamp.</param>
/// <param name="Before">Before its clamp.</param>
/// <param name="Operand">Of a rule on one operand: which, as written.</param>
/// <param name="Events">The events that count, in their order; empty for rules on traits.</param>
/// <param name="Dropped">The events that match but do not count, and why.</param>
public sealed record RuleExplanation(
    string Name, SideName Side, string? Group, RuleOutcome Outcome, double Points, double Before, string? Operand,
    IReadOnlyList<EventWorth> Events, IReadOnlyList<DroppedEvent> Dropped)
{
    /// <summary>Of a rule on traits: each test of its condition as it came out.</summary>
    public IReadOnlyList<TestOutcome> Tests { get; init; } = [];

    /// <summary>Of a rule on events: what there was under its names.</summary>
    public EventsSeen? Seen { get; init; }

    /// <summary>Why it gives nothing, as a sentence; null where its points say all.</summary>
    public string? Why { get; init; }
}

/// <summary>An event behind a rule's points.</summary>
/// <param name="MessageId">Null where the timeline was made without a history.</param>
/// <param name="Age">Milliseconds.</param>
/// <param name="Points">Before decay; 0 where the rule gives its points for a number of events.</param>
/// <param name="Worth">After decay; of a sum the number that it adds.</param>
public sealed record EventWorth(string? MessageId, string? Name, long Timestamp, long Age, double Points, double Worth);

public sealed record DroppedEvent(string? MessageId, string? Name, long Timestamp, long Age, DropReason Reason);

/// <summary>What is not known, and what the rule that asks for it could be worth instead of what it gives now.</summary>
/// <param name="Least">Null when there is no bound.</param>
/// <param name="Most">Null when there is no bound.</param>
public sealed record Unknown(string Rule, string Operand, double Now, double? Least, double? Most);

/// <summary>A score at an instant with everything that it is made of.</summary>
/// <param name="At">Milliseconds since 1970, UTC.</param>
/// <param name="Parts">In the order of the plan; their points add up to the score.</param>
public sealed record Explanation(
    string Plan, long At, Score Score, IReadOnlyList<Part> Parts, IReadOnlyList<RuleExplanation> Rules, IReadOnlyList<Unknown> Unknowns)
{
    public NextChange? NextChange { get; init; }
}
