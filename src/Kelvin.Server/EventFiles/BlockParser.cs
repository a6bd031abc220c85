using Kelvin.Scoring.Timelines;
using Kelvin.Server.Ingest;

namespace Kelvin.Server.EventFiles;

/// <summary>A line, or a call of a batch, that could not be read.</summary>
/// <param name="Line">From 1, within its file; in a parsed block within the block.</param>
/// <param name="Item">From 1, within a batch; 0: the line is none.</param>
public readonly record struct BrokenCall(int File, long Line, int Item, string Reason);

/// <summary>A call as a parser leaves it: its record, but for the number of its caller, whose bytes stand in the block.</summary>
internal readonly record struct ParsedCall(EventRecord Record, ulong CallerHash, int CallerStart, int CallerLength);

/// <summary>What came of one block of lines. Used again for another.</summary>
internal sealed class ParsedBlock
{
    public int File;
    public long Lines;
    public long AfterTheInstant;
    public readonly List<ParsedCall> Calls = [];
    public readonly List<BrokenCall> Broken = [];
    public byte[] CallerBytes = new byte[1 << 16];
    public int CallerBytesUsed;

    public void Clear()
    {
        Lines = 0;
        AfterTheInstant = 0;
        Calls.Clear();
        Broken.Clear();
        CallerBytesUsed = 0;
    }

    public Span<byte> RoomForCaller()
    {
        if (CallerBytes.Length - CallerBytesUsed < EventFiles.CallerBytes.MostBytes) Array.Resize(ref CallerBytes, CallerBytes.Length * 2);
        return CallerBytes.AsSpan(CallerBytesUsed);
    }
}

/// <summary>Turns blocks of lines into records. For one thread at a time.</summary>
/// <param name="at">Calls of a later time do not exist.</param>
internal sealed class BlockParser(ShapeTable shapes, long at)
{
    private readonly ShapeReader shapeReader = new(shapes);

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

        var room = into.RoomForCaller();
        var length = CallerBytes.Write(call, room);
        into.Calls.Add(new ParsedCall(
            new EventRecord(time, messageHash, place.Packed, Caller: 0, EventRecord.Pack(shape, marks)),
            ByteHash.Of(room[..length]), into.CallerBytesUsed, length));
        into.CallerBytesUsed += length;
    }

    private static void Refuse(ParsedBlock into, int item, string reason) =>
        into.Broken.Add(new BrokenCall(into.File, into.Lines, item, reason));
}
