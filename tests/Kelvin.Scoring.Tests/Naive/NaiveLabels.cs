using System.Text.Json.Nodes;

namespace Kelvin.Scoring.Tests.Naive;

/// <summary>Section 4 from the two sides on: score, ceilings, grade, level, label, verdict; and the <c>at</c> of stages.</summary>
public static class NaiveLabels
{
    public static NaiveScore Score(JsonNode plan, long fit, long engagement, NaiveScope scope, Dictionary<string, double> values)
    {
        var ceilings = (plan["ceilings"]?.AsArray() ?? []).Where(c => NaiveConditions.Holds(c!["when"]!, scope)).ToList();

        var score = (long)NaivePoints.Clamp(Math.Clamp(fit + engagement, -1_000_000_000_000_000, 1_000_000_000_000_000), plan);
        foreach (var ceiling in ceilings)
        {
            if (ceiling!["score"] is { } highest)
            {
                score = Math.Min(score, (long)NaivePoints.Of(highest));
            }
        }

        var grade = Letter(plan["grades"], fit);
        var level = Letter(plan["levels"], engagement);
        foreach (var ceiling in ceilings)
        {
            grade = NoBetterThan(plan["grades"], grade, NaiveValues.AsText(ceiling!["grade"]));
            level = NoBetterThan(plan["levels"], level, NaiveValues.AsText(ceiling["level"]));
        }

        var label = grade is null && level is null ? null : grade + level;
        var verdict = ceilings.FirstOrDefault(c => c!["verdict"] is not null)?["verdict"]!.GetValue<string>()
            ?? Verdict(plan, label, score);

        var result = new NaiveScore(fit, engagement, score, grade, level, label, verdict, [], values);
        foreach (var stage in plan["stages"]?.AsArray() ?? [])
        {
            if (stage!["at"] is { } at && AtHolds(at, result, scope))
            {
                result.StagesThatHold.Add(stage["name"]!.GetValue<string>());
            }
        }

        return result;
    }

    /// <summary>The greatest threshold not above the points, else the one with null, else none.</summary>
    private static string? Letter(JsonNode? thresholds, long points)
    {
        string? best = null;
        foreach (var (letter, threshold) in thresholds?.AsObject() ?? [])
        {
            if (Height(threshold) <= points && (best is null || Height(threshold) > Height(thresholds![best])))
            {
                best = letter;
            }
        }

        return best;
    }

    private static double Height(JsonNode? threshold) => threshold is null ? double.NegativeInfinity : NaivePoints.Of(threshold);

    private static string? NoBetterThan(JsonNode? thresholds, string? letter, string? highest) =>
        letter is not null && highest is not null && Height(thresholds![letter]) > Height(thresholds[highest]) ? highest : letter;

    private static string? Verdict(JsonNode plan, string? label, long score)
    {
        foreach (var entry in plan["verdicts"]?.AsArray() ?? [])
        {
            if ((entry!["label"] is not { } labels || Lists(labels, label))
                && (entry["score"] is not { } least || NaivePoints.Of(least) <= score))
            {
                return entry["verdict"]!.GetValue<string>();
            }
        }

        return null;
    }

    /// <summary>Whether a list (or a single value) has the text.</summary>
    private static bool Lists(JsonNode listed, string? text) =>
        text is not null
        && (listed is JsonArray list ? list.ToList() : [listed]).Any(one => NaiveValues.SameText(NaiveValues.AsText(one)!, text));

    private static bool AtHolds(JsonNode at, NaiveScore s, NaiveScope scope) =>
        (at["score"] is not { } score || s.Score >= NaivePoints.Of(score))
        && (at["fit"] is not { } fit || s.Fit >= NaivePoints.Of(fit))
        && (at["engagement"] is not { } engagement || s.Engagement >= NaivePoints.Of(engagement))
        && (at["grade"] is not { } grade || Lists(grade, s.Grade))
        && (at["level"] is not { } level || Lists(level, s.Level))
        && (at["label"] is not { } label || Lists(label, s.Label))
        && (at["verdict"] is not { } verdict || Lists(verdict, s.Verdict))
        && (at["when"] is not { } when || NaiveConditions.Holds(when, scope));
}
