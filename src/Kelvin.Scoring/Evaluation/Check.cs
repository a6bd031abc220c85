using System.Text.RegularExpressions;
using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>One operator of a test, ready to look at one value that is there: a scalar, or something that no operator takes.</summary>
internal abstract class Check
{
    public abstract bool Passes(Value value, long at);

    public static Check Of(Operator op, PlanZone zone) => op switch
    {
        EqualsAny equals => new EqualityCheck(new Equality(equals.Values), equals.Negated),
        HasText has => new TextCheck(has.Place, Texts.Canonical(has.Text)),
        Matches matches => new RegexCheck(matches.Regex),
        Compares { Number: { } number } compares => new NumberCheck(compares.Order, number),
        Compares { Date: { } date } compares => new DateCheck(compares.Order, date, zone),
        RelativeDate relative => new RelativeCheck(relative, zone),
        _ => throw new ArgumentException($"No check for {op}."),
    };
}

internal sealed class EqualityCheck(Equality literals, bool negated) : Check
{
    public override bool Passes(Value value, long at) => literals.Has(value) != negated;
}

internal sealed class TextCheck(TextPlace place, string sought) : Check
{
    public override bool Passes(Value value, long at)
    {
        var text = value.Kind switch
        {
            ValueKind.Text => Texts.Canonical(value.AsText),
            ValueKind.Number => Numbers.ToText(value.AsNumber),
            ValueKind.True => "true",
            ValueKind.False => "false",
            _ => null,
        };
        if (text is null) return false;
        return place switch
        {
            TextPlace.Contains => text.Contains(sought, StringComparison.OrdinalIgnoreCase),
            TextPlace.StartsWith => text.StartsWith(sought, StringComparison.OrdinalIgnoreCase),
            _ => text.EndsWith(sought, StringComparison.OrdinalIgnoreCase),
        };
    }
}

internal sealed class RegexCheck(Regex regex) : Check
{
    public override bool Passes(Value value, long at) =>
        value.Kind == ValueKind.Text && regex.IsMatch(Texts.Canonical(value.AsText));
}

internal sealed class NumberCheck(Order order, double bound) : Check
{
    public override bool Passes(Value value, long at) => Numbers.TryRead(value, out var number) && order switch
    {
        Order.Above => number > bound,
        Order.AtLeast => number >= bound,
        Order.Below => number < bound,
        _ => number <= bound,
    };
}

internal sealed class DateCheck(Order order, long bound, PlanZone zone) : Check
{
    public override bool Passes(Value value, long at) =>
        value.Kind == ValueKind.Text && Dates.TryRead(value.AsText, zone, out var date) && order switch
        {
            Order.Above => date > bound,
            Order.AtLeast => date >= bound,
            Order.Below => date < bound,
            _ => date <= bound,
        };
}

internal sealed class RelativeCheck(RelativeDate test, PlanZone zone) : Check
{
    public override bool Passes(Value value, long at)
    {
        if (value.Kind != ValueKind.Text || !Dates.TryRead(value.AsText, zone, out var date)) return false;
        return test.Relative switch
        {
            Relative.OlderThan => at - date >= test.Duration,
            Relative.NewerThan => at - date is >= 0 and var age && age < test.Duration,
            _ => date - at is >= 0 and var left && left <= test.Duration,
        };
    }

    /// <summary>The instants at which the answer for a date can change, the later ones of a stretch excluded from it.</summary>
    public void AddChanges(Value value, List<long> instants)
    {
        if (value.Kind == ValueKind.Array)
        {
            foreach (var element in value.AsArray)
            {
                if (element.Kind == ValueKind.Text) AddChanges(element, instants);
            }
            return;
        }
        if (value.Kind != ValueKind.Text || !Dates.TryRead(value.AsText, zone, out var date)) return;
        switch (test.Relative)
        {
            case Relative.OlderThan:
                instants.Add(date + test.Duration);
                break;
            case Relative.NewerThan:
                instants.Add(date);
                instants.Add(date + test.Duration);
                break;
            default:
                instants.Add(date - test.Duration);
                instants.Add(date + 1);
                break;
        }
    }
}
