using Kelvin.Scoring.Conditions;

namespace Kelvin.Scoring.Timelines;

/// <summary>
/// Which fields of events, by the name of the event, and which traits of leads are looked at: what makes two events of one
/// shape. Immutable. Names that are not spelled out share the fields of any name.
/// </summary>
public sealed class ShapeLayout
{
    private static readonly Operand[] None = [];
    private readonly Dictionary<string, IReadOnlyList<Operand>> names;

    /// <param name="names">For each name that is spelled out all fields that are read of it.</param>
    /// <param name="anyName">The fields that are read of all other events; not of <c>identify</c> and <c>group</c>, which are always spelled out.</param>
    /// <param name="traitKeys">Top-level traits of leads.</param>
    public ShapeLayout(IEnumerable<KeyValuePair<string, IReadOnlyList<Operand>>> names, IReadOnlyList<Operand> anyName, IReadOnlyList<string> traitKeys)
    {
        this.names = new Dictionary<string, IReadOnlyList<Operand>>(names, StringComparer.Ordinal);
        this.names.TryAdd(Event.Identify, None);
        this.names.TryAdd(Event.Group, None);
        (AnyName, TraitKeys) = (anyName, traitKeys);
    }

    /// <summary>Nothing but that something happened.</summary>
    public static ShapeLayout Empty { get; } = new([], None, []);

    public IReadOnlyDictionary<string, IReadOnlyList<Operand>> Names => names;
    public IReadOnlyList<Operand> AnyName { get; }
    public IReadOnlyList<string> TraitKeys { get; }

    /// <summary>How much is looked at in all.</summary>
    public int Size => names.Values.Sum(fields => 1 + fields.Count) + AnyName.Count + TraitKeys.Count;

    /// <summary>Whether all that the other looks at can be told from what is kept by this one.</summary>
    public bool Covers(ShapeLayout other) =>
        other.names.Keys.All(names.ContainsKey)
        && names.Keys.All(name => Covers(FieldsOf(name), other.FieldsOf(name)))
        && Covers(AnyName, other.AnyName)
        && other.TraitKeys.All(TraitKeys.Contains);

    /// <summary>What covers both.</summary>
    public ShapeLayout With(ShapeLayout other) => new(
        names.Keys.Union(other.names.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => KeyValuePair.Create<string, IReadOnlyList<Operand>>(name, [.. FieldsOf(name).Union(other.FieldsOf(name))])),
        [.. AnyName.Union(other.AnyName)],
        [.. TraitKeys.Union(other.TraitKeys, StringComparer.Ordinal)]);

    /// <summary>A table for shapes of this layout, without any yet. It serves no plan: see <see cref="ShapeMap"/>.</summary>
    public ShapeTable MakeTable()
    {
        var all = names.Values.SelectMany(fields => fields).Concat(AnyName).Distinct().ToList();
        return new ShapeTable(names.ToDictionary(name => name.Key, name => Of(name.Key, name.Value), StringComparer.Ordinal), Of(null, AnyName), [.. TraitKeys], []);

        NameLayout Of(string? name, IReadOnlyList<Operand> fields) => new(name, [.. fields.Select(field => all.IndexOf(field))], all);
    }

    private IReadOnlyList<Operand> FieldsOf(string name) => names.GetValueOrDefault(name, AnyName);

    private static bool Covers(IReadOnlyList<Operand> fields, IReadOnlyList<Operand> wanted) => wanted.All(fields.Contains);
}
