using System.Text.Json;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Explanations;

/// <summary>Writes explanations as JSON: camelCase names, instants as ISO 8601, ages and durations in seconds.</summary>
public static class ExplanationWriter
{
    /// <summary>Writes the members <c>parts</c>, <c>rules</c>, <c>unknowns</c>, <c>nextChangeAt</c> and <c>nextChange</c> into the object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, Explanation explanation)
    {
        writer.WriteStartArray("parts");
        foreach (var part in explanation.Parts) Write(writer, part);
        writer.WriteEndArray();

        writer.WriteStartArray("rules");
        foreach (var rule in explanation.Rules) Write(writer, rule);
        writer.WriteEndArray();

        writer.WriteStartArray("unknowns");
        foreach (var unknown in explanation.Unknowns)
        {
            writer.WriteStartObject();
            writer.WriteString("rule", unknown.Rule);
            writer.WriteString("operand", unknown.Operand);
            Number(writer, "now", unknown.Now);
            Number(writer, "least", unknown.Least);
            Number(writer, "most", unknown.Most);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();

        WriteNextChange(writer, explanation.NextChange);
    }

    /// <summary>Writes <c>nextChangeAt</c> and <c>nextChange</c>, both null if nothing ever changes.</summary>
    public static void WriteNextChange(Utf8JsonWriter writer, NextChange? change)
    {
        if (change is not { } next)
        {
            writer.WriteNull("nextChangeAt");
            writer.WriteNull("nextChange");
            return;
        }
        writer.WriteString("nextChangeAt", Dates.ToText(next.At));
        if (next.Score is not { } then)
        {
            writer.WriteNull("nextChange");
            return;
        }
        writer.WriteStartObject("nextChange");
        WriteMembers(writer, then);
        writer.WriteEndObject();
    }

    /// <summary>Writes <c>fit</c>, <c>engagement</c>, <c>score</c>, <c>grade</c>, <c>level</c>, <c>label</c> and <c>verdict</c> into the object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, Score score)
    {
        writer.WriteNumber("fit", score.Fit);
        writer.WriteNumber("engagement", score.Engagement);
        writer.WriteNumber("score", score.Value);
        writer.WriteString("grade", score.Grade);
        writer.WriteString("level", score.Level);
        writer.WriteString("label", score.Label);
        writer.WriteString("verdict", score.Verdict);
    }

    private static void Write(Utf8JsonWriter writer, Part part)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", Word(part.Kind));
        writer.WriteString("side", part.Side is { } side ? Word(side) : null);
        writer.WriteString("name", part.Name);
        Number(writer, "points", part.Points);
        if (part.Before is not null) Number(writer, "before", part.Before);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, RuleExplanation rule)
    {
        writer.WriteStartObject();
        writer.WriteString("name", rule.Name);
        writer.WriteString("side", Word(rule.Side));
        if (rule.Group is not null) writer.WriteString("group", rule.Group);
        writer.WriteString("outcome", Word(rule.Outcome));
        Number(writer, "points", rule.Points);
        Number(writer, "before", rule.Before);
        if (rule.Operand is not null) writer.WriteString("operand", rule.Operand);
        if (rule.Why is not null) writer.WriteString("why", rule.Why);
        if (rule.Tests.Count > 0)
        {
            writer.WriteStartArray("tests");
            foreach (var test in rule.Tests)
            {
                writer.WriteStartObject();
                writer.WriteString("test", test.Test);
                writer.WritePropertyName("value");
                ValueWriter.Write(writer, test.Value.IsMissing ? Value.Null : test.Value);
                writer.WriteBoolean("holds", test.Holds);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        if (rule.Seen is { } seen)
        {
            writer.WriteStartObject("seen");
            writer.WriteNumber("named", seen.Named);
            writer.WriteNumber("machines", seen.Machines);
            writer.WriteNumber("filtered", seen.Filtered);
            writer.WriteEndObject();
        }
        if (rule.Events.Count > 0)
        {
            writer.WriteStartArray("events");
            foreach (var e in rule.Events)
            {
                WriteEvent(writer, e.MessageId, e.Name, e.Timestamp, e.Age);
                Number(writer, "points", e.Points);
                Number(writer, "worth", e.Worth);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        if (rule.Dropped.Count > 0)
        {
            writer.WriteStartArray("dropped");
            foreach (var e in rule.Dropped)
            {
                WriteEvent(writer, e.MessageId, e.Name, e.Timestamp, e.Age);
                writer.WriteString("reason", Word(e.Reason));
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static void WriteEvent(Utf8JsonWriter writer, string? messageId, string? name, long timestamp, long age)
    {
        writer.WriteStartObject();
        writer.WriteString("messageId", messageId);
        writer.WriteString("name", name);
        writer.WriteString("timestamp", Dates.ToText(timestamp));
        Number(writer, "ageSeconds", age / 1000.0);
    }

    private static void Number(Utf8JsonWriter writer, string name, double? number)
    {
        writer.WritePropertyName(name);
        if (number is { } known && double.IsFinite(known)) writer.WriteRawValue(Numbers.ToText(known), skipInputValidation: true);
        else writer.WriteNullValue();
    }

    /// <summary>The word of the API for a kind, side, outcome or reason.</summary>
    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
