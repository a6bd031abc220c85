using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Conditions;

/// <summary>Conditions as a person reads them: <c>trait position in [director, ceo]</c>.</summary>
public static class ConditionWords
{
    private static readonly (long Length, char Letter)[] Units =
        [(PlanZone.MillisecondsPerDay, 'd'), (3_600_000, 'h'), (60_000, 'm'), (1000, 's')];

    public static string Of(Condition condition) => condition switch
    {
        AllOf all => $"({string.Join(" and ", all.Conditions.Select(Of))})",
        AnyOf any => $"({string.Join(" or ", any.Conditions.Select(Of))})",
        NoneOf none => $"none of ({string.Join(", ", none.Conditions.Select(Of))})",
        Test test => Of(test),
        Did did => Of(did),
        _ => "?",
    };

    public static string Of(Test test) => $"{test.Operand.Root.ToString().ToLowerInvariant()} {test.Operand.Path} {string.Join(" and ", test.Operators.Select(Of))}";

    public static string Of(Did did) => $"did {Of(did.Events)}{(did.AtLeast == 1 ? "" : $" at least {did.AtLeast} times")}";

    /// <summary>A duration in its largest whole unit.</summary>
    public static string Duration(long milliseconds)
    {
        var (length, letter) = Array.Find(Units, unit => milliseconds % unit.Length == 0);
        return length == 0 ? $"{milliseconds} ms" : $"{milliseconds / length}{letter}";
    }

    private static string Of(EventFilter filter) =>
        (filter.Names is null ? "anything" : string.Join(" or ", filter.Names))
        + (filter.Where is null ? "" : $" where {Of(filter.Where)}")
        + (filter.Within is null ? "" : $" within {Duration(filter.Within.Value)}")
        + (filter.From is null ? "" : $" from {Dates.ToText(filter.From.Value)}")
        + (filter.Until is null ? "" : $" until {Dates.ToText(filter.Until.Value)}");

    private static string Of(Operator op) => op switch
    {
        EqualsAny { Values: [var only] } equals => (equals.Negated ? "is not " : "is ") + Of(only),
        EqualsAny equals => (equals.Negated ? "not in " : "in ") + $"[{string.Join(", ", equals.Values.Select(Of))}]",
        HasText has => has.Place switch { TextPlace.Contains => "contains ", TextPlace.StartsWith => "starts with ", _ => "ends with " } + has.Text,
        Matches matches => "matches " + matches.Pattern,
        Compares compares => compares.Order switch { Order.Above => "> ", Order.AtLeast => ">= ", Order.Below => "< ", _ => "<= " }
            + (compares.Number is { } number ? Numbers.ToText(number) : Dates.ToText(compares.Date!.Value)),
        RelativeDate relative => relative.Relative switch { Relative.OlderThan => "older than ", Relative.NewerThan => "newer than ", _ => "due within " } + Duration(relative.Duration),
        Exists exists => exists.Wanted ? "is there" : "is not there",
        _ => "?",
    };

    private static string Of(Value value) => value.Kind switch
    {
        ValueKind.Text => value.AsText,
        ValueKind.Number => Numbers.ToText(value.AsNumber),
        ValueKind.True => "true",
        ValueKind.False => "false",
        _ => "null",
    };
}
