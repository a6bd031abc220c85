using System.Text.Json.Nodes;

namespace Kelvin.Scoring.Plans.Grammar;

/// <summary>What may stand behind a key, as JSON Schema says it.</summary>
internal sealed record Shape(Func<JsonObject> Schema)
{
    private static readonly List<KeyValuePair<string, Func<JsonObject>>> SharedShapes = [];

    /// <summary>What many keys have in common, by its name among the schema's definitions.</summary>
    public static IReadOnlyList<KeyValuePair<string, Func<JsonObject>>> Definitions => SharedShapes;

    public static readonly Shape Name = Shared("name", () => new() { ["type"] = "string", ["pattern"] = "\\S", ["maxLength"] = PlanLimits.NameLength });

    private static readonly Shape NotStar = Shared("eventName", () => new() { ["type"] = "string", ["pattern"] = "\\S", ["not"] = new JsonObject { ["const"] = "*" }, ["maxLength"] = PlanLimits.NameLength });

    public static readonly Shape Id = Shared("id", () => new() { ["type"] = "string", ["pattern"] = "^[a-z0-9-]+$", ["maxLength"] = PlanLimits.NameLength });

    public static readonly Shape Pattern = Shared("pattern", () => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = PlanLimits.PatternLength });

    public static readonly Shape Truth = new(() => new() { ["type"] = "boolean" });

    public static readonly Shape Always = new(() => new() { ["const"] = true });

    /// <summary>A mapping; what it holds depends on the kind of the plan.</summary>
    public static readonly Shape Mapping = new(() => new() { ["type"] = "object" });

    public static readonly Shape Points = Shared("points", () => new() { ["type"] = "number", ["minimum"] = -PlanLimits.Points, ["maximum"] = PlanLimits.Points });

    public static readonly Shape Ceiling = Shared("most", () => new() { ["type"] = "number", ["minimum"] = 0, ["maximum"] = PlanLimits.Points });

    public static readonly Shape Floor = Shared("least", () => new() { ["type"] = "number", ["minimum"] = -PlanLimits.Points, ["maximum"] = 0 });

    public static readonly Shape WholePoints = Shared("wholePoints", () => new() { ["type"] = "integer", ["minimum"] = -PlanLimits.Points, ["maximum"] = PlanLimits.Points });

    public static readonly Shape Count = Shared("count", () => new() { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = PlanLimits.Count });

    /// <summary>A share from 0 to 100, with or without its sign.</summary>
    public static readonly Shape Percent = Either(
        new(() => new() { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 100 }),
        new(() => new() { ["type"] = "string", ["pattern"] = "^\\s*(100(\\.0+)?|[0-9]{1,2}(\\.[0-9]+)?)\\s*%\\s*$" }));

    public static readonly Shape Duration = Shared("duration", () => new() { ["type"] = "string", ["pattern"] = "^\\s*[0-9]+[smhdw]\\s*$", ["examples"] = new JsonArray("15m", "12h", "30d", "8w") });

    public static readonly Shape Date = Shared("date", () => new()
    {
        ["type"] = "string",
        ["pattern"] = "^\\s*[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?\\s*$",
    });

    /// <summary>What a value is compared with.</summary>
    public static readonly Shape Literal = Shared("literal", () => new() { ["type"] = Types("string", "number", "boolean") });

    /// <summary>A number, or a text that is a number or a date.</summary>
    public static readonly Shape Comparable = Shared("comparable", () => new() { ["type"] = Types("string", "number") });

    /// <summary>The name of a grade, a level or a label; YAML reads some of them as numbers.</summary>
    public static readonly Shape Mark = Shared("mark", () => new() { ["type"] = Types("string", "number", "boolean") });

    /// <summary>Names of events: one or several.</summary>
    public static readonly Shape EventNames = Either(NotStar, ListOf(NotStar, 1));

    /// <summary>Names of events: one, several, or <c>"*"</c> for any.</summary>
    public static readonly Shape EventNamesOrAny = Either(Name, ListOf(NotStar, 1));

    public static Shape Choice(IEnumerable<string> words) => new(() => new() { ["enum"] = Types([.. words]) });

    /// <summary>What is defined under that name.</summary>
    public static Shape Of(string definition) => new(() => new() { ["$ref"] = $"#/$defs/{definition}" });

    public static Shape ListOf(Shape item, int least = 0) => new(() =>
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = item.Schema() };
        if (least > 0) list["minItems"] = least;
        return list;
    });

    public static Shape Either(Shape one, Shape other) => new(() => new() { ["anyOf"] = new JsonArray(one.Schema(), other.Schema()) });

    public static Shape OneOrMore(Shape item) => new(() => new() { ["anyOf"] = new JsonArray(item.Schema(), ListOf(item, 1).Schema()) });

    /// <summary>A table whose keys the author chooses.</summary>
    public static Shape Table(Shape value, string keyPattern, int least) => new(() =>
    {
        var table = new JsonObject { ["type"] = "object", ["additionalProperties"] = value.Schema() };
        if (keyPattern.Length > 0) table["propertyNames"] = new JsonObject { ["pattern"] = keyPattern };
        if (least > 0) table["minProperties"] = least;
        return table;
    });

    private static Shape Shared(string id, Func<JsonObject> schema)
    {
        SharedShapes.Add(new(id, schema));
        return Of(id);
    }

    public static readonly Shape ValueTable = Table(Points, "", 1);

    public static readonly Shape BandTable = Table(Points, "^\\s*[-+]?(0x[0-9a-fA-F]+|0o[0-7]+|(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?)\\s*$", 1);

    /// <summary>Names with the whole points from which they count, or null for the one that takes the rest.</summary>
    public static readonly Shape Thresholds = Table(new(() => new() { ["type"] = Types("integer", "null"), ["minimum"] = -PlanLimits.Points, ["maximum"] = PlanLimits.Points }), "\\S", 0);

    private static JsonArray Types(params string[] names) => new([.. names.Select(n => (JsonNode)n)]);
}
