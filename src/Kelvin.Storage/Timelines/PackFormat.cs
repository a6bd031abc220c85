using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Storage.Timelines;

/// <summary>
/// What plans see of some events of one stream, in few bytes: for each the milliseconds since the one before and the number of
/// its shape; of an <c>identify</c> the traits, of a <c>group</c> the account. First the bits of all events, then the bytes of
/// what has no number.
/// </summary>
internal static class PackFormat
{
    private const byte Format = 1;

    /// <summary>In place of a shape's number plus one: its fields stand among the bytes.</summary>
    private const uint OwnShape = 0;

    /// <summary>In place of a value's number plus one.</summary>
    private const uint RemovedValue = 0, OwnValue = 1;

    [ThreadStatic] private static Buffers? threadBuffers;

    /// <param name="inOrder">At least one.</param>
    public static byte[] Write(StreamId stream, IReadOnlyList<StoredEvent> inOrder, PackShapes shapes)
    {
        var (bits, bytes, to) = threadBuffers ??= new Buffers();
        bits.Clear();
        bytes.Clear();
        to.Clear();
        var fields = new Value[shapes.Table.MostFields];
        var time = inOrder[0].Event.Timestamp;
        to.Byte(Format);
        to.Number((ulong)inOrder.Count);
        to.Signed(time);
        foreach (var stored in inOrder)
        {
            var e = stored.Event;
            bits.Long((ulong)(e.Timestamp - time));
            time = e.Timestamp;
            var layout = shapes.Table.LayoutOf(e.Name);
            layout.Read(e.Properties, e.Context, fields);
            var number = shapes.NumberOf(stream, layout, fields, e.Machine);
            bits.Short(number < 0 ? OwnShape : (uint)number + 1);
            if (number < 0) PackShapes.Write(bytes, layout, fields, e.Machine);
            switch (PackShapes.Tells(layout))
            {
                case PackShapes.Beside.Traits: WriteTraits(stream, e.Properties, shapes, bits, bytes); break;
                case PackShapes.Beside.Account:
                    bits.Write(e.GroupId is null ? 0UL : 1, 1);
                    if (e.GroupId is not null) ValueFormat.Write(bytes, e.GroupId);
                    break;
            }
        }
        var written = bits.End();
        to.Number((ulong)written.Length);
        to.Bytes(written);
        to.Bytes(bytes.Written);
        return to.Written.ToArray();
    }

    /// <summary>Appends the events to a timeline, and says how many there were.</summary>
    /// <param name="map">To the shapes of some plans; null: the timeline keeps the shapes of the packs.</param>
    public static int Read(ReadOnlySpan<byte> pack, PackShapes shapes, ShapeMap? map, Timeline into)
    {
        var from = new ByteReader(pack);
        if (from.Byte() is var format && format != Format) throw new StoreException($"A pack is in format {format}, which this version of Kelvin does not know.");
        var count = (int)from.Number();
        var time = from.Signed();
        var bits = new BitReader(from.Bytes((int)from.Number()));
        for (var i = 0; i < count; i++)
        {
            time += (long)bits.Long();
            var number = (int)bits.Short() - 1;
            PackShapes.Beside beside;
            if (number >= 0)
            {
                beside = shapes.Tells(number);
                if (map is null) into.Add(time, number);
                else map.AddTo(into, time, number);
            }
            else
            {
                var (layout, fields, machine) = shapes.Read(ref from);
                beside = PackShapes.Tells(layout);
                var own = ShapeTable.Unnumbered(layout, fields, machine);
                if (map is null) into.Add(time, own);
                else map.AddTo(into, time, own);
            }
            if (beside == PackShapes.Beside.Traits)
            {
                var patch = ReadTraits(shapes, ref bits, ref from);
                into.AddTraits(time, map is null ? patch : map.Of(patch));
            }
            else if (beside == PackShapes.Beside.Account && bits.Read(1) == 1)
            {
                into.AddBinding(time, ValueFormat.ReadText(ref from));
            }
        }
        return count;
    }

    private static void WriteTraits(StreamId stream, Value traits, PackShapes shapes, BitWriter bits, ByteWriter bytes)
    {
        var keys = shapes.Table.Traits.Keys;
        for (var place = 0; place < keys.Length; place++)
        {
            var value = traits[keys[place]];
            bits.Write(value.IsMissing ? 0UL : 1, 1);
            if (value.IsMissing) continue;
            var number = shapes.NumberOf(stream, place, value);
            bits.Short(number == TraitPool.Removed ? RemovedValue : number == TraitPool.Unnumbered ? OwnValue : (uint)number + 1);
            if (number == TraitPool.Unnumbered) ValueFormat.Write(bytes, value);
        }
    }

    private static TraitPatch ReadTraits(PackShapes shapes, ref BitReader bits, ref ByteReader from)
    {
        var numbers = new int[shapes.Table.Traits.Keys.Length];
        Value[]? own = null;
        for (var place = 0; place < numbers.Length; place++)
        {
            if (bits.Read(1) == 0)
            {
                numbers[place] = TraitPool.Unsaid;
                continue;
            }
            var said = bits.Short();
            numbers[place] = said switch
            {
                RemovedValue => TraitPool.Removed,
                OwnValue => TraitPool.Unnumbered,
                _ => (int)said - 1,
            };
            if (said == OwnValue) (own ??= new Value[numbers.Length])[place] = ValueFormat.Read(ref from);
            else if (numbers[place] > shapes.Table.Traits.CountOf(place)) throw new StoreException($"A pack names a value of '{shapes.Table.Traits.Keys[place]}' that is not known.");
        }
        return shapes.Table.Traits.PatchOf(numbers, own);
    }

    private sealed record Buffers(BitWriter Bits, ByteWriter Bytes, ByteWriter To)
    {
        public Buffers() : this(new BitWriter(), new ByteWriter(), new ByteWriter())
        {
        }
    }
}
