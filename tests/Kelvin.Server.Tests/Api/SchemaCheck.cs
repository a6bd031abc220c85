using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kelvin.Server.Tests.Api;

/// <summary>
/// Holds an answer to its schema, with the words that our schemas use: type, properties, required, items, enum, oneOf, references.
/// Stricter than the standard in one thing: a member that an object's schema does not know is a complaint.
/// </summary>
internal sealed class SchemaCheck(JsonNode document)
{
    public IEnumerable<string> Complaints(JsonNode schema, JsonNode? value, string path)
    {
        if (schema["$ref"] is { } reference) return Complaints(Find((string)reference!), value, path);
        if (schema["oneOf"] is JsonArray choices) return choices.Any(choice => !Complaints(choice!, value, path).Any()) ? [] : [$"{path}: fits no choice"];
        if (schema["enum"] is JsonArray allowed && !allowed.Any(item => JsonNode.DeepEquals(item, value))) return [$"{path}: {value} is not listed"];
        if (schema["type"] is { } type && !Types(type).Any(name => Is(name, value))) return [$"{path}: {value?.ToJsonString() ?? "null"} is no {type.ToJsonString()}"];
        return value switch
        {
            JsonObject members => OfMembers(schema, members, path),
            JsonArray items when schema["items"] is { } each => items.SelectMany((item, at) => Complaints(each, item, $"{path}[{at}]")),
            _ => [],
        };
    }

    private IEnumerable<string> OfMembers(JsonNode schema, JsonObject members, string path)
    {
        foreach (var required in schema["required"]?.AsArray() ?? []) if (!members.ContainsKey((string)required!)) yield return $"{path}: {required} is missing";
        if (schema["properties"] is not JsonObject known) yield break;
        foreach (var (name, value) in members)
        {
            if (known[name] is not { } each) yield return $"{path}: {name} is not described";
            else foreach (var complaint in Complaints(each, value, $"{path}.{name}")) yield return complaint;
        }
    }

    private JsonNode Find(string reference)
    {
        JsonNode? at = document;
        foreach (var step in reference.TrimStart('#', '/').Split('/')) at = at![step];
        return at!;
    }

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray several ? several.Select(item => (string)item!) : [(string)type!];

    private static bool Is(string type, JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => type == "null",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && value!.ToJsonString().All(c => char.IsAsciiDigit(c) || c == '-')),
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Array => type == "array",
        _ => type == "object",
    };
}
