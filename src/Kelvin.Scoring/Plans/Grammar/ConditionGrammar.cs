using Kelvin.Scoring.Conditions;

namespace Kelvin.Scoring.Plans.Grammar;

/// <summary>The constructs of conditions. A condition is one mapping with either a combination, or <c>did</c>, or an operand and its operators.</summary>
internal static class ConditionGrammar
{
    private static readonly string[] Combinations = ["all", "any", "none"];

    /// <summary>Every operator with what it means to an author.</summary>
    public static readonly IReadOnlyList<Key> Operators =
    [
        new("is", Shape.Literal, "Equal to the value."),
        new("in", Shape.ListOf(Shape.Literal, 1), "Equal to one of the values."),
        new("is_not", Shape.Literal, "Known, and not equal to the value."),
        new("not_in", Shape.ListOf(Shape.Literal, 1), "Known, and equal to none of the values."),
        new("contains", Shape.Literal, "The text has this text in it."),
        new("starts_with", Shape.Literal, "The text begins with this text."),
        new("ends_with", Shape.Literal, "The text ends with this text."),
        new("matches", Shape.Pattern, "The text matches this regular expression somewhere (.NET, non-backtracking, ignoring case)."),
        new("gt", Shape.Comparable, "Greater than the number, or later than the date."),
        new("gte", Shape.Comparable, "Not less than the number, or not before the date."),
        new("lt", Shape.Comparable, "Less than the number, or before the date."),
        new("lte", Shape.Comparable, "Not greater than the number, or not after the date."),
        new("older_than", Shape.Duration, "A date at least so long ago."),
        new("newer_than", Shape.Duration, "A date less than so long ago, and not in the future."),
        new("due_within", Shape.Duration, "A date at most so far ahead, and not in the past."),
        new("exists", Shape.Truth, "true: the value is there and not null; false: it is not."),
    ];

    public static readonly IReadOnlyList<string> OperatorNames = [.. Operators.Select(o => o.Name)];

    /// <summary>The keys by which rules and <c>did</c> say which events they mean.</summary>
    public static readonly IReadOnlyList<Key> EventKeys =
    [
        new("on", Shape.EventNamesOrAny, "The name of the events, a list of names, or \"*\" for any event but identify and group.", Required: true),
        new("where", Shape.Of("eventCondition"), "Which of these events match; 'property' and 'context' are the event's."),
        new("within", Shape.Duration, "Only events that are younger than this."),
        new("from", Shape.Date, "Only events from this date or instant on."),
        new("until", Shape.Date, "Only events before this date or instant."),
    ];

    public static readonly Construct Did = new("did", "'did'", "Whether the lead did something: at least so many events match.",
    [
        .. EventKeys,
        new("at_least", Shape.Count, "How many events must match. Default: 1."),
    ]);

    public static readonly Construct Condition = Of("condition", "a condition", ["trait", "account"], did: true);

    public static readonly Construct EventCondition = Of("eventCondition", "a condition of 'where'", ["trait", "account", "property", "context"], did: false);

    public static string RootMeaning(string root) => Words.Roots[root] switch
    {
        OperandRoot.Trait => "Path of a trait of the lead (in an account plan: of the account).",
        OperandRoot.Account => "Path of a trait of the lead's account.",
        OperandRoot.Property => "Path of a property of the event.",
        _ => "Path in the context of the event.",
    };

    private static Construct Of(string id, string title, string[] roots, bool did)
    {
        var combined = Shape.ListOf(Shape.Of(id), 1);
        List<Key> keys =
        [
            new("all", combined, "Holds when all of them hold."),
            new("any", combined, "Holds when at least one of them holds."),
            new("none", combined, "Holds when none of them holds; also while something is unknown."),
        ];
        if (did) keys.Add(new("did", Shape.Of("did"), "Holds if the lead did this."));
        keys.AddRange(roots.Select(root => new Key(root, Shape.Name, RootMeaning(root))));
        keys.AddRange(Operators);
        string[] kinds = did ? [.. Combinations, "did", .. roots] : [.. Combinations, .. roots];
        return new Construct(id, title, "Exactly one of: a test (an operand with its operators), 'all', 'any', 'none'" + (did ? ", 'did'." : ".") + " A list means 'all'.", keys)
        {
            OrList = true,
            AnyOf = kinds,
            Exclusions =
            [
                .. kinds.SkipLast(1).Select((kind, i) => new Exclusion(kind, kinds[(i + 1)..], "a condition is exactly one of these")),
                .. kinds.Except(roots).Select(kind => new Exclusion(kind, OperatorNames, "operators belong to a test")),
            ],
            Needs = [.. roots.Select(root => new Need(root, OperatorNames))],
        };
    }
}
