using Kelvin.Scoring.Timelines;
using Kelvin.Server.Ingest;

namespace Kelvin.Server.EventFiles;

/// <summary>A line, or a call of a batch, that could not be read.</summary>
/// <param name="Line">From 1, within its file; in a parsed block within the block.</param>
/// <param name="Item">From 1, within a batch; 0: the line is none.</param>
public readonly record struct BrokenCall(int File, long Line, int Item, string Reason);

/// <summary>A call as a parser leaves it: its record, but for the number of its caller, whose bytes stand in the block.</summary>
/// <param name="Fact">The number among the block's facts; -1 if there is none.</param>
internal readonly record struct ParsedCall(EventRecord Record, ulong CallerHash, int CallerStart, int CallerLength, int Fact);

/// <summary>What came of one block of lines. Used again for another.</summary>
internal sealed class ParsedBlock
{
    public int File;

    /// <summary>The blocks of all files are numbered as they stand.</summary>
    public int Sequence;
    public long Lines;
    public long AfterTheInstant;
    public readonly List<ParsedCall> Calls = [];
    public readonly List<CallFact> Facts = [];
    public readonly List<BrokenCall> Broken = [];
    public byte[] CallerBytes = new byte[1 << 16];
    public int CallerBytesUsed;
    private int[] order = [];

    public void Clear()
    {
        Lines = 0;
        AfterTheInstant = 0;
        Calls.Clear();
        Facts.Clear();
        Broken.Clear();
        CallerBytesUsed = 0;
    }

    public Span<byte> RoomForCaller()
    {
        if (CallerBytes.Length - CallerBytesUsed < EventFiles.CallerBytes.MostBytes) Array.Resize(ref CallerBytes, CallerBytes.Length * 2);
        return CallerBytes.AsSpan(CallerBytesUsed);
    }

    /// <summary>The calls by the first bits of the hashes of their callers.</summary>
    /// <param name="ends">Filled with where each part begins, and the last one ends.</param>
    public ReadOnlySpan<int> OrderByPart(int bits, Span<int> ends)
    {
        ends.Clear();
        if (order.Length < Calls.Count) order = new int[Calls.Count + (Calls.Count / 2)];
        var calls = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Calls);
        foreach (ref readonly var call in calls) ends[(int)(call.CallerHash >> (64 - bits)) + 1]++;
        for (var part = 1; part < ends.Length; part++) ends[part] += ends[part - 1];
        Span<int> next = stackalloc int[ends.Length];
        ends.CopyTo(next);
        for (var i = 0; i < calls.Length; i++) order[next[(int)(calls[i].CallerHash >> (64 - bits))]++] = i;
        return order.AsSpan(0, calls.Length);
    }
}

/// <summary>Turns blocks of lines into records. For one thread at a time.</summary>
/// <param name="at">Calls of a later time do not exist.</param>
/// <param name="accounts">Numbers the accounts; null where no plan looks at any.</param>
internal sealed class BlockParser(ShapeTable shapes, AccountNumbers? accounts, long at)
{
    private readonly ShapeReader shapeReader = new(shapes);
    private readonly PatchReader? ofLeads = shapes.Traits.Keys.IsEmpty ? null : new(shapes.Traits);
    private readonly PatchReader ofAccounts = new(shapes.AccountTraits);

    public void Parse(LineBlock block, ParsedBlock into)
    {
        into.Clear();
        into.File = block.File;
        if (block.OverlongLine)
        {
            into.Lines = 1;
            Refuse(into, 0, LineTooLong);
            return;
        }
        var bytes = block.Span;
        for (var start = 0; start < bytes.Length;)
        {
            var length = bytes[start..].IndexOf((byte)'\n');
            var line = length < 0 ? bytes[start..] : bytes.Slice(start, length);
            into.Lines++;
            ParseLine(line, block.Offset + start, into);
            start += line.Length + 1;
        }
    }

    private static string LineTooLong => $"The line is longer than {EventSource.MaxLineBytes} bytes.";

    private void ParseLine(ReadOnlySpan<byte> line, long offset, ParsedBlock into)
    {
        if (line.Length >= EventSource.MaxLineBytes)
        {
            Refuse(into, 0, LineTooLong);
            return;
        }
        var call = LineBatch.Trimmed(line);
        if (call.IsEmpty) return;
        var problem = CallReader.Read(call, out var read, maxBytes: EventSource.MaxLineBytes);
        if (problem == CallProblem.TypeMissing && LineBatch.TryReadWithoutType(call, out var batch))
        {
            ParseBatch(call, batch!, offset, offset + line.IndexOf(call), into);
            return;
        }
        Take(problem, read, call, new EventPlace(into.File, offset, 0), 0, into);
    }

    /// <param name="offset">Of the line.</param>
    /// <param name="first">Of the batch's first byte, behind any white space.</param>
    private void ParseBatch(ReadOnlySpan<byte> line, LineBatch batch, long offset, long first, ParsedBlock into)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var item = batch.Call(line, i);
            var problem = CallReader.Read(item, out var call, maxBytes: 2 * EventSource.MaxLineBytes);
            var place = batch.IsPlain ? new EventPlace(into.File, first + batch.StartOf(i), EventPlace.Inside) : new EventPlace(into.File, offset, i);
            Take(problem, call, item, place, i + 1, into);
        }
    }

    private void Take(CallProblem problem, in Call call, ReadOnlySpan<byte> bytes, EventPlace place, int item, ParsedBlock into)
    {
        if (problem == CallProblem.None && call.StatedTime is null) problem = CallProblem.TimestampMissing;
        if (problem != CallProblem.None)
        {
            Refuse(into, item, problem.Sentence());
            return;
        }
        var time = call.StatedTime!.Value;
        if (time > at)
        {
            into.AfterTheInstant++;
            return;
        }
        var marks = call.Type switch
        {
            CallType.Identify => RecordMarks.Identify,
            CallType.Group => RecordMarks.Group,
            CallType.Alias => RecordMarks.NoEvent,
            _ => RecordMarks.None,
        };
        if (call.MessageId.IsEmpty) marks |= RecordMarks.MadeId;
        var messageHash = ByteHash.Of(call.MessageId.IsEmpty ? bytes : call.MessageId);
        var shape = call.IsEvent ? shapeReader.NumberOf(call) : 0;

        var fact = -1;
        if (FactOf(call, shape) is { } said)
        {
            fact = into.Facts.Count;
            into.Facts.Add(said);
        }
        var room = into.RoomForCaller();
        var length = CallerBytes.Write(call, room);
        into.Calls.Add(new ParsedCall(
            new EventRecord(time, messageHash, place.Packed, Caller: 0, EventRecord.Pack(shape, marks)),
            ByteHash.Of(room[..length]), into.CallerBytesUsed, length, fact));
        into.CallerBytesUsed += length;
    }

    /// <summary>What the call says of traits that plans look at; null if nothing, or if its shape has no number.</summary>
    private CallFact? FactOf(in Call call, int shape) => call.Type switch
    {
        _ when shape < 0 => null,
        CallType.Identify when ofLeads is not null => new CallFact(shape, -1, ofLeads.Of(call)),
        CallType.Group when accounts is not null => new CallFact(shape, accounts.NumberOf(call.GroupId), ofAccounts.Of(call)),
        _ => null,
    };

    private static void Refuse(ParsedBlock into, int item, string reason) =>
        into.Broken.Add(new BrokenCall(into.File, into.Lines, item, reason));
}
