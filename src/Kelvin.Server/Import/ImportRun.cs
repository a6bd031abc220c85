using System.Text;

namespace Kelvin.Server.Import;

/// <summary>What an import came to.</summary>
/// <param name="Rows">Rows or lines that were read.</param>
/// <param name="Rejected">Rows that were not taken.</param>
/// <param name="Calls">By kind, or by the event's name: what the rest became.</param>
internal sealed record ImportSum(long Rows, long Rejected, IReadOnlyDictionary<string, long> Calls);

/// <summary>One import: reads rows, sends their calls in batches, and keeps what was not taken.</summary>
internal sealed class ImportRun(ImportFile file, ImportTarget target, TextWriter? rejects, Action<long, string> rejected)
{
    private const int CallsPerBatch = 1_000;
    private const int BytesPerBatch = 400_000;

    private readonly List<(ImportRow Row, byte[] Call)> waiting = [];
    private readonly Dictionary<string, long> calls = new(StringComparer.Ordinal);
    private readonly HashSet<long> rejectedLines = [];
    private int waitingBytes;
    private long rows;

    /// <param name="progress">Told how far the file is read, in bytes, and how many rows that are.</param>
    public async Task<ImportSum> Run(Action<long, long>? progress, CancellationToken cancellation)
    {
        foreach (var row in file.Rows())
        {
            cancellation.ThrowIfCancellationRequested();
            rows++;
            if (row.Problem is { } problem)
            {
                Reject(row, problem);
                continue;
            }
            // A row's calls go together, so that it is either in or to be sent again.
            foreach (var call in row.Calls)
            {
                waiting.Add((row, call));
                waitingBytes += call.Length;
            }
            if (waiting.Count < CallsPerBatch && waitingBytes < BytesPerBatch) continue;
            await Send(cancellation);
            progress?.Invoke(file.Position, rows);
        }
        await Send(cancellation);
        progress?.Invoke(file.Length, rows);
        await target.Finish(cancellation);
        return new ImportSum(rows, rejectedLines.Count, calls);
    }

    private async Task Send(CancellationToken cancellation)
    {
        // A line may hold more calls than the server takes at once.
        foreach (var batch in waiting.Chunk(CallsPerBatch * 2))
        {
            var refused = (await target.Send([.. batch.Select(one => one.Call)], cancellation)).ToDictionary(one => one.Index, one => one.Reason);
            for (var i = 0; i < batch.Length; i++)
            {
                if (refused.TryGetValue(i, out var reason)) Reject(batch[i].Row, reason);
                else Count(batch[i].Call);
            }
        }
        waiting.Clear();
        waitingBytes = 0;
    }

    private void Reject(ImportRow row, string reason)
    {
        if (!rejectedLines.Add(row.Line)) return;
        rejected(row.Line, reason);
        if (rejects is not null) file.WriteRejected(rejects, row, reason, first: rejectedLines.Count == 1);
    }

    private void Count(byte[] json)
    {
        Ingest.CallReader.Read(json, out var call);
        var name = call.EventName.IsEmpty ? "alias" : Encoding.UTF8.GetString(call.EventName);
        calls[name] = calls.GetValueOrDefault(name) + 1;
    }
}
