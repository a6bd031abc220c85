using System.Buffers.Binary;

namespace Kelvin.Server.EventFiles;

/// <summary>A 64-bit hash of bytes, the same on every machine. Equal hashes are always followed by a look at the bytes.</summary>
internal static class ByteHash
{
    private const ulong First = 0x9E3779B97F4A7C15, Second = 0xD1B54A32D192ED03;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong left = First ^ (ulong)bytes.Length, right = Second;
        // Two lanes, so that one multiplication need not wait for the other.
        while (bytes.Length >= 16)
        {
            left = Mix(left ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), Second);
            right = Mix(right ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]), First);
            bytes = bytes[16..];
        }
        if (bytes.Length >= 8)
        {
            left = Mix(left ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), Second);
            bytes = bytes[8..];
        }
        ulong rest = 0;
        for (var i = 0; i < bytes.Length; i++) rest |= (ulong)bytes[i] << (8 * i);
        return Mix(left ^ rest, right);
    }

    private static ulong Mix(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }
}

/// <summary>Lets a dictionary with byte arrays for keys be asked with bytes that stand elsewhere.</summary>
internal sealed class ByteComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly ByteComparer Instance = new();

    public bool Equals(byte[]? left, byte[]? right) => left.AsSpan().SequenceEqual(right);
    public int GetHashCode(byte[] bytes) => ByteHash.Of(bytes).GetHashCode();
    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);
    public int GetHashCode(ReadOnlySpan<byte> alternate) => ByteHash.Of(alternate).GetHashCode();
    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
