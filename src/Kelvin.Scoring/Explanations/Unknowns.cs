using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.Explanations;

/// <summary>What a rule on an operand that is not known could be worth.</summary>
internal static class Unknowns
{
    public static Unknown Of(FitRule rule, RuleExplanation now)
    {
        var (least, most) = Range(rule);
        return new Unknown(rule.Name, now.Operand ?? "", now.Points,
            Finite(Bounds.Clamp(least, rule.Min, rule.Max)), Finite(Bounds.Clamp(most, rule.Min, rule.Max)));
    }

    /// <summary>The one operand that decides a rule, as written; null if there are several or none.</summary>
    public static string? OperandOf(FitRule rule)
    {
        if (rule.When is { } condition)
        {
            while (condition is AllOf { BareList: true, Conditions: [var only] }) condition = only;
            return (condition as Test)?.Operand.ToString();
        }
        return rule.Points switch
        {
            ValueTable table => table.By.ToString(),
            BandTable table => table.By?.ToString(),
            TimesNumber times => times.By?.ToString(),
            _ => null,
        };
    }

    private static (double Least, double Most) Range(FitRule rule) => rule.Points switch
    {
        FixedPoints points => (Math.Min(points.Value, points.Otherwise), Math.Max(points.Value, points.Otherwise)),
        ValueTable table => (table.Values.Min(v => v.Value) is var low && low < table.Otherwise ? low : table.Otherwise,
            table.Values.Max(v => v.Value) is var high && high > table.Otherwise ? high : table.Otherwise),
        BandTable table => (Math.Min(0, table.Bands.Min(b => b.Value)), Math.Max(0, table.Bands.Max(b => b.Value))),
        TimesNumber { Factor: 0 } => (0, 0),
        _ => (double.NegativeInfinity, double.PositiveInfinity),
    };

    private static double? Finite(double points) => double.IsFinite(points) ? points : null;
}
