using System.Text.Json.Nodes;

namespace Kelvin.Scoring.Tests.Naive;

/// <summary>Section 2, "Points".</summary>
public static class NaivePoints
{
    public static double Of(JsonNode? points) => points is null ? 0 : NaiveValues.Number(points)!.Value;

    public static double OfFitRule(JsonObject rule, NaiveScope scope)
    {
        if (rule["by"] is { } by)
        {
            return NaiveValues.IsUnknown(NaiveConditions.Operand(by, "trait", scope))
                ? Of(rule["unknown"])
                : By(rule, "trait", false, scope);
        }

        if (rule["when"] is { } when)
        {
            if (NaiveConditions.OneTest(when) is { } test && NaiveValues.IsUnknown(NaiveConditions.Operand(test, "trait", scope)))
            {
                return Of(rule["unknown"]);
            }

            return NaiveConditions.Holds(when, scope) ? Of(rule["points"]) : Of(rule["otherwise"]);
        }

        return Of(rule["points"]);
    }

    /// <summary>The points of a rule with <c>by</c>; a bare path is read as <paramref name="bare"/>.</summary>
    public static double By(JsonObject rule, string bare, bool negativeTimesIsZero, NaiveScope scope)
    {
        var value = NaiveConditions.Operand(rule["by"]!, bare, scope);
        if (rule["values"] is JsonObject table)
        {
            return FromTable(table, value) ?? Of(rule["otherwise"]);
        }

        var number = NaiveValues.FirstNumber(value);
        if (rule["of"] is { } of)
        {
            if (NaiveValues.FirstNumber(NaiveConditions.Operand(of, bare, scope)) is not { } whole || whole <= 0)
            {
                return 0;
            }

            number = number * 100 / whole;
        }

        if (number is null)
        {
            return 0;
        }

        if (rule["times"] is not null && negativeTimesIsZero && number < 0)
        {
            number = 0;
        }

        return BandsOrTimes(rule, number.Value);
    }

    public static double BandsOrTimes(JsonObject rule, double number)
    {
        if (rule["times"] is { } times)
        {
            return number * Of(times);
        }

        double? greatest = null;
        double points = 0;
        foreach (var (key, value) in rule["bands"]!.AsObject())
        {
            var from = NaiveValues.NumberOfText(key)!.Value;
            if (from <= number && (greatest is null || from > greatest))
            {
                greatest = from;
                points = Of(value);
            }
        }

        return points;
    }

    /// <summary>The first key equal to the value; of an array, its first element that is in the table.</summary>
    private static double? FromTable(JsonObject table, JsonNode? value)
    {
        foreach (var candidate in value is JsonArray array ? array.ToList() : [value])
        {
            foreach (var (key, points) in table)
            {
                if (NaiveValues.AreEqual(candidate, JsonValue.Create(key)))
                {
                    return Of(points);
                }
            }
        }

        return null;
    }

    /// <summary>A rule, a group and a side are each held between their <c>min</c> and <c>max</c>, where given.</summary>
    public static double Clamp(double points, JsonNode? bounds)
    {
        if (bounds?["max"] is { } max && points > Of(max))
        {
            points = Of(max);
        }

        if (bounds?["min"] is { } min && points < Of(min))
        {
            points = Of(min);
        }

        return points;
    }
}
