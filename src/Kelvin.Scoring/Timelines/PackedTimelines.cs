using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kelvin.Scoring.Timelines;

/// <summary>
/// The timelines of many leads, one behind the other in few large buffers: six bytes an event, and no object of a lead's own,
/// so that scoring them all is one walk through memory. Appended to by one thread at a time; read by any number once appended.
/// </summary>
/// <remarks>
/// A lead's block: a header; for each entry the milliseconds since the one before (32 bits); for each the number of its shape
/// (16 bits); then what is aside, traits, accounts. An entry that says <see cref="Aside"/> takes the next number of those
/// aside: of a shape that does not fit into 16 bits, or that there is no event, and only time passes.
/// </remarks>
public sealed class PackedTimelines(ShapeTable table)
{
    private const ushort Aside = ushort.MaxValue;

    /// <summary>Aside: no event. The shapes of events without a number in the table are the negative numbers before it.</summary>
    private const int NoEvent = int.MinValue;

    private const int ChunkBytes = 1 << 18;

    private readonly List<byte[]> chunks = [];
    private int used = ChunkBytes;
    private readonly List<(int Chunk, int Start)> blocks = [];
    private readonly List<TraitPatch> patches = [];
    private readonly List<Shape> own = [];
    private readonly List<string> accounts = [];
    private readonly Dictionary<string, int> accountNumbers = new(StringComparer.Ordinal);
    private readonly List<uint> deltas = [];
    private readonly List<ushort> shapes = [];
    private readonly List<int> asides = [];

    /// <summary>Whose shapes the numbers are.</summary>
    public ShapeTable Table => table;

    /// <summary>How many timelines there are.</summary>
    public int Count => blocks.Count;

    /// <summary>The memory of the blocks, without traits and accounts.</summary>
    public long Bytes => chunks.Sum(chunk => (long)chunk.Length);

