using System.Collections.Concurrent;
using Kelvin.Scoring.Scores;

namespace Kelvin.Server.EventFiles;

/// <summary>
/// All calls of some files up to an instant, each as a small record. Made in one pass: every processor parses blocks and takes
/// up their calls; only what is told of broken calls is told in the order of the files.
/// </summary>
internal sealed class EventIndex
{
    private EventIndex(PlanSet plans, int mostFacts)
    {
        Records = new EventRecords { Facts = new CallFacts(mostFacts) };
        if (plans.AccountKeys.Count > 0 || plans.AccountPlans.Count > 0) Accounts = new AccountNumbers(Records.Facts);
    }

    public EventRecords Records { get; }

    /// <summary>The accounts that group calls name; null where no plan looks at any.</summary>
    public AccountNumbers? Accounts { get; }

    /// <summary>Calls that could not be read.</summary>
    public long BrokenCount { get; private set; }

    /// <summary>Calls of a time after the instant.</summary>
    public long AfterTheInstant { get; private set; }

    /// <param name="broken">Told of each call that cannot be read, in order.</param>
    /// <param name="progress">Told how many bytes have been read.</param>
    public static EventIndex Read(EventSource source, PlanSet plans, long at, Action<BrokenCall> broken, int mostFacts, Action<long>? progress = null)
    {
        var index = new EventIndex(plans, mostFacts);
        var blocks = new LineBlocks(source);
        var parsers = new ConcurrentBag<BlockParser>();
        var spare = new ConcurrentBag<ParsedBlock>();
        var underway = new Queue<Task<ParsedBlock>>();
        var lines = new long[source.FileCount];
        long bytesRead = 0;
        var sequence = 0;

        void FinishOldest()
        {
            var parsed = underway.Dequeue().GetAwaiter().GetResult();
            index.Count(parsed, lines, broken);
            spare.Add(parsed);
        }

        foreach (var block in blocks.Read())
        {
            if (underway.Count > 2 * Environment.ProcessorCount) FinishOldest();
            var number = sequence++;
            underway.Enqueue(Task.Run(() =>
            {
                if (!parsers.TryTake(out var parser)) parser = new BlockParser(plans.Shapes, index.Accounts, at);
                if (!spare.TryTake(out var parsed)) parsed = new ParsedBlock();
                parsed.Sequence = number;
                parser.Parse(block, parsed);
                blocks.GiveBack(block);
                parsers.Add(parser);
                index.Records.TakeUp(parsed);
                return parsed;
            }));
            bytesRead += block.Length;
            progress?.Invoke(bytesRead);
        }
        while (underway.Count > 0) FinishOldest();
        index.Records.GroupByCaller();
        return index;
    }

    private void Count(ParsedBlock parsed, long[] lines, Action<BrokenCall> broken)
    {
        foreach (var one in parsed.Broken) broken(one with { Line = one.Line + lines[parsed.File] });
        BrokenCount += parsed.Broken.Count;
        AfterTheInstant += parsed.AfterTheInstant;
        lines[parsed.File] += parsed.Lines;
    }
}
