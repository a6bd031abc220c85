using System.Collections.Concurrent;
using Kelvin.Scoring.Timelines;

namespace Kelvin.Server.EventFiles;

/// <summary>
/// All calls of some files up to an instant, each as a small record, and the combinations of ids that they have. Made in
/// one pass: blocks are parsed on every processor, and their calls taken up in the order of the files.
/// </summary>
internal sealed class EventIndex
{
    public EventRecords Records { get; } = new();
    public Callers Callers { get; } = new();

    /// <summary>Calls that could not be read.</summary>
    public long BrokenCount { get; private set; }

    /// <summary>Calls of a time after the instant.</summary>
    public long AfterTheInstant { get; private set; }

    /// <param name="broken">Told of each call that cannot be read, in order.</param>
    /// <param name="progress">Told how many bytes have been read.</param>
    public static EventIndex Read(EventSource source, ShapeTable shapes, long at, Action<BrokenCall> broken, Action<long>? progress = null)
    {
        var index = new EventIndex();
        var blocks = new LineBlocks(source);
        var parsers = new ConcurrentBag<BlockParser>();
        var spare = new ConcurrentBag<ParsedBlock>();
        var underway = new Queue<Task<ParsedBlock>>();
        var lines = new long[source.FileCount];
        long bytesRead = 0;

        void TakeUpOldest()
        {
            var parsed = underway.Dequeue().GetAwaiter().GetResult();
            index.TakeUp(parsed, lines, broken);
            spare.Add(parsed);
        }

        foreach (var block in blocks.Read())
        {
            if (underway.Count > Environment.ProcessorCount) TakeUpOldest();
            underway.Enqueue(Task.Run(() =>
            {
                if (!parsers.TryTake(out var parser)) parser = new BlockParser(shapes, at);
                if (!spare.TryTake(out var parsed)) parsed = new ParsedBlock();
                parser.Parse(block, parsed);
                blocks.GiveBack(block);
                parsers.Add(parser);
                return parsed;
            }));
            bytesRead += block.Length;
            progress?.Invoke(bytesRead);
        }
        while (underway.Count > 0) TakeUpOldest();
        return index;
    }

    private void TakeUp(ParsedBlock parsed, long[] lines, Action<BrokenCall> broken)
    {
        foreach (var one in parsed.Broken) broken(one with { Line = one.Line + lines[parsed.File] });
        BrokenCount += parsed.Broken.Count;
        AfterTheInstant += parsed.AfterTheInstant;
        lines[parsed.File] += parsed.Lines;
        foreach (ref readonly var call in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parsed.Calls))
        {
            var caller = Callers.Met(parsed.CallerBytes.AsSpan(call.CallerStart, call.CallerLength), call.CallerHash, call.Record.Time);
            Records.Add(call.Record with { Caller = caller });
        }
    }
}
