using System.Buffers.Binary;

namespace Kelvin.Storage.Keys;

/// <summary>The keyed hash of a messageId, twelve bytes: too many for two ids of one stream ever to share it.</summary>
public readonly record struct MessageKey(ulong High, uint Low)
{
    public const int Bytes = 12;

    public static MessageKey Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], Low);
    }
}
