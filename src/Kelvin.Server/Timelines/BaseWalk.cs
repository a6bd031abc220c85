using System.Collections.Concurrent;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Api;
using Kelvin.Storage;

namespace Kelvin.Server.Timelines;

/// <summary>Walks through everyone's timelines as they were when the base was opened, on as many cores as there are. Dispose it soon.</summary>
internal sealed class BaseWalk(Store store, PlanCache plans, TimeProvider clock, BaseContent content, ConcurrentDictionary<string, AccountHistory?> accounts, int threads) : IDisposable
{
    private const int LeadsAtOnce = 1_024;

    private readonly ConcurrentBag<LeadReading> readings = [];

    /// <summary>How many numbers there are; a few may be of leads that are gone, which are not visited.</summary>
    public int Leads => content.Places.Count;

    /// <summary>Milliseconds since 1970.</summary>
    public long AsOf => content.AsOf;

    /// <summary>Whether the plans look at nothing but what is packed.</summary>
    public bool IsPacked(PlanSet set) => content.Table.Layout.Covers(set.Shapes.Layout);

    /// <summary>What is known of an account; safe for many threads.</summary>
    public AccountHistory? Accounts(string accountId)
    {
        if (accounts.TryGetValue(accountId, out var known)) return known;
        if (!readings.TryTake(out var reading)) reading = LeadReading.OpenAll(store, plans, clock);
        try
        {
            return accounts.GetOrAdd(accountId, reading.Accounts.Find(accountId));
        }
        finally
        {
            readings.Add(reading);
        }
    }

    /// <summary>Visits every lead once, in no order that means anything.</summary>
    /// <param name="set">In whose shapes the timelines are.</param>
    /// <param name="begin">Makes the state of one thread.</param>
    /// <param name="visit">A lead's number, below <see cref="Leads"/>, its id, and its timeline, good until the next visit.</param>
    /// <param name="end">Takes the state of a thread in; one at a time.</param>
    public void ForEach<T>(PlanSet set, Func<T> begin, Action<T, int, StreamId, Timeline> visit, Action<T> end, CancellationToken cancellation)
    {
        var map = ShapeMap.Between(content.Table, set.Shapes);
        var (next, ending) = (-LeadsAtOnce, new Lock());
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, _ =>
        {
            var state = begin();
            var timeline = new Timeline();
            using var reader = map is null || !content.IsWhole ? new BaseReader(store, store.Read(), set.Shapes) : null;
            for (var from = Interlocked.Add(ref next, LeadsAtOnce); from < content.Places.Count; from = Interlocked.Add(ref next, LeadsAtOnce))
            {
                cancellation.ThrowIfCancellationRequested();
                for (var number = from; number < Math.Min(from + LeadsAtOnce, content.Places.Count); number++)
                {
                    var place = content.Places[number];
                    if (reader is not null)
                    {
                        if (place.Part != BasePlace.Gone && reader.Lead(place.Lead) is { } lead && reader.Read(lead) is { } read) visit(state, number, place.Lead, read);
                    }
                    else if (place.Part >= 0)
                    {
                        content.Parts[place.Part].Read(place.Number, "", timeline, map);
                        visit(state, number, place.Lead, timeline);
                    }
                }
            }
            lock (ending) end(state);
        });
    }

    public void Dispose()
    {
        while (readings.TryTake(out var reading)) reading.Dispose();
    }
}
