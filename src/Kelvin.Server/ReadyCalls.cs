using System.Runtime.ExceptionServices;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Identity;
using Kelvin.Server.Ingest;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Keys;

namespace Kelvin.Server;

/// <summary>A waiting call, as far as it can be understood without the store.</summary>
/// <param name="Event">Null for an alias, which is none.</param>
/// <param name="Key">Of the event, within its stream.</param>
internal sealed record ReadyCall(CallNames Names, Identity.Stamp Stamp, Event? Event, MessageKey Key, long? StatedTime)
{
    public static ReadyCall[] Of(InboxBatch batch, ServerKey key)
    {
        var calls = new ReadyCall[batch.Items.Count];
        for (var i = 0; i < calls.Length; i++) calls[i] = Of(batch, batch.Items[i], key);
        return calls;
    }

    private static ReadyCall Of(InboxBatch batch, InboxItem item, ServerKey key)
    {
        if (CallReader.Read(item.Json.Span, out var call, (CallType)item.Type, int.MaxValue) is var problem and not CallProblem.None)
            throw new InvalidOperationException($"A call that was accepted is now refused: {problem}.");
        var messageId = item.MessageId ?? Call.Text(call.MessageId);
        var timestamp = Math.Min(item.Timestamp ?? batch.ReceivedAt, batch.ReceivedAt);
        var e = call.IsEvent ? call.ToEvent(messageId, timestamp) : null;
        return new ReadyCall(CallNames.Of(in call, key), new Identity.Stamp(timestamp, messageId), e, e is null ? default : key.MessageOf(messageId), call.StatedTime);
    }
}

/// <summary>
/// Reads waiting calls ahead of the writer, on whatever core is idle, while the writer applies those before them. Where no
/// other thread comes to it, the writer reads them itself.
/// </summary>
internal sealed class ReadyCalls
{
    /// <summary>Fewer calls are read sooner than another thread is told of them.</summary>
    private const int WorthAThread = 20;

    private readonly IReadOnlyList<WaitingCalls> rows;
    private readonly ServerKey key;
    private readonly Row[] ready;
    private volatile bool stopped;

    public ReadyCalls(IReadOnlyList<WaitingCalls> rows, ServerKey key)
    {
        (this.rows, this.key) = (rows, key);
        ready = new Row[rows.Count];
        for (var i = 0; i < ready.Length; i++) ready[i] = new Row();
        if (rows.Count > 1 && rows.Sum(row => row.Batch.Items.Count) >= WorthAThread) ThreadPool.UnsafeQueueUserWorkItem(static self => self.ReadOn(), this, preferLocal: false);
    }

    /// <summary>The calls of a row; throws what reading them threw.</summary>
    public ReadyCall[] Of(int place)
    {
        var row = ready[place];
        if (row.Claim()) Read(place);
        else row.Wait();
        row.Fault?.Throw();
        return row.Calls!;
    }

    /// <summary>The rows not yet begun are not needed any more.</summary>
    public void Stop() => stopped = true;

    private void ReadOn()
    {
        for (var place = 0; place < ready.Length && !stopped; place++)
        {
            if (ready[place].Claim()) Read(place);
        }
    }

    private void Read(int place)
    {
        var row = ready[place];
        try
        {
            row.Calls = ReadyCall.Of(rows[place].Batch, key);
        }
        catch (Exception fault)
        {
            row.Fault = ExceptionDispatchInfo.Capture(fault);
        }
        row.Done();
    }

    private sealed class Row
    {
        private int claimed;
        private volatile bool isDone;

        public ReadyCall[]? Calls;
        public ExceptionDispatchInfo? Fault;

        public bool Claim() => Interlocked.Exchange(ref claimed, 1) == 0;

        public void Done() => isDone = true;

        /// <summary>Another thread is at it, and will be done within a millisecond.</summary>
        public void Wait()
        {
            var spin = new SpinWait();
            while (!isDone) spin.SpinOnce();
        }
    }
}
