using System.Diagnostics;
using System.Text;

namespace Kelvin.Bench.Acting;

/// <summary>
/// How long it takes until somebody hears: of a call that crosses a line, from its acknowledgement to the first bytes of the first
/// delivery. And the least that a message needs which must not be lost: a page synced to the disk, then a request.
/// </summary>
internal sealed class Probes(HttpClient tracking, Listener listener) : IDisposable
{
    /// <summary>Between two of them, below what one webhook is sent by default.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(20);

    private readonly HttpClient bare = new();
    private readonly FileStream file = new(Path.GetTempFileName(), FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
    private readonly List<(string User, long Sent, long Acknowledged)> sent = [];
    private readonly List<(string User, long Begun)> barely = [];

    /// <summary>Milliseconds from the acknowledgement, of each probe that arrived.</summary>
    public List<double> FromAcknowledgement => [.. sent.Select(probe => Until(probe.Acknowledged, probe.User)).OfType<double>()];

    public List<double> FromRequest => [.. sent.Select(probe => Until(probe.Sent, probe.User)).OfType<double>()];

    public List<double> Bare => [.. barely.Select(probe => Until(probe.Begun, probe.User)).OfType<double>()];

    public int Lost => sent.Count - FromRequest.Count;

    /// <summary>A probe, and a bare write and request, in turn until it is told to stop.</summary>
    public async Task Run(string name, CancellationToken stop)
    {
        var page = new byte[4096];
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await Task.Delay(Every / 2, CancellationToken.None);
            var user = $"{name} {i}";
            var begun = Stopwatch.GetTimestamp();
            using (var answer = await tracking.PostAsync("/v1/track", new StringContent($$"""{"event":"Probed","userId":"{{user}}"}""", Encoding.UTF8, "application/json"), CancellationToken.None)) answer.EnsureSuccessStatusCode();
            sent.Add((user, begun, Stopwatch.GetTimestamp()));
            await Task.Delay(Every / 2, CancellationToken.None);
            barely.Add(($"bare {user}", Stopwatch.GetTimestamp()));
            file.Write(page);
            file.Flush(flushToDisk: true);
            using (await bare.PostAsync(listener.Url, new StringContent($$"""{"userId":"bare {{user}}"}"""), CancellationToken.None)) { }
        }
        for (var patience = Stopwatch.StartNew(); Lost > 0 && patience.Elapsed < LastPatience;) await Task.Delay(10, CancellationToken.None);
    }

    public void Dispose()
    {
        bare.Dispose();
        file.Dispose();
    }

    /// <summary>A delivery may be there before its caller has read the answer.</summary>
    private double? Until(long from, string user) => listener.ArrivalOf(user) is { } at ? Math.Max(0, Stopwatch.GetElapsedTime(from, at).TotalMilliseconds) : null;
}
