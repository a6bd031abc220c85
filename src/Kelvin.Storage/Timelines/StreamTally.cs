using System.Buffers.Binary;
using Kelvin.Storage.Keys;

namespace Kelvin.Storage.Timelines;

/// <summary>
/// How many events a stream has, and the sum of their keys. It is kept beside the lead as events are added, so that
/// <c>kelvin verify</c> finds a row that was lost or put in by hand; it moves with its stream from lead to lead.
/// </summary>
public readonly record struct StreamTally(StreamId Stream, int Events, ulong Sum)
{
    private const int Bytes = StreamId.Bytes + 4 + 8;

    public StreamTally With(MessageKey added) => this with { Events = Events + 1, Sum = unchecked(Sum + added.High) };

    public static byte[] Write(IReadOnlyCollection<StreamTally> tallies)
    {
        var bytes = new byte[tallies.Count * Bytes];
        var at = bytes.AsSpan();
        foreach (var tally in tallies)
        {
            tally.Stream.Write(at);
            BinaryPrimitives.WriteInt32LittleEndian(at[StreamId.Bytes..], tally.Events);
            BinaryPrimitives.WriteUInt64LittleEndian(at[(StreamId.Bytes + 4)..], tally.Sum);
            at = at[Bytes..];
        }
        return bytes;
    }

    public static List<StreamTally> Read(ReadOnlySpan<byte> bytes)
    {
        var tallies = new List<StreamTally>(bytes.Length / Bytes);
        for (; bytes.Length >= Bytes; bytes = bytes[Bytes..])
        {
            tallies.Add(new StreamTally(StreamId.Read(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[StreamId.Bytes..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[(StreamId.Bytes + 4)..])));
        }
        return tallies;
    }
}
