using System.Text.RegularExpressions;
using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Conditions;

/// <summary>Whose value an operand is.</summary>
public enum OperandRoot { Trait, Account, Property, Context }

/// <summary>A place where a value is found: a dotted path below the lead's traits, its account's, or an event's properties or context.</summary>
public sealed record Operand(OperandRoot Root, string Path)
{
    public override string ToString() => $"{Root.ToString().ToLowerInvariant()}: {Path}";
}

/// <summary>A condition as written (scoring.md 2, "Conditions").</summary>
public abstract record Condition;

/// <param name="BareList">Written as a list without the word <c>all</c>.</param>
public sealed record AllOf(IReadOnlyList<Condition> Conditions, bool BareList = false) : Condition;

public sealed record AnyOf(IReadOnlyList<Condition> Conditions) : Condition;

/// <summary>Holds when none of them holds: also for the unknown.</summary>
public sealed record NoneOf(IReadOnlyList<Condition> Conditions) : Condition;

/// <summary>One operand and one or more operators, all of which must hold (for one and the same element, if it is an array).</summary>
public sealed record Test(Operand Operand, IReadOnlyList<Operator> Operators) : Condition;

/// <summary>Holds if at least so many events match, as in step 1 of scoring.md 3; never machine-made ones.</summary>
public sealed record Did(EventFilter Events, int AtLeast) : Condition;

/// <summary>One operator of a test with what it is compared to.</summary>
public abstract record Operator;

public enum TextPlace { Contains, StartsWith, EndsWith }

public enum Order { Above, AtLeast, Below, AtMost }

public enum Relative { OlderThan, NewerThan, DueWithin }

/// <summary><c>is</c> and <c>in</c> (<see cref="Negated"/> false), <c>is_not</c> and <c>not_in</c> (true). Texts, numbers and booleans only.</summary>
public sealed record EqualsAny(IReadOnlyList<Value> Values, bool Negated) : Operator;

/// <summary><c>contains</c>, <c>starts_with</c>, <c>ends_with</c>. The text is trimmed and in NFC.</summary>
public sealed record HasText(TextPlace Place, string Text) : Operator;

/// <summary><c>matches</c>: .NET's non-backtracking engine, ignoring case, culture-invariant.</summary>
public sealed record Matches(string Pattern, Regex Regex) : Operator;

/// <summary><c>gt</c>, <c>gte</c>, <c>lt</c>, <c>lte</c>: against a number, or against a date (milliseconds, UTC); exactly one is given.</summary>
public sealed record Compares(Order Order, double? Number, long? Date) : Operator;

/// <summary><c>older_than</c>, <c>newer_than</c>, <c>due_within</c>, with a duration in milliseconds.</summary>
public sealed record RelativeDate(Relative Relative, long Duration) : Operator;

/// <summary><c>exists: true</c> or <c>false</c>; looks at the whole value.</summary>
public sealed record Exists(bool Wanted) : Operator;
