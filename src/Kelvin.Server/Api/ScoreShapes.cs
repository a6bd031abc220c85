using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Api;

/// <summary>A score with its explanation, as the scoring library's own writer writes it; <see cref="ExplainedScore"/> describes it.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record Explained(int Version, Explanation Explanation)
{
    private sealed class Converter : JsonConverter<Explained>
    {
        public override Explained Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Explained value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("plan", value.Explanation.Plan);
            writer.WriteNumber("version", value.Version);
            writer.WriteString("at", Dates.ToText(value.Explanation.At));
            ExplanationWriter.WriteMembers(writer, value.Explanation.Score);
            ExplanationWriter.WriteMembers(writer, value.Explanation);
            writer.WriteEndObject();
        }
    }
}

// What the API's description says of explanations. They are written by the scoring library's own writer; a test holds the two together.

internal sealed record ExplainedScore(
    string Plan, int Version, DateTimeOffset At, long Fit, long Engagement, long Score, string? Grade, string? Level, string? Label, string? Verdict,
    [property: Description("Their points add up to the score.")] IReadOnlyList<ExplainedPart> Parts,
    IReadOnlyList<ExplainedRule> Rules, IReadOnlyList<ExplainedUnknown> Unknowns, DateTimeOffset? NextChangeAt,
    [property: Description("What the score is then, if nothing happens; null: there is none then, or it never changes.")] ExplainedChange? NextChange);

internal sealed record ExplainedPart(
    [property: Description("rule, members, group, side, rounding, plan or ceiling")] string Kind,
    [property: Description("fit or engagement; null: the whole score")] string? Side, string? Name, double Points,
    [property: Description("Of a rule: its points before its own clamp. Left out elsewhere.")] double? Before = null);

internal sealed record ExplainedRule(
    string Name, string Side, [property: Description("matched, failed or unknown")] string Outcome, double Points, double Before,
    string? Group = null, string? Operand = null,
    [property: Description("Why it gives nothing.")] string? Why = null,
    [property: Description("Of a rule on traits: each test of its condition as it came out.")] IReadOnlyList<ExplainedTest>? Tests = null,
    [property: Description("Of a rule on events: what there was under its names.")] ExplainedSeen? Seen = null,
    IReadOnlyList<ExplainedEvent>? Events = null, IReadOnlyList<DroppedEvent>? Dropped = null);

internal sealed record ExplainedTest(string Test, Value Value, bool Holds);

internal sealed record ExplainedSeen(
    [property: Description("Events of these names, from any time.")] int Named,
    [property: Description("Of those, left out because a machine made them.")] int Machines,
    [property: Description("Of the rest, those that do not fit the rule's conditions.")] int Filtered);

internal sealed record ExplainedEvent(string? MessageId, string? Name, DateTimeOffset Timestamp, double AgeSeconds, double? Points, double? Worth);

internal sealed record DroppedEvent(string? MessageId, string? Name, DateTimeOffset Timestamp, double AgeSeconds, string Reason);

internal sealed record ExplainedUnknown(string Rule, string Operand, double? Now, double? Least, double? Most);

internal sealed record ExplainedChange(long Fit, long Engagement, long Score, string? Grade, string? Level, string? Label, string? Verdict);
