namespace Kelvin.Scoring.Plans.Grammar;

/// <summary>The constructs of rules: of fit, of engagement, and what they are made of.</summary>
internal static class RuleGrammar
{
    private static readonly Key[] Bounds =
    [
        new("max", Shape.Ceiling, "The rule gives no more than this; 0 or above."),
        new("min", Shape.Floor, "The rule gives no less than this; 0 or below."),
    ];

    public static readonly Construct FitRule = new("fitRule", "a fit rule", "Points for who the lead is.",
    [
        new("name", Shape.Name, "The rule's name, unique in the plan.", Required: true),
        new("when", Shape.Of("condition"), "The condition for the points. With neither 'when' nor 'by' they always count."),
        new("points", Shape.Points, "What the rule gives; may be negative or fractional."),
        new("otherwise", Shape.Points, "With 'when': what it gives when the condition fails. With 'values': what it gives for a value that is not listed. Default: 0."),
        new("unknown", Shape.Points, "What it gives while the value is not known: missing, null or blank. With 'by', or a 'when' that is one test. Default: 0."),
        new("by", PathOr("fitOperand"), "The value that decides the points: a trait, or 'account: path' for the account's."),
        new("values", Shape.ValueTable, "From value to points."),
        new("bands", Shape.BandTable, "From a number up to points: the greatest key that is not above the value counts."),
        new("times", Shape.Points, "The number times this."),
        new("of", PathOr("fitOperand"), "Makes the number a percentage of this one."),
        .. Bounds,
    ])
    {
        AnyOf = ["points", "by"],
        Exclusions =
        [
            new("when", ["by", "values", "bands", "times", "of"], "the points come either from a condition or from a table"),
            new("by", ["points"], "its table gives the points"),
            .. Tables,
        ],
        Needs =
        [
            new("when", ["points"]), new("otherwise", ["when", "values"]), new("unknown", ["when", "by"]),
            new("by", ["values", "bands", "times"]), new("values", ["by"]), new("bands", ["by"]), new("times", ["by"]), new("of", ["by"]),
        ],
    };

    public static readonly Construct EngagementRule = new("engagementRule", "an engagement rule", "Points for what the lead does.",
    [
        new("name", Shape.Name, "The rule's name, unique in the plan.", Required: true),
        .. ConditionGrammar.EventKeys,
        new("machines", Shape.Truth, "Whether events that a machine made (a crawler, a mail gateway) count too. Default: false."),
        new("visit", Shape.Of("visit"), "Cuts the matches into visits; each that is large enough is one event."),
        new("unique_by", PathOr("ownOperand"), "Keeps one event per distinct value of this property (or 'context: path')."),
        new("limit", Shape.OneOrMore(Shape.Of("limit")), "Keeps so many events per calendar unit; one limit or a list of them."),
        new("keep", Shape.Choice(Words.Keeps.Keys), "Which events 'unique_by' and 'limit' keep. Default: largest."),
        new("points", Shape.Points, "What each event gives, or all of them together with 'at_least' and 'absent_for'."),
        new("by", PathOr("eventOperand"), "The value that decides an event's points: a property, or 'trait:', 'account:', 'context:' with a path."),
        new("values", Shape.ValueTable, "From value to points."),
        new("otherwise", Shape.Points, "With 'values': what it gives for a value that is not listed, or for none. Default: 0."),
        new("bands", Shape.BandTable, "From a number up to points: the greatest key that is not above the value counts."),
        new("times", Shape.Points, "The number times this."),
        new("of", PathOr("eventOperand"), "Makes the number a percentage of this one."),
        new("decay", Shape.Of("decay"), "How an event's points fade with its age."),
        new("at_least", Shape.Count, "The points are given once, if so many events are left."),
        new("count", Shape.Always, "The number of events decides the points, by 'bands' or 'times'."),
        new("sum", PathOr("ownOperand"), "The sum of this property over the events decides the points, by 'bands' or 'times'."),
        new("absent_for", Shape.Duration, "Silence: the points are given once nothing has matched for so long."),
        new("repeat", Shape.Count, "With 'absent_for': the points are given again after each further such time, up to so many times."),
        .. Bounds,
    ])
    {
        AnyOf = ["points", "by", "count", "sum"],
        Exclusions =
        [
            new("absent_for",
                ["within", "by", "values", "otherwise", "bands", "times", "of", "visit", "unique_by", "limit", "keep", "decay", "at_least", "count", "sum"],
                "silence looks at the last match only"),
            new("at_least", ["by", "values", "otherwise", "bands", "times", "of", "decay", "count", "sum"], "it gives its points once"),
            new("count", ["points", "by", "values", "otherwise", "of", "decay", "sum"], "'bands' or 'times' give the points of the number"),
            new("sum", ["points", "by", "values", "otherwise", "of", "decay"], "'bands' or 'times' give the points of the number"),
            new("by", ["points"], "its table gives the points"),
            .. Tables,
        ],
        Needs =
        [
            new("absent_for", ["points"]), new("at_least", ["points"]), new("repeat", ["absent_for"]),
            new("by", ["values", "bands", "times"]), new("count", ["bands", "times"]), new("sum", ["bands", "times"]),
            new("values", ["by"]), new("otherwise", ["values"]), new("bands", ["by", "count", "sum"]), new("times", ["by", "count", "sum"]), new("of", ["by"]),
        ],
    };

