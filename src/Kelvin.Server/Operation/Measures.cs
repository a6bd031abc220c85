using System.Diagnostics.Metrics;
using Kelvin.Storage;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Operation;

/// <summary>
/// What whoever runs the server watches. Durations are taken as they happen; depths and sums are read from the store when
/// somebody asks, at most once a second.
/// </summary>
internal sealed class Measures : IDisposable
{
    /// <summary>The name under which instruments are found.</summary>
    public const string Name = "Kelvin";

    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(1);

    private readonly Store store;
    private readonly TimeProvider clock;
    private readonly Meter meter = new(Name);
    private readonly Histogram<double> requests;
    private readonly Histogram<double> slices;
    private readonly Histogram<double> attempts;
    private readonly Counter<long> faults;
    private readonly Lock reading = new();
    private long faultCount;
    private (long At, Depths Depths)? last;

    public Measures(Store store, TimeProvider clock)
    {
        (this.store, this.clock) = (store, clock);
        (Requests, Slices) = (new RecentMinute(clock), new RecentMinute(clock));
        requests = meter.CreateHistogram<double>("kelvin.ingest.duration", "s", "From the arrival of a tracking request to its answer, which says that its calls are on disk.");
        slices = meter.CreateHistogram<double>("kelvin.slice.duration", "s", "One slice of work: calls, scores, ledger and outbox in one transaction.");
        attempts = meter.CreateHistogram<double>("kelvin.delivery.duration", "s", "One attempt to deliver a message.");
        faults = meter.CreateCounter<long>("kelvin.slice.failures", null, "Slices that failed, had no effect and are tried again.");
        Gauge("kelvin.inbox.depth", "{call}", "Calls that wait to be processed.", depths => depths.Inbox);
        Gauge("kelvin.inbox.lag", "s", "How long the oldest of them has waited.", depths => depths.LagSeconds);
        Gauge("kelvin.outbox.depth", "{message}", "Messages that wait to be delivered, or delivered again.", depths => depths.Outbox);
        Gauge("kelvin.timer.lag", "s", "By how much the first lead or account that is due is late.", depths => depths.TimerLagSeconds);
        Gauge("kelvin.leads", "{lead}", "Leads.", depths => depths.Leads);
        Gauge("kelvin.events", "{event}", "Events.", depths => depths.Events);
        Sum("kelvin.calls.accepted", "Calls that were answered as accepted.", depths => depths.Accepted);
        Sum("kelvin.calls.duplicates", "Accepted calls that were there already.", depths => depths.Duplicates);
        Sum("kelvin.calls.rejected", "Calls that were refused by name.", depths => depths.Rejected);
        Sum("kelvin.calls.set_aside", "Accepted calls that could not be processed.", depths => depths.SetAside);
    }

    /// <summary>Tracking requests of the last minute.</summary>
    public RecentMinute Requests { get; }

    public RecentMinute Slices { get; }

    public long SliceFailures => Volatile.Read(ref faultCount);

    /// <summary>Measures a request to the tracking surface.</summary>
    public async Task Watch(HttpContext http, RequestDelegate next)
    {
        var began = clock.GetTimestamp();
        await next(http);
        if (http.GetEndpoint() is null || !IsTracking(http.Request.Path)) return;
        var took = clock.GetElapsedTime(began);
        Requests.Add(took);
        requests.Record(took.TotalSeconds, new KeyValuePair<string, object?>("http.response.status_code", http.Response.StatusCode));
    }

    public void SliceDone(TimeSpan took)
    {
        Slices.Add(took);
        slices.Record(took.TotalSeconds);
    }

    public void SliceFailed()
    {
        Interlocked.Increment(ref faultCount);
        faults.Add(1);
    }

    public void Attempted(string outcome, TimeSpan took) => attempts.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>As of a second ago at most.</summary>
    public Depths Read()
    {
        lock (reading)
        {
            if (last is { } known && clock.GetElapsedTime(known.At) < Validity) return known.Depths;
            var depths = Depths.Of(store, clock.GetUtcNow().ToUnixTimeMilliseconds());
            last = (clock.GetTimestamp(), depths);
            return depths;
        }
    }

    public void Dispose() => meter.Dispose();

    private static bool IsTracking(PathString path) => path.StartsWithSegments("/v1") || path.StartsWithSegments("/beacon") || path.StartsWithSegments("/pixel");

    private void Gauge(string name, string unit, string description, Func<Depths, double> of) => meter.CreateObservableGauge(name, () => of(Read()), unit, description);

    private void Sum(string name, string description, Func<Depths, long> of) => meter.CreateObservableCounter(name, () => of(Read()), "{call}", description);
}
