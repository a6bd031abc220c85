namespace Kelvin.Server.EventFiles;

/// <summary>Records that lie side by side in one part.</summary>
internal readonly record struct RecordRun(RecordPart Part, int Start, int Count)
{
    public void CopyTo(Span<EventRecord> into) => Part.Copy(Start, into[..Count]);
    public void CopyFrom(ReadOnlySpan<EventRecord> from) => Part.Replace(Start, from);
}

/// <summary>The callers whose hashes begin alike, numbered as they are met, with the records of their calls.</summary>
internal sealed class RecordPart
{
    // Chunks, so that it grows without being copied; large enough not to be moved by the garbage collector either.
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;

    private const int TouchedAtOnce = 32;

    private readonly Lock filling = new();
    private readonly List<EventRecord[]> chunks = [];

    // The note beside a caller is the time of its first call.
    private readonly ByteTable callers = new();
    private int[] starts = [];
    private ulong touched;

    public int Count { get; private set; }
    public int CallerCount => callers.Count;

    public ref readonly EventRecord this[int place] => ref chunks[place >> ChunkBits][place & (ChunkSize - 1)];

    public ReadOnlySpan<byte> CallerBytesOf(int caller) => callers[caller];
    public long EarliestOf(int caller) => callers.NoteOf(caller);
    public RecordRun RunOf(int caller) => new(this, starts[caller], starts[caller + 1] - starts[caller]);

    /// <param name="calls">Which calls of the block.</param>
    /// <param name="firstFact">The number of the block's first fact; -1 if its facts could not be kept.</param>
    public void TakeUp(ParsedBlock block, ReadOnlySpan<int> calls, int firstFact)
    {
        var parsed = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(block.Calls);
        lock (filling)
        {
            for (var i = 0; i < calls.Length; i++)
            {
                if (i % TouchedAtOnce == 0) Touch(parsed, calls[i..]);
                ref readonly var call = ref parsed[calls[i]];
                var caller = callers.NumberOf(block.CallerBytes.AsSpan(call.CallerStart, call.CallerLength), call.CallerHash, out var isNew, out var earliest);
                if (isNew || call.Record.Time < earliest[0]) earliest[0] = call.Record.Time;
                var numberAndMarks = call.Fact < 0 || firstFact < 0 ? call.Record.NumberAndMarks
                    : EventRecord.Pack(firstFact + call.Fact, call.Record.Marks | RecordMarks.Fact);
                if (Count >> ChunkBits == chunks.Count) chunks.Add(GC.AllocateUninitializedArray<EventRecord>(ChunkSize));
                chunks[^1][Count++ & (ChunkSize - 1)] = call.Record with { Caller = caller, NumberAndMarks = numberAndMarks };
            }
        }
    }

    private void Touch(ReadOnlySpan<ParsedCall> parsed, ReadOnlySpan<int> calls)
    {
        Span<ulong> hashes = stackalloc ulong[Math.Min(TouchedAtOnce, calls.Length)];
        for (var i = 0; i < hashes.Length; i++) hashes[i] = parsed[calls[i]].CallerHash;
        touched = callers.Touch(hashes);
    }

    /// <param name="room">Used for the while.</param>
    /// <returns>The room, or a larger one.</returns>
    public EventRecord[] GroupByCaller(EventRecord[] room)
    {
        starts = new int[CallerCount + 1];
        if (CallerCount == 0) return room;
        if (CallerCount == 1)
        {
            starts[1] = Count;
            return room;
        }
        if (room.Length < Count) room = GC.AllocateUninitializedArray<EventRecord>(Count);
        Copy(0, room.AsSpan(0, Count));
        foreach (ref readonly var record in room.AsSpan(0, Count)) starts[record.Caller + 1]++;
        for (var caller = 0; caller < CallerCount; caller++) starts[caller + 1] += starts[caller];
        var next = starts.AsSpan(0, CallerCount).ToArray();
        foreach (ref readonly var record in room.AsSpan(0, Count))
        {
            var place = next[record.Caller]++;
            chunks[place >> ChunkBits][place & (ChunkSize - 1)] = record;
        }
        return room;
    }

    public void Copy(int start, Span<EventRecord> into)
    {
        while (!into.IsEmpty)
        {
            var some = chunks[start >> ChunkBits].AsSpan(start & (ChunkSize - 1));
            if (some.Length > into.Length) some = some[..into.Length];
            some.CopyTo(into);
            into = into[some.Length..];
            start += some.Length;
        }
    }

    public void Replace(int start, ReadOnlySpan<EventRecord> from)
    {
        while (!from.IsEmpty)
        {
            var some = chunks[start >> ChunkBits].AsSpan(start & (ChunkSize - 1));
            if (some.Length > from.Length) some = some[..from.Length];
            from[..some.Length].CopyTo(some);
            from = from[some.Length..];
            start += some.Length;
        }
    }
}
