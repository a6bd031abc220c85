using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads single values. Each gives null after a problem, and null without one for what was refused already.</summary>
internal static class Scalars
{
    private const string AText = "a text";

    /// <summary>A text that is not blank, trimmed.</summary>
    public static string? Name(PlanScope scope, PlanNode node) =>
        Text(scope, node) is { } text ? Named(scope, node, text) : null;

    private static string? Named(PlanScope scope, PlanNode node, string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0) scope.Problems.Add(node, "The text is empty.", AText);
        else if (trimmed.Length > PlanLimits.NameLength) scope.Problems.Add(node, $"The text is longer than {PlanLimits.NameLength} characters.");
        else return trimmed;
        return null;
    }

    /// <summary>The name of a grade, level or label: YAML reads some of them as numbers, and means what is written.</summary>
    public static string? Mark(PlanScope scope, PlanNode node)
    {
        if (node is PlanScalar { IsNull: false } scalar) return Named(scope, node, scalar.Text);
        return Refuse<string>(scope, node, "a name must stand here", "a text or a number");
    }

    public static string? Text(PlanScope scope, PlanNode node)
    {
        if (node is PlanScalar { IsText: true } scalar) return scalar.Text;
        return Refuse<string>(scope, node, "a text must stand here", node is PlanScalar { IsNull: false } other ? $"a text; in quotes: \"{Shown.Short(other.Text)}\"" : AText);
    }

    public static string? Id(PlanScope scope, PlanNode node)
    {
        if (Name(scope, node) is not { } id) return null;
        if (id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')) return id;
        scope.Problems.Add(node, $"'{Shown.Short(id)}' is no id.", "small letters a-z, digits and '-'");
        return null;
    }

    public static bool? Truth(PlanScope scope, PlanNode node)
    {
        if (node is PlanScalar { IsTruth: true } scalar) return scalar.Kind == ScalarKind.True;
        Refuse<string>(scope, node, "true or false must stand here", "true, false");
        return null;
    }

    public static double? Number(PlanScope scope, PlanNode node, string what = "a number")
    {
        if (node is PlanScalar { IsNumber: true } scalar) return scalar.Number;
        var quoted = node is PlanScalar { IsText: true, Quoted: true } text && Numbers.TryRead(text.Text, out _);
        Refuse<string>(scope, node, $"{what} must stand here", quoted ? $"{what}, without the quotes" : what);
        return null;
    }

    /// <summary>Points, a factor or a threshold.</summary>
    public static double? Points(PlanScope scope, PlanNode node, double least = -PlanLimits.Points, double most = PlanLimits.Points, string what = "a number")
    {
        if (Number(scope, node, what) is not { } number) return null;
        if (number >= least && number <= most) return number;
        scope.Problems.Add(node, $"{Numbers.ToText(number)} is out of range.", $"{what}, from {Numbers.ToText(least)} to {Numbers.ToText(most)}");
        return null;
    }

    /// <summary>A share from 0 to 100, as a number or with its sign: <c>10</c> or <c>10%</c>.</summary>
    public static double? Percent(PlanScope scope, PlanNode node)
    {
        const string allowed = "a share from 0 to 100, such as 10 or 10%";
        if (node is PlanScalar { IsText: true } text && text.Text.TrimEnd().EndsWith('%'))
        {
            if (Numbers.TryRead(text.Text.AsSpan().TrimEnd()[..^1], out var share) && share is >= 0 and <= 100) return share;
            scope.Problems.Add(node, $"'{Shown.Short(text.Text)}' is no share.", allowed);
            return null;
        }
        return Points(scope, node, 0, 100, "a share in per cent, such as 10 or 10%");
    }

    public static long? Whole(PlanScope scope, PlanNode node, double least = -PlanLimits.Points, double most = PlanLimits.Points)
    {
        if (Points(scope, node, least, most, "a whole number") is not { } number) return null;
        if (number == Math.Floor(number)) return (long)number;
        scope.Problems.Add(node, $"{Numbers.ToText(number)} is not whole.", "a whole number");
        return null;
    }

    public static int? Count(PlanScope scope, PlanNode node) => (int?)Whole(scope, node, 1, PlanLimits.Count);

    /// <param name="zero">Whether a duration of zero makes sense here.</param>
    public static long? Duration(PlanScope scope, PlanNode node, bool zero = false)
    {
        if (node is not PlanScalar { IsText: true } scalar)
        {
            Refuse<string>(scope, node, "a duration must stand here", Durations.Allowed);
        }
        else if (!Durations.TryRead(scalar.Text.Trim(), out var milliseconds))
        {
            scope.Problems.Add(node, $"'{Shown.Short(scalar.Text)}' is no duration.", Durations.Allowed);
        }
        else if (milliseconds == 0 && !zero)
        {
            scope.Problems.Add(node, "A duration of nothing makes no sense here.", "a longer duration, such as 30d");
        }
        else
        {
            return milliseconds;
        }
        return null;
    }

    public static long? Date(PlanScope scope, PlanNode node)
    {
        const string allowed = "YYYY-MM-DD, or with a time and an offset: 2025-03-01T08:00:00Z";
        if (node is not PlanScalar { IsText: true } scalar)
        {
            Refuse<string>(scope, node, "a date must stand here", allowed);
        }
        else if (!Dates.TryRead(scalar.Text, scope.Zone, out var instant))
        {
            scope.Problems.Add(node, $"'{Shown.Short(scalar.Text)}' is no date.", allowed);
        }
        else
        {
            return instant;
        }
        return null;
    }

    public static T? Choice<T>(PlanScope scope, PlanNode node, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        var allowed = string.Join(", ", words.Keys);
        if (node is not PlanScalar { IsText: true } scalar) Refuse<string>(scope, node, "one of a few words must stand here", allowed);
        else if (words.TryGetValue(scalar.Text.Trim(), out var choice)) return choice;
        else scope.Problems.Add(node, $"'{Shown.Short(scalar.Text)}' is not known here.", allowed, Nearest.To(scalar.Text, words.Keys));
        return null;
    }

    /// <summary>A value of the wrong kind: says what stands there and what should.</summary>
    public static T? Refuse<T>(PlanScope scope, PlanNode node, string wanted, string? allowed)
        where T : class
    {
        if (node is PlanBroken) return null;
        var message = node is PlanScalar { IsNull: true }
            ? $"There is no value; {wanted}."
            : $"{char.ToUpperInvariant(node.Says[0])}{node.Says[1..]} cannot stand here; {wanted}.";
        scope.Problems.Add(node, message, allowed);
        return null;
    }
}
