namespace Kelvin.Server.EventFiles;

[Flags]
internal enum RecordMarks : byte
{
    None = 0,
    Identify = 1,
    Group = 2,

    /// <summary>An alias: it links, but is no event.</summary>
    NoEvent = 4,

    /// <summary>The call had no messageId; the hash is that of its content, and equal ones are different events.</summary>
    MadeId = 8,
}

/// <summary>What is kept of a call: nothing of variable length, thirty-two bytes. The rest is read again where it is needed.</summary>
/// <param name="MessageHash">Equal for equal messageIds; of unequal ones almost never.</param>
/// <param name="Shape">In the table of the plan set; -1 where that was full.</param>
internal readonly record struct EventRecord(long Time, ulong MessageHash, ulong Place, int Caller, int ShapeAndMarks)
{
    public const int UnnumberedShape = -1;

    public int Shape => (ShapeAndMarks & 0xFFFFFF) - 1;
    public RecordMarks Marks => (RecordMarks)(ShapeAndMarks >>> 24);

    public static int Pack(int shape, RecordMarks marks) => (shape + 1) | ((int)marks << 24);
}

/// <summary>A list of records in chunks, so that it grows without being copied.</summary>
internal sealed class EventRecords
{
    private const int ChunkBits = 16;
    private readonly List<EventRecord[]> chunks = [];

    public int Count { get; private set; }

    public ref readonly EventRecord this[int index] => ref chunks[index >> ChunkBits][index & ((1 << ChunkBits) - 1)];

    public void Add(in EventRecord record)
    {
        if (Count >> ChunkBits == chunks.Count) chunks.Add(new EventRecord[1 << ChunkBits]);
        chunks[^1][Count & ((1 << ChunkBits) - 1)] = record;
        Count++;
    }
}
