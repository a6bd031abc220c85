using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Timelines;

/// <summary>What an <c>identify</c> says of the traits that some plan looks at, each in its place. Made by <see cref="ShapeTable.PatchOf"/>.</summary>
public sealed class TraitPatch
{
    internal TraitPatch(TraitValue[] values) => Values = values;

    internal TraitValue[] Values { get; }
}

/// <param name="Place">Of the top-level key among those that plans name.</param>
/// <param name="Number">Of the value among those met under that key, from 1; <see cref="TraitPool.Unnumbered"/> when there are too many.</param>
internal readonly record struct TraitValue(int Place, int Number, Value Value);

/// <summary>
/// Numbers the values of traits, key by key, so that what a rule gives for a value is computed once. Bounded; safe for many threads.
/// </summary>
internal sealed class TraitPool(string[] keys)
{
    /// <summary>How many values of one key are numbered at most.</summary>
    public const int Capacity = 65_536;
    public const int Unnumbered = -1;

    private readonly Dictionary<Value, int>[] numbers = [.. keys.Select(_ => new Dictionary<Value, int>())];

    public TraitPatch PatchOf(Value traits)
    {
        if (traits.Kind != ValueKind.Object) return new TraitPatch([]);
        var patch = traits.AsObject;
        var values = new List<TraitValue>(keys.Length);
        for (var place = 0; place < keys.Length; place++)
        {
            var value = patch[keys[place]];
            if (!value.IsMissing) values.Add(value.IsMissingOrNull ? new TraitValue(place, 0, Value.Missing) : Numbered(place, value));
        }
        return new TraitPatch([.. values]);
    }

    private TraitValue Numbered(int place, Value value)
    {
        // Arrays and objects are rarely alike and dear to compare.
        if (value.Kind is ValueKind.Array or ValueKind.Object) return new TraitValue(place, Unnumbered, value);
        var known = numbers[place];
        lock (known)
        {
            if (known.TryGetValue(value, out var number)) return new TraitValue(place, number, value);
            if (known.Count == Capacity) return new TraitValue(place, Unnumbered, value);
            return new TraitValue(place, known[value] = known.Count + 1, value);
        }
    }
}
