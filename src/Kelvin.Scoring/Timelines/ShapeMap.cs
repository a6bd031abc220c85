using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Timelines;

/// <summary>
/// Says of shapes and traits that were kept under one table what they are under the table of some plans, so that a timeline
/// that is kept serves any plans whose layout it covers. Learns as it goes; safe for many threads.
/// </summary>
public sealed class ShapeMap
{
    private const int Unknown = -1;

    /// <summary>The plans' table is full: the shape is made for each event alone.</summary>
    private const int WithoutNumber = -2;

    private readonly ShapeTable from;
    private readonly ShapeTable to;
    private readonly int[] traitPlaces;
    private readonly int[]?[] traitNumbers;
    private readonly Lock growing = new();
    private volatile int[] numbers = [];

    private ShapeMap(ShapeTable from, ShapeTable to)
    {
        (this.from, this.to) = (from, to);
        var kept = from.Traits.Keys.ToArray();
        traitPlaces = [.. to.Traits.Keys.ToArray().Select(key => Array.IndexOf(kept, key))];
        traitNumbers = new int[]?[traitPlaces.Length];
    }

    /// <summary>Null: the second looks at something that the first does not keep.</summary>
    public static ShapeMap? Between(ShapeTable from, ShapeTable to) => from.Layout.Covers(to.Layout) ? new ShapeMap(from, to) : null;

    /// <summary>The numbers known so far, by the number that was kept; negative where an event is to be added by itself.</summary>
    internal ReadOnlySpan<int> Known => numbers;

    /// <summary>Adds an event of a shape that was kept by number.</summary>
    public void AddTo(Timeline timeline, long time, int kept)
    {
        var known = numbers;
        var number = kept < known.Length ? known[kept] : Unknown;
        if (number == Unknown) number = Learn(kept);
        if (number >= 0) timeline.Add(time, number);
        else AddTo(timeline, time, from[kept]);
    }

    /// <summary>Adds an event whose shape was kept with it.</summary>
    public void AddTo(Timeline timeline, long time, Shape kept)
    {
        var fields = Fields(kept, out var layout);
        var number = to.NumberOf(layout, fields, kept.Machine);
        if (number >= 0) timeline.Add(time, number);
        else timeline.Add(time, ShapeTable.Unnumbered(layout, fields, kept.Machine));
    }

    /// <summary>What the plans see of a patch that was kept.</summary>
    public TraitPatch Of(TraitPatch kept)
    {
        var said = new int[traitPlaces.Length];
        Value[]? own = null;
        for (var place = 0; place < said.Length; place++)
        {
            var number = kept.Numbers[traitPlaces[place]];
            if (number is TraitPool.Unsaid or TraitPool.Removed)
            {
                said[place] = number;
                continue;
            }
            var known = traitNumbers[place];
            if (number > 0 && number < known?.Length && known[number] > 0)
            {
                said[place] = known[number];
                continue;
            }
            var value = number == TraitPool.Unnumbered ? kept.Own![traitPlaces[place]] : from.Traits.ValueOf(traitPlaces[place], number);
            said[place] = to.Traits.NumberOf(place, value);
            if (said[place] == TraitPool.Unnumbered) (own ??= new Value[said.Length])[place] = value;
            else if (number > 0) LearnTrait(place, number, said[place]);
        }
        return new TraitPatch(said, own);
    }

    private int Learn(int kept)
    {
        var shape = from[kept];
        var fields = Fields(shape, out var layout);
        var number = to.NumberOf(layout, fields, shape.Machine);
        if (number < 0) number = WithoutNumber;
        lock (growing)
        {
            var known = numbers;
            if (kept >= known.Length)
            {
                var larger = new int[Math.Max(from.Count, kept + 1)];
                known.CopyTo(larger, 0);
                larger.AsSpan(known.Length).Fill(Unknown);
                numbers = known = larger;
            }
            known[kept] = number;
        }
        return number;
    }

    private void LearnTrait(int place, int kept, int number)
    {
        lock (growing)
        {
            var known = traitNumbers[place];
            if (kept >= (known?.Length ?? 0))
            {
                var larger = new int[Math.Max(64, kept * 2)];
                known?.CopyTo(larger, 0);
                Volatile.Write(ref traitNumbers[place], known = larger);
            }
            known![kept] = number;
        }
    }

    /// <summary>Of the fields that were kept those that the plans read.</summary>
    private Value[] Fields(Shape kept, out NameLayout layout)
    {
        layout = kept.Layout.Name is { } name ? to.LayoutOf(name) : to.AnyName;
        var fields = new Value[layout.Operands.Count];
        for (var i = 0; i < fields.Length; i++) fields[i] = kept.Fields[kept.Layout.PlaceOf(layout.Operands[i])];
        return fields;
    }
}
