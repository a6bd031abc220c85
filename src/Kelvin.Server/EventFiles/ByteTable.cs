using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Kelvin.Server.EventFiles;

/// <summary>
/// Numbers distinct runs of bytes in the order in which they are met, and keeps a number of the user's own beside each. Made
/// for millions: the bytes stand one after another in large chunks. A look-up touches two places in memory, the slot and the
/// entry; that is what it costs.
/// </summary>
internal sealed class ByteTable
{
    private const int ChunkBits = 17;
    private const int ChunkSize = 1 << ChunkBits;

    // An entry: its length, its number, the note beside it, its bytes; and then it is filled up to whole eights.
    private const int NumberAt = 4;
    private const int NoteAt = 8;
    private const int BytesAt = 16;

    // A slot: 24 bits of the hash, and 40 of the entry's place plus one. Never more than half full.
    private const int PlaceBits = 40;
    private const ulong PlaceMask = (1UL << PlaceBits) - 1;

    private readonly List<byte[]> chunks = [];
    private int used = ChunkSize;
    private long[] places = new long[1024];
    private ulong[] slots = new ulong[4096];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int number] => BytesOf(EntryAt(places[number]));

    /// <summary>The number kept beside some bytes.</summary>
    public ref long NoteOf(int number) => ref NoteIn(EntryAt(places[number]));

    public int NumberOf(ReadOnlySpan<byte> bytes, ulong hash, out bool isNew) => NumberOf(bytes, hash, out isNew, out _);

    /// <param name="note">The number kept beside the bytes; 0 when they are new.</param>
    public int NumberOf(ReadOnlySpan<byte> bytes, ulong hash, out bool isNew, out Span<long> note)
    {
        var mark = hash & ~PlaceMask;
        var mask = (uint)slots.Length - 1;
        for (var at = (uint)hash & mask; ; at = (at + 1) & mask)
        {
            var slot = slots[at];
            if (slot == 0)
            {
                isNew = true;
                slots[at] = mark | (ulong)(Store(bytes) + 1);
                note = new Span<long>(ref NoteOf(Count - 1));
                if (Count * 2 > slots.Length) Grow();
                return Count - 1;
            }
            if ((slot & ~PlaceMask) != mark) continue;
            var entry = EntryAt((long)(slot & PlaceMask) - 1);
            if (!BytesOf(entry).SequenceEqual(bytes)) continue;
            isNew = false;
            note = new Span<long>(ref NoteIn(entry));
            return BinaryPrimitives.ReadInt32LittleEndian(entry[NumberAt..]);
        }
    }

    /// <summary>
    /// Touches the slots of bytes that will be asked for soon, and then their entries. A look-up waits for memory twice; of
    /// many such touches, which do not wait for one another, the processor has a dozen underway at once.
    /// </summary>
    /// <returns>Nothing of use; so that it is not left out.</returns>
    public ulong Touch(ReadOnlySpan<ulong> hashes)
    {
        var mask = (uint)slots.Length - 1;
        ulong touched = 0;
        foreach (var hash in hashes) touched += slots[(uint)hash & mask];
        foreach (var hash in hashes)
        {
            if (slots[(uint)hash & mask] is not 0 and var slot) touched += EntryAt((long)(slot & PlaceMask) - 1)[0];
        }
        return touched;
    }

    private Span<byte> EntryAt(long place) => chunks[(int)(place >> ChunkBits)].AsSpan((int)(place & (ChunkSize - 1)));

    private static ReadOnlySpan<byte> BytesOf(ReadOnlySpan<byte> entry) => entry.Slice(BytesAt, BinaryPrimitives.ReadInt32LittleEndian(entry));

    private static ref long NoteIn(Span<byte> entry) => ref MemoryMarshal.Cast<byte, long>(entry.Slice(NoteAt, sizeof(long)))[0];

    private long Store(ReadOnlySpan<byte> bytes)
    {
        var length = (BytesAt + bytes.Length + 7) & ~7;
        if (used + length > ChunkSize)
        {
            chunks.Add(GC.AllocateUninitializedArray<byte>(ChunkSize));
            used = 0;
        }
        var place = ((long)(chunks.Count - 1) << ChunkBits) | (uint)used;
        var entry = EntryAt(place);
        BinaryPrimitives.WriteInt32LittleEndian(entry, bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(entry[NumberAt..], Count);
        NoteIn(entry) = 0;
        bytes.CopyTo(entry[BytesAt..]);
        used += length;
        if (Count == places.Length) Array.Resize(ref places, Count * 2);
        places[Count++] = place;
        return place;
    }

    private void Grow()
    {
        slots = new ulong[slots.Length * 2];
        var mask = (uint)slots.Length - 1;
        for (var number = 0; number < Count; number++)
        {
            var hash = ByteHash.Of(this[number]);
            var at = (uint)hash & mask;
            while (slots[at] != 0) at = (at + 1) & mask;
            slots[at] = (hash & ~PlaceMask) | (ulong)(places[number] + 1);
        }
    }
}
