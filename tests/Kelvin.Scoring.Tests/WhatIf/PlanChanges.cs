using System.Text.Json.Nodes;
using Kelvin.Scoring.Tests.Generators;

namespace Kelvin.Scoring.Tests.WhatIf;

/// <summary>Changes plans as one who tries them out does. What comes of it may be no valid plan.</summary>
internal static class PlanChanges
{
    /// <summary>Points, caps, ceilings and the thresholds of grades, levels, verdicts and stages.</summary>
    public static JsonNode OfPoints(Dice dice, JsonNode plan)
    {
        var changed = plan.DeepClone();
        Walk(changed, (key, value, parent) =>
        {
            if (key is "points" or "otherwise" or "unknown" or "times" or "repeat" && value is JsonValue && parent["per"] is null) return Changed(dice, value, key is "repeat");
            if (key is "max" or "min" or "score" or "engagement" or "fit" && value is JsonValue) return Changed(dice, value, whole: true);
            if (key is "values" or "grades" or "levels" && value is JsonObject entries) return Entries(dice, entries, key != "values");
            if (key is "bands" && value is JsonObject bands) return Entries(dice, bands, whole: false);
            if (key is "at_least" && parent["on"] is not null && parent["points"] is not null) return Changed(dice, value, whole: true);
            return value;
        });
        return changed;
    }

    /// <summary>Windows and decays.</summary>
    public static JsonNode OfTimes(Dice dice, JsonNode plan)
    {
        var changed = plan.DeepClone();
        Walk(changed, (key, value, _) => key is "within" or "half_life" or "linear" or "absent_for" && value is JsonValue && dice.Chance(0.5) ? JsonValue.Create(dice.One("1d", "7d", "30d", "12h")) : value);
        return changed;
    }

    private static JsonObject Entries(Dice dice, JsonObject entries, bool whole)
    {
        var changed = new JsonObject();
        foreach (var (key, value) in entries) changed[key] = value is JsonValue number ? Changed(dice, number, whole) : value?.DeepClone();
        return changed;
    }

    private static JsonNode? Changed(Dice dice, JsonNode? value, bool whole)
    {
        if (value is not JsonValue number || !number.TryGetValue<double>(out var points) || dice.Chance(0.4)) return value?.DeepClone();
        var other = points * dice.One(0.5, 2, 3, 1.5) + dice.One(0, Math.Sign(points));
        return whole ? JsonValue.Create((long)other) : JsonValue.Create(other);
    }

    private static void Walk(JsonNode? node, Func<string, JsonNode?, JsonObject, JsonNode?> change)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) Walk(item, change);
        }
        else if (node is JsonObject members)
        {
            foreach (var (key, value) in members.ToList())
            {
                var changed = change(key, value, members);
                if (!ReferenceEquals(changed, value)) members[key] = changed;
                else Walk(value, change);
            }
        }
    }
}
