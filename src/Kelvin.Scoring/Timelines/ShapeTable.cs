using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Timelines;

/// <summary>
/// What the plans can see of an event: which of its fields they name, the values of those, and the machine mark.
/// Two events of one shape are the same to every predicate that does not depend on the lead or the instant.
/// </summary>
public sealed class Shape
{
    private readonly Value[] fields;

    internal Shape(NameLayout layout, Value[] fields, bool machine) => (Layout, this.fields, Machine) = (layout, fields, machine);

    public NameLayout Layout { get; }
    public bool Machine { get; }

    /// <summary>In the order of the layout's operands.</summary>
    public ReadOnlySpan<Value> Fields => fields;

    /// <summary>The value of an operand by its number in the plan set; missing if the event's name is one for which no plan asks it.</summary>
    internal Value Field(int operand) => Layout.PlaceOf(operand) is >= 0 and var place ? fields[place] : Value.Missing;
}

/// <summary>For events of one name (or of any name that no plan spells out): the operands that some rule reads from them.</summary>
public sealed class NameLayout
{
    private readonly int[] places;
    private readonly (OperandRoot Root, ValuePath Path)[] paths;

    internal NameLayout(string? name, IReadOnlyList<int> operands, IReadOnlyList<Operand> all)
    {
        Name = name;
        places = new int[all.Count];
        Array.Fill(places, -1);
        for (var i = 0; i < operands.Count; i++) places[operands[i]] = i;
        paths = [.. operands.Select(o => (all[o].Root, new ValuePath(all[o].Path)))];
        Operands = [.. operands.Select(o => all[o])];
    }

    /// <summary>Null for all names that no plan spells out.</summary>
    public string? Name { get; }

    /// <summary>The properties and context values that make up the shape, in the order of its fields.</summary>
    public IReadOnlyList<Operand> Operands { get; }

    internal int PlaceOf(int operand) => places[operand];

    /// <summary>The place of a field among those that make up the shape; -1 when it is none of them.</summary>
    internal int PlaceOf(Operand operand)
    {
        for (var i = 0; i < Operands.Count; i++)
        {
            if (Operands[i] == operand) return i;
        }
        return -1;
    }

    /// <summary>Reads the fields of an event.</summary>
    public void Read(Value properties, Value context, Span<Value> fields)
    {
        for (var i = 0; i < paths.Length; i++)
        {
            fields[i] = paths[i].Path.Find(paths[i].Root == OperandRoot.Context ? context : properties);
        }
    }
}

/// <summary>
/// The shapes met so far, numbered. Bounded: when it is full, an event's shape is made for the event alone
/// (<see cref="Unnumbered"/>), with the same answers. Safe for use by many threads.
/// </summary>
public sealed class ShapeTable
{
    /// <summary>How many shapes are numbered at most.</summary>
    public const int Capacity = 65_536;

    private readonly Dictionary<string, NameLayout> layouts;
    private readonly NameLayout anyName;
    private readonly Dictionary<ShapeKey, int> numbers = [];
    private readonly Lock growing = new();
    private volatile Shape[] shapes = new Shape[256];
    private volatile int count;

    /// <summary>The traits of leads that plans look at.</summary>
    public TraitPool Traits { get; }

    /// <summary>The traits of accounts that plans look at.</summary>
    public TraitPool AccountTraits { get; }

    internal ShapeTable(Dictionary<string, NameLayout> layouts, NameLayout anyName, string[] traitKeys, string[] accountKeys)
    {
        this.layouts = layouts;
        this.anyName = anyName;
        Layout = new ShapeLayout(layouts.Select(name => KeyValuePair.Create(name.Key, name.Value.Operands)), anyName.Operands, traitKeys);
        Traits = new TraitPool(traitKeys);
        AccountTraits = new TraitPool(accountKeys);
    }

    /// <summary>What is looked at.</summary>
    public ShapeLayout Layout { get; }

    /// <summary>For events of all names that are not spelled out.</summary>
    public NameLayout AnyName => anyName;

    /// <summary>What an <c>identify</c> says, as timelines keep it. Patches can be kept and used again.</summary>
    public TraitPatch PatchOf(Value identified) => Traits.PatchOf(identified);

    public int Count => count;

    /// <summary>The most fields that any shape has: how large a buffer to read into.</summary>
    public int MostFields => Math.Max(anyName.Operands.Count, layouts.Values.Select(l => l.Operands.Count).DefaultIfEmpty().Max());

    public Shape this[int number] => shapes[number];

    /// <summary>Which fields of an event of this name the plans read.</summary>
    public NameLayout LayoutOf(string name) => layouts.GetValueOrDefault(name, anyName);

    /// <summary>The number of a shape; -1 when it is new and the table is full.</summary>
    /// <param name="fields">As <see cref="NameLayout.Read"/> gives them; copied if the shape is new.</param>
    public int NumberOf(NameLayout layout, ReadOnlySpan<Value> fields, bool machine)
    {
        var key = new ShapeKey(layout, fields[..layout.Operands.Count].ToArray(), machine);
        lock (growing)
        {
            if (numbers.TryGetValue(key, out var number)) return number;
            if (count == Capacity) return -1;
            number = count;
            if (number == shapes.Length)
            {
                var larger = new Shape[number * 2];
                Array.Copy(shapes, larger, number);
                shapes = larger;
            }
            shapes[number] = new Shape(layout, key.Fields, machine);
            numbers[key] = number;
            count = number + 1;
            return number;
        }
    }

    /// <summary>The number of a shape; -1 when it has none. The table stays as it is.</summary>
    public int Find(NameLayout layout, ReadOnlySpan<Value> fields, bool machine)
    {
        var key = new ShapeKey(layout, fields[..layout.Operands.Count].ToArray(), machine);
        lock (growing) return numbers.GetValueOrDefault(key, -1);
    }

    /// <summary>A shape for one event alone, for when the table is full.</summary>
    public static Shape Unnumbered(NameLayout layout, ReadOnlySpan<Value> fields, bool machine) =>
        new(layout, fields[..layout.Operands.Count].ToArray(), machine);

    /// <summary>Adds an event to a timeline by its shape.</summary>
    internal void AddTo(Timeline timeline, Event e, Span<Value> buffer)
    {
        var layout = LayoutOf(e.Name);
        layout.Read(e.Properties, e.Context, buffer);
        var number = NumberOf(layout, buffer, e.Machine);
        if (number >= 0) timeline.Add(e.Timestamp, number);
        else timeline.Add(e.Timestamp, Unnumbered(layout, buffer, e.Machine));
    }

    private readonly record struct ShapeKey(NameLayout Layout, Value[] Fields, bool Machine)
    {
        public bool Equals(ShapeKey other) =>
            ReferenceEquals(Layout, other.Layout) && Machine == other.Machine && Fields.AsSpan().SequenceEqual(other.Fields);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(Layout.Name);
            hash.Add(Machine);
            foreach (ref readonly var field in Fields.AsSpan()) hash.Add(field);
            return hash.ToHashCode();
        }
    }
}
