using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kelvin.Scoring.Plans.Grammar;

namespace Kelvin.Scoring.Plans;

/// <summary>
/// The plan language as a JSON Schema, for editors: it knows every key, its meaning, and most of what goes together. What it takes
/// <see cref="PlanReader"/> may still refuse (names that stand twice, dates out of order); what the reader takes it takes too.
/// </summary>
public static class PlanSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON Schema, draft 2020-12; ends with a line break.</summary>
    public static string Json { get; } = Write().ToJsonString(Indented) + "\n";

    private static JsonObject Write()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Kelvin plan",
        };
        foreach (var (key, value) in Object(PlanGrammar.Plan)) schema[key] = value?.DeepClone();
        schema["if"] = new JsonObject
        {
            ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["const"] = "account" } },
            ["required"] = new JsonArray("kind"),
        };
        schema["then"] = OnlyEngagement("accountEngagement");
        schema["else"] = OnlyEngagement("engagement", [.. PlanGrammar.AccountKeys]);
        schema["$defs"] = Definitions();
        return schema;
    }

    private static JsonObject OnlyEngagement(string definition, params string[] without)
    {
        var properties = new JsonObject { ["engagement"] = Shape.Of(definition).Schema() };
        foreach (var key in without) properties[key] = false;
        return new JsonObject { ["properties"] = properties };
    }

    private static JsonObject Definitions()
    {
        var definitions = new JsonObject
        {
            ["fitItem"] = Item("fitGroup", "fitRule"),
            ["engagementItem"] = Item("engagementGroup", "engagementRule"),
        };
        foreach (var (id, shape) in Shape.Definitions) definitions[id] = shape();
        foreach (var construct in AllConstructs.List)
        {
            if (construct == PlanGrammar.Plan) continue;
            var definition = Object(construct);
            definitions[construct.Id] = construct.OrList
                ? new JsonObject { ["anyOf"] = new JsonArray(definition, Shape.ListOf(Shape.Of(construct.Id), 1).Schema()) }
                : definition;
        }
        return definitions;
    }

    private static JsonObject Item(string group, string rule) => new()
    {
        ["if"] = new JsonObject { ["required"] = new JsonArray("group") },
        ["then"] = Shape.Of(group).Schema(),
        ["else"] = Shape.Of(rule).Schema(),
    };

    private static JsonObject Object(Construct construct)
    {
        var definition = new JsonObject { ["description"] = construct.Meaning, ["type"] = "object", ["additionalProperties"] = false };
        var required = construct.Keys.Where(key => key.Required).Select(key => (JsonNode)key.Name).ToArray();
        if (required.Length > 0) definition["required"] = new JsonArray(required);
        var properties = new JsonObject();
        foreach (var key in construct.Keys)
        {
            var property = new JsonObject { ["description"] = key.Meaning };
            foreach (var (word, value) in key.Shape.Schema()) property[word] = value?.DeepClone();
            properties[key.Name] = property;
        }
        definition["properties"] = properties;
        if (construct.AnyOf.Count > 0) definition["anyOf"] = Standing(construct.AnyOf);
        var dependent = Dependent(construct);
        if (dependent.Count > 0) definition["dependentSchemas"] = dependent;
        return definition;
    }

    /// <summary>What follows from a key: others that may not stand beside it, and others of which one must.</summary>
    private static JsonObject Dependent(Construct construct)
    {
        var dependent = new JsonObject();
        foreach (var key in construct.Keys)
        {
            var excluded = construct.Exclusions.Where(e => e.Key == key.Name).SelectMany(e => e.Others).Distinct().ToList();
            var needs = construct.Needs.Where(n => n.Key == key.Name).ToList();
            if (excluded.Count + needs.Count == 0) continue;
            var rule = new JsonObject();
            if (excluded.Count > 0) rule["properties"] = new JsonObject(excluded.Select(other => KeyValuePair.Create(other, (JsonNode?)JsonValue.Create(false))));
            if (needs.Count > 0) rule["allOf"] = new JsonArray([.. needs.Select(n => (JsonNode)new JsonObject { ["anyOf"] = Standing(n.AnyOf) })]);
            dependent[key.Name] = rule;
        }
        return dependent;
    }

    private static JsonArray Standing(IReadOnlyList<string> keys) =>
        new([.. keys.Select(key => (JsonNode)new JsonObject { ["required"] = new JsonArray(key) })]);
}
