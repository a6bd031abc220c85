using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Timelines;

/// <summary>
/// What an <c>identify</c> says of the traits that some plan looks at: for each the number of its value. Made by
/// <see cref="ShapeTable.PatchOf"/>.
/// </summary>
public sealed class TraitPatch
{
    internal TraitPatch(int[] numbers, Value[]? own) => (Numbers, Own) = (numbers, own);

    /// <summary>One patch that says what several say, one laid over the other.</summary>
    internal static TraitPatch Folded(TraitPatch[] patches)
    {
        var numbers = patches[0].Numbers.ToArray();
        var own = patches[0].Own?.ToArray();
        foreach (var patch in patches.AsSpan(1))
        {
            for (var place = 0; place < numbers.Length; place++)
            {
                if (patch.Numbers[place] == TraitPool.Unsaid) continue;
                numbers[place] = patch.Numbers[place];
                if (numbers[place] == TraitPool.Unnumbered) (own ??= new Value[numbers.Length])[place] = patch.Own![place];
            }
        }
        return new TraitPatch(numbers, own);
    }

    /// <summary>For each key that plans name; see <see cref="TraitPool"/>.</summary>
    internal int[] Numbers { get; }

    /// <summary>The same, for who keeps patches elsewhere.</summary>
    public ReadOnlySpan<int> Said => Numbers;

    /// <summary>The values that have no number; null if all have one.</summary>
    internal Value[]? Own { get; }

    /// <summary>About how much memory it takes, without its texts.</summary>
    public int Bytes => 64 + (sizeof(int) * Numbers.Length) + (Own is null ? 0 : 24 + (16 * Own.Length));
}

/// <summary>
/// Numbers the values of traits, key by key, so that what a rule gives for a value is computed once, and a lead's traits are a
/// few small numbers. Bounded; safe for many threads.
/// </summary>
public sealed class TraitPool(string[] keys)
{
    /// <summary>How many values of one key are numbered at most.</summary>
    public const int Capacity = 65_536;

    /// <summary>The trait is missing: never set, or removed by null.</summary>
    public const int Removed = 0;

    /// <summary>The value stands in the patch itself: there are too many values of its key.</summary>
    public const int Unnumbered = -1;

    /// <summary>The patch does not speak of the key.</summary>
    public const int Unsaid = -2;

    /// <summary>The top-level traits that some plan looks at; a trait's place is its place here.</summary>
    public ReadOnlySpan<string> Keys => keys;

    private readonly KeyPool[] pools = [.. keys.Select(_ => new KeyPool())];

    /// <summary>What an object of traits says of those that plans look at.</summary>
    public TraitPatch PatchOf(Value traits)
    {
        var numbers = new int[keys.Length];
        Value[]? own = null;
        for (var place = 0; place < keys.Length; place++)
        {
            var value = traits[keys[place]];
            numbers[place] = value.IsMissing ? Unsaid : NumberOf(place, value);
            if (numbers[place] == Unnumbered) (own ??= new Value[keys.Length])[place] = value;
        }
        return new TraitPatch(numbers, own);
    }

    /// <summary>The same from the numbers of values, for who knows them without reading the values anew.</summary>
    /// <param name="numbers">For each place <see cref="Unsaid"/> or what <see cref="NumberOf"/> gave; copied.</param>
    /// <param name="own">For each place the value, where that was <see cref="Unnumbered"/>; null if it was nowhere; kept.</param>
    public TraitPatch PatchOf(ReadOnlySpan<int> numbers, Value[]? own) => new(numbers.ToArray(), own);

    /// <summary>The number of a value that is there; <see cref="Unnumbered"/> where it has none.</summary>
    public int NumberOf(int place, Value value) => value.IsMissingOrNull ? Removed : pools[place].NumberOf(value);

    /// <summary>The number that a value has already; <see cref="Unnumbered"/> where it has none. The pool stays as it is.</summary>
    public int Find(int place, Value value) => value.IsMissingOrNull ? Removed : pools[place].Find(value);

    /// <summary>How many values of a key are numbered, from 1 on.</summary>
    public int CountOf(int place) => pools[place].Count;

    /// <summary>The value of a number that was given.</summary>
    public Value ValueOf(int place, int number) => number == Removed ? Value.Missing : pools[place].ValueOf(number);

    private sealed class KeyPool
    {
        private readonly Dictionary<Value, int> numbers = [];
        private volatile Value[] values = new Value[16];
        private volatile int count;

        public Value ValueOf(int number) => values[number];

        public int Count => count;

        public int Find(Value value)
        {
            if (value.Kind is ValueKind.Array or ValueKind.Object) return Unnumbered;
            lock (numbers) return numbers.GetValueOrDefault(value, Unnumbered);
        }

        public int NumberOf(Value value)
        {
            // Arrays and objects are rarely alike and dear to compare.
            if (value.Kind is ValueKind.Array or ValueKind.Object) return Unnumbered;
            lock (numbers)
            {
                if (numbers.TryGetValue(value, out var number)) return number;
                if (numbers.Count == Capacity) return Unnumbered;
                number = numbers.Count + 1;
                if (number == values.Length)
                {
                    var larger = new Value[number * 2];
                    values.CopyTo(larger, 0);
                    values = larger;
                }
                values[number] = value;
                count = number;
                return numbers[value] = number;
            }
        }
    }
}
