using System.Buffers.Binary;

namespace Kelvin.Server.EventFiles;

/// <summary>
/// Numbers distinct runs of bytes in the order in which they are met. Made for millions: the bytes stand one after another
/// in large chunks, and a number costs eight bytes beside them and about sixteen in the table.
/// </summary>
internal sealed class ByteTable
{
    private const int ChunkBits = 20;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<byte[]> chunks = [];
    private int used = ChunkSize;
    private long[] places = new long[1024];

    // Each slot: the upper half of the hash, and the number plus one. Never more than half full.
    private ulong[] slots = new ulong[4096];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            var place = places[number];
            var chunk = chunks[(int)(place >> ChunkBits)];
            var at = (int)(place & (ChunkSize - 1));
            return chunk.AsSpan(at + 4, BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(at)));
        }
    }

    public int NumberOf(ReadOnlySpan<byte> bytes, ulong hash, out bool isNew)
    {
        var mark = hash >> 32 << 32;
        var mask = (uint)slots.Length - 1;
        for (var at = (uint)hash & mask; ; at = (at + 1) & mask)
        {
            var slot = slots[at];
            if (slot == 0)
            {
                isNew = true;
                slots[at] = mark | (uint)(Count + 1);
                Store(bytes);
                if (Count * 2 > slots.Length) Grow();
                return Count - 1;
            }
            var number = (int)(uint)slot - 1;
            if (slot >> 32 << 32 != mark || !this[number].SequenceEqual(bytes)) continue;
            isNew = false;
            return number;
        }
    }

    private void Store(ReadOnlySpan<byte> bytes)
    {
        if (used + 4 + bytes.Length > ChunkSize)
        {
            chunks.Add(new byte[ChunkSize]);
            used = 0;
        }
        if (Count == places.Length) Array.Resize(ref places, Count * 2);
        places[Count++] = ((long)(chunks.Count - 1) << ChunkBits) | (uint)used;
        BinaryPrimitives.WriteInt32LittleEndian(chunks[^1].AsSpan(used), bytes.Length);
        bytes.CopyTo(chunks[^1].AsSpan(used + 4));
        used += 4 + bytes.Length;
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
            slots[at] = (hash >> 32 << 32) | (uint)(number + 1);
        }
    }
}
