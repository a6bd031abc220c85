using System.Text.Json.Nodes;
using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Reading;
using Kelvin.Scoring.Tests.Naive;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Bench;

/// <summary>Plans and histories in the plain JSON that the naive evaluator works on.</summary>
internal static class NaiveInput
{
    public static JsonNode PlanOf(string text) =>
        ToJson(PlanDocument.Read(text, new Problems()) ?? throw new ArgumentException("The plan cannot be read.", nameof(text)))!;

    public static NaiveLead LeadOf(LeadHistory history) => new(history.LeadId, [.. history.Events.Select(e => new NaiveEvent(
        e.MessageId, e.Timestamp, e.Name, ToJson(e.Properties), ToJson(e.Context), e.Machine, e.GroupId))]);

    private static JsonNode? ToJson(Value value) => value.IsMissing ? null : JsonNode.Parse(ValueWriter.ToJson(value));

    private static JsonNode? ToJson(PlanNode node) => node switch
    {
        PlanMapping mapping => new System.Text.Json.Nodes.JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, ToJson(entry.Value)))),
        PlanSequence sequence => new JsonArray([.. sequence.Items.Select(ToJson)]),
        PlanScalar { IsNull: true } => null,
        PlanScalar { IsTruth: true } truth => JsonValue.Create(truth.Kind == ScalarKind.True),
        PlanScalar { IsNumber: true } number => JsonValue.Create(number.Number),
        PlanScalar text => JsonValue.Create(text.Text),
        _ => throw new ArgumentException($"{node.Says} has no place in a plan."),
    };
}
