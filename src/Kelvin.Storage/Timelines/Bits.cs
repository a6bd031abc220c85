using System.Numerics;

namespace Kelvin.Storage.Timelines;

/// <summary>Writes numbers in as many bits as they need, and some that say how many.</summary>
internal sealed class BitWriter
{
    private readonly ByteWriter to = new();
    private ulong waiting;
    private int count;

    public void Clear()
    {
        to.Clear();
        (waiting, count) = (0, 0);
    }

    /// <param name="bits">At most 56.</param>
    public void Write(ulong value, int bits)
    {
        waiting |= value << count;
        count += bits;
        for (; count >= 8; count -= 8)
        {
            to.Byte((byte)waiting);
            waiting >>= 8;
        }
    }

    /// <summary>A number of up to 2^42, after a length of five bits, or eleven.</summary>
    public void Long(ulong value)
    {
        var length = 64 - BitOperations.LeadingZeroCount(value);
        if (length < BitReader.LongMark) Write((ulong)length, BitReader.LongBits);
        else Write((ulong)(BitReader.LongMark | (length << BitReader.LongBits)), BitReader.LongBits + BitReader.RestBits);
        if (length > 1) Write(value & ((1UL << (length - 1)) - 1), length - 1);
    }

    /// <summary>A number of up to 2^17, after a length of four bits.</summary>
    public void Short(uint value)
    {
        var length = 32 - BitOperations.LeadingZeroCount(value);
        if (length >= BitReader.ShortMark)
        {
            Write((ulong)BitReader.ShortMark | ((ulong)value << BitReader.ShortBits), BitReader.ShortBits + BitReader.WholeBits);
            return;
        }
        Write((ulong)length, BitReader.ShortBits);
        if (length > 1) Write(value & ((1UL << (length - 1)) - 1), length - 1);
    }

    /// <summary>All that was written, filled up to whole bytes.</summary>
    public ReadOnlySpan<byte> End()
    {
        if (count > 0) to.Byte((byte)waiting);
        (waiting, count) = (0, 0);
        return to.Written;
    }
}

/// <summary>Reads what <see cref="BitWriter"/> wrote.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    public const int LongBits = 5, LongMark = 31, RestBits = 6;
    public const int ShortBits = 4, ShortMark = 15, WholeBits = 18;

    private readonly ReadOnlySpan<byte> bytes = bytes;
    private ulong waiting;
    private int count;
    private int next;

    public ulong Read(int bits)
    {
        if (count < bits) Fill(bits);
        var value = waiting & ((1UL << bits) - 1);
        waiting >>= bits;
        count -= bits;
        return value;
    }

    public ulong Long()
    {
        var length = (int)Read(LongBits);
        if (length == LongMark) length = (int)Read(RestBits);
        if (length > 48) throw new StoreException("A pack holds a time that no event has.");
        return length switch
        {
            0 => 0,
            1 => 1,
            _ => Read(length - 1) | (1UL << (length - 1)),
        };
    }

    public uint Short()
    {
        var length = (int)Read(ShortBits);
        return length switch
        {
            0 => 0,
            1 => 1,
            ShortMark => (uint)Read(WholeBits),
            _ => (uint)Read(length - 1) | (1U << (length - 1)),
        };
    }

    private void Fill(int bits)
    {
        while (count <= 56 && next < bytes.Length)
        {
            waiting |= (ulong)bytes[next++] << count;
            count += 8;
        }
        if (count < bits) throw new StoreException("A pack ends before its events do.");
    }
}
