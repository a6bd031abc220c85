using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>
/// What a set of plans names: top-level trait keys, account trait keys, fields of events. Everything else in a history is
/// invisible to the set and is not kept by its timelines.
/// </summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> traitKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> accountKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<Operand, int> fields = [];
    private readonly List<Operand> fieldList = [];
    private readonly Dictionary<string, HashSet<int>> fieldsOfName = new(StringComparer.Ordinal)
    {
        // Any-name rules leave these two out, so their layouts never fall back to that of any name.
        [Event.Identify] = [],
        [Event.Group] = [],
    };
    private readonly HashSet<int> fieldsOfAnyName = [];

    public IReadOnlyCollection<string> TraitKeys => traitKeys.Keys;
    public IReadOnlyCollection<string> AccountKeys => accountKeys.Keys;

    /// <param name="filter">For an operand of events: the filter whose events it is read from.</param>
    public Source SourceOf(Operand operand, EventFilter? filter)
    {
        if (operand.Root is OperandRoot.Property or OperandRoot.Context)
        {
            if (!fields.TryGetValue(operand, out var number))
            {
                number = fieldList.Count;
                fieldList.Add(operand);
                fields[operand] = number;
            }
            if (filter!.Names is null) fieldsOfAnyName.Add(number);
            foreach (var name in filter.Names ?? []) Named(name).Add(number);
            return new FieldSource(number);
        }
        var keys = operand.Root == OperandRoot.Account ? accountKeys : traitKeys;
        var path = new ValuePath(operand.Path);
        return new TraitSource(path, PlaceOf(keys, path.Text), path.Head is null ? -1 : PlaceOf(keys, path.Head), operand.Root == OperandRoot.Account);
    }

    /// <summary>A name that some filter spells out.</summary>
    public HashSet<int> Named(string name)
    {
        if (!fieldsOfName.TryGetValue(name, out var set)) fieldsOfName[name] = set = [];
        return set;
    }

    /// <summary>Once all plans are compiled: the table of shapes of their events.</summary>
    public ShapeTable MakeShapeTable()
    {
        var layouts = fieldsOfName.ToDictionary(
            n => n.Key,
            n => Layout(n.Key, n.Key is Event.Identify or Event.Group ? n.Value : n.Value.Union(fieldsOfAnyName)),
            StringComparer.Ordinal);
        return new ShapeTable(layouts, Layout(null, fieldsOfAnyName), [.. traitKeys.Keys], [.. accountKeys.Keys]);
    }

    private NameLayout Layout(string? name, IEnumerable<int> operands) => new(name, [.. operands.Order()], fieldList);

    private static int PlaceOf(Dictionary<string, int> keys, string key)
    {
        if (!keys.TryGetValue(key, out var place)) keys[key] = place = keys.Count;
        return place;
    }
}
