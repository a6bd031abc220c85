using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.Plans;

public enum PlanKind { Lead, Account }

/// <summary>
/// A scoring plan as it was read: valid, immutable, in the plan's own words (scoring.md 2).
/// It is made by <c>PlanReader</c> and turned into something that scores by <c>PlanSet</c>.
/// </summary>
public sealed record Plan
{
    public required string Id { get; init; }
    public string? Name { get; init; }
    public PlanKind Kind { get; init; }

    /// <summary>An IANA time zone id. Calendar units, and dates without an offset, are in it.</summary>
    public string TimeZone { get; init; } = "UTC";
    public Condition? Audience { get; init; }

    /// <summary>Bounds of the score, in whole points.</summary>
    public long? Min { get; init; }
    public long? Max { get; init; }

    public Side Fit { get; init; } = Side.Empty;
    public Side Engagement { get; init; } = Side.Empty;

    /// <summary>Account plans only: what the members add.</summary>
    public Members? Members { get; init; }
    public IReadOnlyList<CommitteeRole> Committee { get; init; } = [];

    public IReadOnlyList<Ceiling> Ceilings { get; init; } = [];

    /// <summary>As written; at most one has no threshold and takes everything below.</summary>
    public IReadOnlyList<Band> Grades { get; init; } = [];
    public IReadOnlyList<Band> Levels { get; init; } = [];
    public IReadOnlyList<VerdictRule> Verdicts { get; init; } = [];
    public IReadOnlyList<Stage> Stages { get; init; } = [];

    /// <summary>Scores whose crossing is raised, beside those of the stages.</summary>
    public IReadOnlyList<long> Thresholds { get; init; } = [];

    /// <summary>The text that the plan was read from, to the letter.</summary>
    public required string Source { get; init; }
}

/// <summary>One half of a plan: rules and groups in their order, with the bounds of their sum in whole points.</summary>
public sealed record Side(long? Min, long? Max, IReadOnlyList<Scored> Items)
{
    public static readonly Side Empty = new(null, null, []);
}

/// <summary>What stands in a side: a rule, or a group of rules that share bounds. Names are unique in the plan.</summary>
/// <param name="Min">Not above 0, if given. Points; may be fractional.</param>
/// <param name="Max">Not below 0, if given. Points; may be fractional.</param>
public abstract record Scored(string Name, double? Min, double? Max);

public sealed record RuleGroup(string Name, double? Min, double? Max, IReadOnlyList<Rule> Rules) : Scored(Name, Min, Max);

/// <summary>A name and the number from which it counts; null counts from below everything.</summary>
public sealed record Band(string Name, long? From);

/// <summary>A gate: while its condition holds, score, grade and level are no better than this.</summary>
public sealed record Ceiling(string Name, Condition When, long? Score, string? Grade, string? Level, string? Verdict);

/// <summary>What a label means; the first that fits wins. Null asks nothing.</summary>
public sealed record VerdictRule(IReadOnlyList<string>? Labels, long? Score, string Verdict);

/// <summary>When the plan moves a lead to a stage of the funnel, and when it lets it fall back.</summary>
/// <param name="On">Events that move the lead here at once.</param>
public sealed record Stage(string Name, StageEntry? At, StageExit? Below, IReadOnlyList<string> On);

/// <summary>What must hold, all of it, for a lead to enter a stage. Null asks nothing.</summary>
public sealed record StageEntry(
    long? Score, long? Fit, long? Engagement,
    IReadOnlyList<string>? Grades, IReadOnlyList<string>? Levels, IReadOnlyList<string>? Labels, IReadOnlyList<string>? Verdicts,
    Condition? When);

/// <summary>The lead leaves the stage when its score has stayed below that many points for so long (milliseconds).</summary>
public sealed record StageExit(long Score, long For);

public enum MemberSide { Score, Fit, Engagement }

public enum Combine { Sum, Max, Average, Top }

/// <summary>How the scores of an account's members combine (scoring.md 5).</summary>
/// <param name="Top">For <see cref="Combine.Top"/>: how many members count, 1 or more.</param>
/// <param name="Weights">For <see cref="Combine.Top"/>: the weight of each place; a place without one weighs 1.</param>
public sealed record Members(string Plan, MemberSide Side, Combine Combine, int Top, IReadOnlyList<double> Weights);

/// <summary>Points for a role that is present in the account and engaged.</summary>
/// <param name="Engaged">The least value of the members' side; null asks nothing.</param>
public sealed record CommitteeRole(string Name, Condition When, double? Engaged, double Points);
