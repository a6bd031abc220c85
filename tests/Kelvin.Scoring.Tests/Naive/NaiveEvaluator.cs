using System.Text.Json.Nodes;

namespace Kelvin.Scoring.Tests.Naive;

/// <summary>What a plan says of a lead or an account at an instant. Level and grade as texts; null where there is none.</summary>
public sealed record NaiveScore(
    long Fit,
    long Engagement,
    long Score,
    string? Grade,
    string? Level,
    string? Label,
    string? Verdict,
    List<string> StagesThatHold,
    Dictionary<string, double> RuleValues);

/// <summary>
/// The second evaluator, written from the specification alone so that the engine has somebody to disagree with.
/// It computes everything anew at each call; null means that there is no score.
/// </summary>
public static class NaiveEvaluator
{
    public static NaiveScore? ScoreLead(JsonNode plan, NaiveWorld world, string leadId, long t)
    {
        if (LeadScope(plan, world, leadId, t) is not { } scope
            || (plan["audience"] is { } audience && !NaiveConditions.Holds(audience, scope)))
        {
            return null;
        }

        var values = new Dictionary<string, double>();
        var fit = Side(plan["fit"], rule => NaivePoints.OfFitRule(rule, scope), values);
        var engagement = Side(plan["engagement"], rule => NaiveEventRules.Points(rule, scope), values);
        return NaiveLabels.Score(plan, Rounded(fit), Rounded(engagement), scope, values);
    }

    /// <summary>What conditions of the plan can see of the lead; null before it was first seen.</summary>
    public static NaiveScope? LeadScope(JsonNode plan, NaiveWorld world, string leadId, long t)
    {
        var ordered = NaiveHistory.InOrder(world.Leads.Single(l => l.Id == leadId).Events);
        if (ordered.Count == 0 || t < ordered[0].Timestamp)
        {
            return null;
        }

        return new NaiveScope(
            t,
            NaiveDates.Zone(plan),
            NaiveHistory.TraitsAt(ordered, t),
            NaiveHistory.AccountTraitsAt(world, NaiveHistory.AccountAt(ordered, t), t),
            NaiveHistory.UpTo(ordered, t),
            ordered[0].Timestamp);
    }

    /// <summary>Section 4: the sum of the rules and groups of a side, clamped. Rule values are put aside under the rules' names.</summary>
    public static double Side(JsonNode? side, Func<JsonObject, double> pointsOf, Dictionary<string, double> values)
    {
        double sum = 0;
        foreach (var item in side?["rules"]?.AsArray() ?? [])
        {
            sum += item!["group"] is null ? Rule(item.AsObject(), pointsOf, values) : Side(item, pointsOf, values);
        }

        return NaivePoints.Clamp(sum, side);
    }

    private static double Rule(JsonObject rule, Func<JsonObject, double> pointsOf, Dictionary<string, double> values)
    {
        var points = NaivePoints.Clamp(pointsOf(rule), rule);
        values[rule["name"]!.GetValue<string>()] = points;
        return points;
    }

    /// <summary>To whole points, halves away from zero; within 1e-9 of a half counts as the half.</summary>
    public static long Rounded(double points)
    {
        if (double.IsNaN(points))
        {
            return 0;
        }

        var size = Math.Min(Math.Abs(points), 1e15);
        var whole = Math.Floor(size);
        if (size - whole >= 0.5 - 1e-9)
        {
            whole += 1;
        }

        return points < 0 ? -(long)whole : (long)whole;
    }
}
