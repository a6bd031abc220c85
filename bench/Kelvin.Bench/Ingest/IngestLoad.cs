using System.Diagnostics;
using System.Net;
using Kelvin.Bench.Workload;

namespace Kelvin.Bench.Ingest;

/// <summary>The workload as requests: whole bodies, made before anything is measured.</summary>
internal sealed class IngestLoad
{
    private IngestLoad(List<byte[]> bodies, List<byte[]> calls) => (Bodies, Calls) = (bodies, calls);

    public IReadOnlyList<byte[]> Bodies { get; }

    /// <summary>The calls one by one.</summary>
    public IReadOnlyList<byte[]> Calls { get; }

    /// <summary>The end of the year, in order of time: some calls to warm up, then those that are measured.</summary>
    public static (IngestLoad Before, IngestLoad Measured) Make(ReferenceWorkload workload, int before, int events, int batch)
    {
        var file = Path.GetTempFileName();
        try
        {
            Generate.Write(workload, Order.Time, file);
            var calls = File.ReadLines(file).TakeLast(before + events).Select(System.Text.Encoding.UTF8.GetBytes).ToList();
            return (Of(calls[..^events], batch), Of(calls[^events..], batch));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Sends all bodies over so many connections; gives the seconds until the last was acknowledged.</summary>
    public Task<double> Send(HttpClient http, int connections) => Send(http, connections, 0, Bodies.Count);

    /// <summary>The same of some of the bodies, the last excluded.</summary>
    public async Task<double> Send(HttpClient http, int connections, int from, int to)
    {
        var next = from - 1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < to;)
            {
                while (true)
                {
                    using var answer = await http.PostAsync("/v1/batch", new ByteArrayContent(Bodies[i]));
                    if (answer.StatusCode == HttpStatusCode.OK) break;
                    if (answer.StatusCode != HttpStatusCode.TooManyRequests) throw new InvalidOperationException($"The server answered {answer.StatusCode}.");
                    await Task.Delay(50);
                }
            }
        }));
        return watch.Elapsed.TotalSeconds;
    }

    private static IngestLoad Of(List<byte[]> calls, int batch) => new([.. calls.Chunk(batch).Select(Body)], calls);

    private static byte[] Body(byte[][] calls)
    {
        using var body = new MemoryStream();
        body.Write("""{"batch":["""u8);
        for (var i = 0; i < calls.Length; i++)
        {
            if (i > 0) body.Write(","u8);
            body.Write(calls[i]);
        }
        body.Write("]}"u8);
        return body.ToArray();
    }
}