    public static readonly Construct Visit = new("visit", "'visit'", "Matches that follow each other closely are one visit.",
    [
        new("at_least", Shape.Count, "A visit with fewer matches does not count.", Required: true),
        new("gap", Shape.Duration, "Two matches so far apart, or farther, belong to two visits. Default: 30m."),
    ]);

    public static readonly Construct Limit = new("limit", "a limit", "So many events per calendar unit in the plan's time zone.",
    [
        new("times", Shape.Count, "How many events are kept.", Required: true),
        new("per", Shape.Choice(Words.Units.Keys), "The unit; weeks are ISO weeks, from Monday.", Required: true),
    ]);

    public static readonly Construct Decay = new("decay", "'decay'", "How points fade with age: exactly one of these.",
    [
        new("half_life", Shape.Duration, "Half is left after each such time."),
        new("linear", Shape.Duration, "Falls in a straight line to nothing at this age."),
        new("steps", Shape.Of("steps"), "Loses a share after each full step."),
    ])
    {
        AnyOf = ["half_life", "linear", "steps"],
        Exclusions =
        [
            new("half_life", ["linear", "steps"], "points fade in one way"),
            new("linear", ["steps"], "points fade in one way"),
        ],
    };

    public static readonly Construct Steps = new("steps", "'steps'", "Points that fade in steps.",
    [
        new("every", Shape.Duration, "The length of a step.", Required: true),
        new("lose", Shape.Percent, "The share that each step takes from what is left, in per cent, 0 to 100.", Required: true),
    ]);

    public static readonly Construct FitOperand = Operand("fitOperand", ["trait", "account"]);

    public static readonly Construct EventOperand = Operand("eventOperand", ["property", "trait", "account", "context"]);

    public static readonly Construct OwnOperand = Operand("ownOperand", ["property", "context"]);

    private static Exclusion[] Tables =>
    [
        new("values", ["bands", "times", "of"], "a rule has one table"),
        new("bands", ["times"], "a rule has one table"),
    ];

    private static Construct Operand(string id, string[] roots) => new(id, "an operand", "A path below one of these: exactly one.",
    [
        .. roots.Select(root => new Key(root, Shape.Name, ConditionGrammar.RootMeaning(root))),
    ])
    {
        AnyOf = roots,
        Exclusions = [.. roots.SkipLast(1).Select((root, i) => new Exclusion(root, roots[(i + 1)..], "an operand has one root"))],
    };

    /// <summary>A bare path, or a mapping that says below what it lies.</summary>
    private static Shape PathOr(string operand) => Shape.Either(Shape.Name, Shape.Of(operand));
}
