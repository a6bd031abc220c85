using System.Globalization;
using System.Text.Json.Nodes;

namespace Kelvin.Scoring.Tests.Naive;

/// <summary>Short histories and one-rule plans for the examples that guard the judge.</summary>
internal static class Given
{
    private static int _eventsMade;

    public static long At(string instant) =>
        DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();

    public static NaiveEvent Event(
        string name, string instant, string? properties = null, string? id = null, bool machine = false, string? group = null, string? context = null) =>
        new(
            id ?? $"m{Interlocked.Increment(ref _eventsMade):D6}",
            At(instant),
            name,
            properties is null ? null : JsonNode.Parse(properties),
            context is null ? null : JsonNode.Parse(context),
            machine,
            group);

    public static NaiveWorld World(params NaiveEvent[] events) => new([new NaiveLead("jan", [.. events])]);

    public static NaiveScore? Score(string plan, string instant, params NaiveEvent[] events) =>
        NaiveEvaluator.ScoreLead(JsonNode.Parse(plan)!, World(events), "jan", At(instant));

    /// <summary>Whether a test holds of a trait <c>x</c> with the value.</summary>
    public static bool Holds(string operators, string value, string at = "2025-06-01T00:00Z", string zone = "UTC") =>
        FitPoints($$"""{ "name": "r", "when": { "all": [{ "trait": "x", {{operators}} }] }, "points": 1 }""", $$"""{ "x": {{value}} }""", at, zone) == 1;

    /// <summary>The points of a fit rule for a lead with the traits.</summary>
    public static double FitPoints(string rule, string traits, string at = "2025-06-01T00:00Z", string zone = "UTC") =>
        Score(
            $$"""{ "plan": "p", "timezone": "{{zone}}", "fit": { "rules": [{{rule}}] } }""",
            at,
            Event("identify", "2000-01-01T00:00Z", traits))!.RuleValues["r"];

    /// <summary>The points of an engagement rule (given without its name) at an instant.</summary>
    public static double Points(string rule, string instant, params NaiveEvent[] events) =>
        PointsIn("UTC", rule, instant, events);

    public static double PointsIn(string zone, string rule, string instant, params NaiveEvent[] events) =>
        Score(
            $$"""{ "plan": "p", "timezone": "{{zone}}", "engagement": { "rules": [{ "name": "r", {{rule}} }] } }""",
            instant,
            events)!.RuleValues["r"];
}