    /// <summary>Appends a timeline, whose shapes are of the same table.</summary>
    /// <returns>Its number.</returns>
    public int Add(Timeline timeline)
    {
        PackEvents(timeline);
        var header = new Header
        {
            Entries = deltas.Count,
            Asides = asides.Count,
            Patches = timeline.Patches.Length,
            Bindings = timeline.Bindings.Count,
            First = timeline.IsEmpty ? 0 : timeline.FirstSeen,
        };
        var block = NewBlock((header.Bytes + 7) & ~7);
        MemoryMarshal.Write(block, header);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(deltas)).CopyTo(block[Header.Size..]);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(shapes)).CopyTo(block[header.ShapesAt..]);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(asides)).CopyTo(block[header.AsidesAt..]);
        var marks = MemoryMarshal.Cast<byte, Mark>(block[header.MarksAt..header.Bytes]);
        var mark = 0;
        foreach (ref readonly var identified in timeline.Patches)
        {
            marks[mark++] = new Mark(identified.Time, patches.Count);
            patches.Add(identified.Patch);
        }
        foreach (var binding in timeline.Bindings) marks[mark++] = new Mark(binding.Time, NumberOf(binding.AccountId));
        return blocks.Count - 1;
    }

    /// <summary>Fills a timeline with one that was appended; it is then one without <see cref="Timeline.History"/>.</summary>
    /// <param name="map">To the shapes of some plans; null: as they are kept.</param>
    public void Read(int number, string leadId, Timeline into, ShapeMap? map = null)
    {
        var (chunk, start) = blocks[number];
        ReadOnlySpan<byte> block = chunks[chunk].AsSpan(start);
        var header = MemoryMarshal.Read<Header>(block);
        into.Reset(leadId);
        var times = into.MakeRoom(header.Entries, out var ofEvents);
        var packedDeltas = MemoryMarshal.Cast<byte, uint>(block[Header.Size..header.ShapesAt])[..header.Entries];
        var packedShapes = MemoryMarshal.Cast<byte, ushort>(block[header.ShapesAt..header.AsidesAt])[..header.Entries];
        if (header.Asides == 0 && (map is null || TryMap(packedShapes, map.Known, ofEvents)))
        {
            ReadTimes(header.First, packedDeltas, times);
            if (map is null) Widen(packedShapes, ofEvents);
            into.Take(header.Entries);
        }
        else
        {
            ReadWithAsides(header.First, packedDeltas, packedShapes, MemoryMarshal.Cast<byte, int>(block[header.AsidesAt..header.MarksAt])[..header.Asides], into, map);
        }
        var marks = MemoryMarshal.Cast<byte, Mark>(block[header.MarksAt..header.Bytes]);
        for (var i = 0; i < header.Patches; i++)
        {
            var patch = patches[marks[i].Number];
            into.AddTraits(marks[i].Time, map is null ? patch : map.Of(patch));
        }
        for (var i = header.Patches; i < marks.Length; i++) into.AddBinding(marks[i].Time, accounts[marks[i].Number]);
    }

    private void PackEvents(Timeline timeline)
    {
        deltas.Clear();
        shapes.Clear();
        asides.Clear();
        ReadOnlySpan<long> times = timeline.Times;
        ReadOnlySpan<int> ofEvents = timeline.Shapes;
        for (var i = 0; i < times.Length; i++)
        {
            var passed = i == 0 ? 0 : (ulong)(times[i] - times[i - 1]);
            for (; passed > uint.MaxValue; passed -= uint.MaxValue) Entry(uint.MaxValue, NoEvent);
            if (ofEvents[i] < 0)
            {
                own.Add(timeline.Own[-1 - ofEvents[i]]);
                Entry((uint)passed, -own.Count);
            }
            else
            {
                Entry((uint)passed, ofEvents[i]);
            }
        }
    }

    private void Entry(uint passed, int shape)
    {
        deltas.Add(passed);
        if (shape is >= 0 and < Aside)
        {
            shapes.Add((ushort)shape);
            return;
        }
        shapes.Add(Aside);
        asides.Add(shape);
    }

    private static void ReadTimes(long first, ReadOnlySpan<uint> packed, Span<long> times)
    {
        var time = first;
        for (var i = 0; i < packed.Length; i++)
        {
            time += packed[i];
            times[i] = time;
        }
    }

    private static void Widen(ReadOnlySpan<ushort> packed, Span<int> shapes)
    {
        var i = 0;
        for (; i + Vector128<ushort>.Count <= packed.Length; i += Vector128<ushort>.Count)
        {
            var (lower, upper) = Vector128.Widen(Vector128.Create(packed[i..]));
            lower.AsInt32().CopyTo(shapes[i..]);
            upper.AsInt32().CopyTo(shapes[(i + Vector128<int>.Count)..]);
        }
        for (; i < packed.Length; i++) shapes[i] = packed[i];
    }

    /// <summary>False: a shape is not known to the map yet.</summary>
    private static bool TryMap(ReadOnlySpan<ushort> packed, ReadOnlySpan<int> known, Span<int> shapes)
    {
        var least = 0;
        for (var i = 0; i < packed.Length; i++)
        {
            if (packed[i] >= known.Length) return false;
            var shape = known[packed[i]];
            least |= shape;
            shapes[i] = shape;
        }
        return least >= 0;
    }

    private void ReadWithAsides(long first, ReadOnlySpan<uint> packed, ReadOnlySpan<ushort> packedShapes, ReadOnlySpan<int> aside, Timeline into, ShapeMap? map)
    {
        var time = first;
        var next = 0;
        for (var i = 0; i < packed.Length; i++)
        {
            time += packed[i];
            int shape = packedShapes[i];
            if (shape == Aside) shape = aside[next++];
            if (shape == NoEvent) continue;
            if (map is not null)
            {
                if (shape >= 0) map.AddTo(into, time, shape);
                else map.AddTo(into, time, own[-1 - shape]);
            }
            else if (shape >= 0) into.Add(time, shape);
            else into.Add(time, own[-1 - shape]);
        }
    }

    private Span<byte> NewBlock(int bytes)
    {
        if (used + bytes > ChunkBytes)
        {
            chunks.Add(new byte[Math.Max(bytes, ChunkBytes)]);
            used = 0;
        }
        blocks.Add((chunks.Count - 1, used));
        var block = chunks[^1].AsSpan(used, bytes);
        used += bytes;
        return block;
    }

    private int NumberOf(string accountId)
    {
        if (accountNumbers.TryGetValue(accountId, out var number)) return number;
        number = accounts.Count;
        accounts.Add(accountId);
        return accountNumbers[accountId] = number;
    }

    /// <summary>When something was said, and its number among all that is kept of that kind.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly record struct Mark(long Time, int Number);

    private struct Header
    {
        public int Entries;
        public int Asides;
        public int Patches;
        public int Bindings;
        public long First;

        public static int Size => Unsafe.SizeOf<Header>();
        public readonly int ShapesAt => Size + (Entries * sizeof(uint));

        // Filled up to whole numbers of four bytes.
        public readonly int AsidesAt => (ShapesAt + (Entries * sizeof(ushort)) + 3) & ~3;
        public readonly int MarksAt => AsidesAt + (Asides * sizeof(int));
        public readonly int Bytes => MarksAt + ((Patches + Bindings) * Unsafe.SizeOf<Mark>());
    }
}
