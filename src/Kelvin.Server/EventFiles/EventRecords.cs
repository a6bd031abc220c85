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

    /// <summary>What the call says is kept as a <see cref="CallFact"/>, which holds the shape too.</summary>
    Fact = 16,
}

/// <summary>What is kept of a call: nothing of variable length, thirty-two bytes. The rest is read again where it is needed.</summary>
/// <param name="MessageHash">Equal for equal messageIds; of unequal ones almost never.</param>
/// <param name="Place">Where it stands, and so also which of two came first.</param>
/// <param name="Caller">Its number within its part.</param>
/// <param name="NumberAndMarks">The number is that of its shape in the table of the plan set, -1 where that was full; or of its fact.</param>
internal readonly record struct EventRecord(long Time, ulong MessageHash, ulong Place, int Caller, int NumberAndMarks)
{
    private const int MarksAt = 24;

    /// <summary>Of the shape, or of the fact.</summary>
    public int Number => (NumberAndMarks & ((1 << MarksAt) - 1)) - 1;
    public RecordMarks Marks => (RecordMarks)(NumberAndMarks >>> MarksAt);
    public bool Is(RecordMarks mark) => (Marks & mark) != 0;

    public static int Pack(int number, RecordMarks marks) => (number + 1) | ((int)marks << MarksAt);
}

/// <summary>
/// The records of all calls, divided into parts by the hash of their callers, so that every processor can take up what it has
/// parsed. Once all are taken up they are grouped by caller.
/// </summary>
internal sealed class EventRecords
{
    private const int PartBits = 6;
    private readonly RecordPart[] parts = [.. Enumerable.Range(0, 1 << PartBits).Select(_ => new RecordPart())];
    private readonly int[] firstCallers = new int[(1 << PartBits) + 1];

    public required CallFacts Facts { get; init; }

    /// <summary>How many calls were taken up.</summary>
    public int Count => parts.Sum(part => part.Count);

    public int CallerCount => firstCallers[^1];

    /// <summary>Takes up the calls of a block. Safe for many threads.</summary>
    public void TakeUp(ParsedBlock block)
    {
        var firstFact = Facts.Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(block.Facts));
        Span<int> ends = stackalloc int[parts.Length + 1];
        var order = block.OrderByPart(PartBits, ends);
        // Each begins elsewhere, so that they rarely wait for one another.
        var begin = (int)((uint)block.Sequence * 23 % (uint)parts.Length);
        for (var i = 0; i < parts.Length; i++)
        {
            var part = (begin + i) % parts.Length;
            if (ends[part] < ends[part + 1]) parts[part].TakeUp(block, order[ends[part]..ends[part + 1]], firstFact);
        }
    }

    /// <summary>Groups the records by caller, which from then on have numbers over all parts.</summary>
    public void GroupByCaller()
    {
        for (var part = 0; part < parts.Length; part++) firstCallers[part + 1] = firstCallers[part] + parts[part].CallerCount;
        Parallel.For(0, parts.Length, () => Array.Empty<EventRecord>(), (part, _, room) => parts[part].GroupByCaller(room), _ => { });
    }

    /// <summary>The ids of a caller, as <see cref="CallerBytes"/> has them.</summary>
    public ReadOnlySpan<byte> CallerOf(int caller) => parts[PartOf(caller)].CallerBytesOf(caller - firstCallers[PartOf(caller)]);

    /// <summary>The time of a caller's first call.</summary>
    public long EarliestOf(int caller) => parts[PartOf(caller)].EarliestOf(caller - firstCallers[PartOf(caller)]);

    /// <summary>The records of a caller.</summary>
    public RecordRun RunOf(int caller)
    {
        var part = PartOf(caller);
        return parts[part].RunOf(caller - firstCallers[part]);
    }

    private int PartOf(int caller)
    {
        int low = 0, high = parts.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            if (firstCallers[middle] <= caller) low = middle;
            else high = middle - 1;
        }
        return low;
    }
}
