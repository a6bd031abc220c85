using System.Buffers.Binary;

namespace Kelvin.Storage;

/// <summary>
/// The keyed hash of an identity (kind and value), sixteen bytes. It names the identity, the stream of events that carry it
/// as their strongest identity, and, for one identity of each lead, the lead itself. Ordered by its bytes, as its text is.
/// </summary>
public readonly record struct StreamId(ulong High, ulong Low) : IComparable<StreamId>
{
    public const int Bytes = 16;

    /// <summary>Fixed for ever: the first ten bits of every id say which bucket of the store holds its rows.</summary>
    public const int BucketBits = 10;
    public const int Buckets = 1 << BucketBits;

    public int Bucket => (int)(High >> (64 - BucketBits));

    public static StreamId Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }

    /// <summary>Thirty-two hexadecimal digits in lower case.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    public static bool TryParse(string? text, out StreamId id)
    {
        id = default;
        if (text is not { Length: Bytes * 2 }) return false;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (Convert.FromHexString(text, bytes, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        id = Read(bytes);
        return true;
    }

    public int CompareTo(StreamId other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);
    public static bool operator <(StreamId left, StreamId right) => left.CompareTo(right) < 0;
    public static bool operator >(StreamId left, StreamId right) => left.CompareTo(right) > 0;
    public static bool operator <=(StreamId left, StreamId right) => left.CompareTo(right) <= 0;
    public static bool operator >=(StreamId left, StreamId right) => left.CompareTo(right) >= 0;
}
