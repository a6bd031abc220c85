using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kelvin.Scoring.Tests.Plans;

/// <summary>
/// Checks a document against a JSON Schema: the words of draft 2020-12 that the plan's schema uses. A word that it does not know
/// is an error, so that nothing in the schema goes unchecked.
/// </summary>
internal sealed class SchemaCheck(JsonObject root)
{
    private static readonly HashSet<string> Silent = ["$schema", "$defs", "title", "description", "examples", "then", "else"];

    public bool Accepts(JsonNode? node) => Accepts(root, node);

    private bool Accepts(JsonNode? schema, JsonNode? node) =>
        schema is JsonObject words
            ? words.All(word => Silent.Contains(word.Key) || Holds(words, word.Key, word.Value!, node))
            : schema!.GetValue<bool>();

    private bool Holds(JsonObject schema, string word, JsonNode asked, JsonNode? node) => word switch
    {
        "$ref" => Accepts(root["$defs"]![asked.GetValue<string>()["#/$defs/".Length..]], node),
        "type" => asked is JsonArray types ? types.Any(t => IsType(t!.GetValue<string>(), node)) : IsType(asked.GetValue<string>(), node),
        "const" => JsonNode.DeepEquals(asked, node),
        "enum" => asked.AsArray().Any(one => JsonNode.DeepEquals(one, node)),
        "not" => !Accepts(asked, node),
        "anyOf" => asked.AsArray().Any(one => Accepts(one, node)),
        "allOf" => asked.AsArray().All(one => Accepts(one, node)),
        "if" => !(Accepts(asked, node) ? schema["then"] is { } then && !Accepts(then, node) : schema["else"] is { } other && !Accepts(other, node)),
        _ => node switch
        {
            JsonObject members => HoldsOfObject(schema, word, asked, members),
            JsonArray items => HoldsOfArray(word, asked, items),
            _ => HoldsOfValue(word, asked, node),
        },
    };

    private bool HoldsOfObject(JsonObject schema, string word, JsonNode asked, JsonObject node) => word switch
    {
        "properties" => asked.AsObject().All(p => !node.ContainsKey(p.Key) || Accepts(p.Value, node[p.Key])),
        "additionalProperties" => node.All(m => schema["properties"]?.AsObject().ContainsKey(m.Key) == true || Accepts(asked, m.Value)),
        "required" => asked.AsArray().All(key => node.ContainsKey(key!.GetValue<string>())),
        "propertyNames" => node.All(m => Accepts(asked, JsonValue.Create(m.Key))),
        "minProperties" => node.Count >= asked.GetValue<int>(),
        "dependentSchemas" => asked.AsObject().All(d => !node.ContainsKey(d.Key) || Accepts(d.Value, node)),
        _ => IsWordOf(word, "items", "minItems", "pattern", "maxLength", "minLength", "minimum", "maximum"),
    };

    private bool HoldsOfArray(string word, JsonNode asked, JsonArray node) => word switch
    {
        "items" => node.All(item => Accepts(asked, item)),
        "minItems" => node.Count >= asked.GetValue<int>(),
        _ => IsWordOf(word, "properties", "additionalProperties", "required", "propertyNames", "minProperties", "dependentSchemas", "pattern", "maxLength", "minLength", "minimum", "maximum"),
    };

    private static bool HoldsOfValue(string word, JsonNode asked, JsonNode? node) => (word, node?.GetValueKind()) switch
    {
        ("pattern", JsonValueKind.String) => Regex.IsMatch(node!.GetValue<string>(), asked.GetValue<string>()),
        ("minLength", JsonValueKind.String) => node!.GetValue<string>().Length >= asked.GetValue<int>(),
        ("maxLength", JsonValueKind.String) => node!.GetValue<string>().Length <= asked.GetValue<int>(),
        ("minimum", JsonValueKind.Number) => Number(node!) >= Number(asked),
        ("maximum", JsonValueKind.Number) => Number(node!) <= Number(asked),
        _ => IsWordOf(word, "properties", "additionalProperties", "required", "propertyNames", "minProperties", "dependentSchemas", "items", "minItems", "pattern", "maxLength", "minLength", "minimum", "maximum"),
    };

    private static bool IsWordOf(string word, params string[] others) => others.Contains(word) ? true : throw new NotSupportedException(word);

    private static bool IsType(string type, JsonNode? node) => (type, node?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("integer", JsonValueKind.Number) => Number(node!) == Math.Floor(Number(node!)),
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        (_, var kind) => type == kind.ToString().ToLowerInvariant(),
    };

    private static double Number(JsonNode node) => node.GetValue<JsonElement>().GetDouble();
}
