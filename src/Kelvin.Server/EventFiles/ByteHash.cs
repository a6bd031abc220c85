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
        return Mix(left ^ Rest(bytes), right);
    }

    /// <summary>The last bytes, fewer than eight, as a number; unequal ones of one length are unequal.</summary>
    private static ulong Rest(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) << 32),
        >= 2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes) | ((ulong)bytes[^1] << 16),
        1 => bytes[0],
        _ => 0,
    };

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
