using Kelvin.Server.Leads;
using Kelvin.Storage;

namespace Kelvin.Server.Api;

/// <summary>After the start, reads every lead into the index; until then lists and searches read the store.</summary>
internal sealed class IndexFiller(Store store, PlanCache plans, LeadIndex index, TimeProvider clock) : BackgroundService
{
    private const int AtOnce = 1_000;

    /// <summary>Now and then nobody reads, so that the log can begin anew.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => Fill(stoppingToken), stoppingToken);

    private void Fill(CancellationToken stopping)
    {
        StreamId last = default;
        for (var count = 0; count <= LeadIndex.LeadsMost && !stopping.IsCancellationRequested;)
        {
            var ids = FillOne(last);
            count += ids.Count;
            if (ids.Count < AtOnce)
            {
                index.Filled();
                return;
            }
            last = ids[^1];
            Thread.Sleep(Breath);
        }
    }

    private List<StreamId> FillOne(StreamId last)
    {
        using var reading = LeadReading.Open(store, plans, clock);
        var ids = store.Leads.IdsAfter(reading.Session, last, AtOnce);
        index.Fill([.. ids.Select(id => Read(reading, id))]);
        return ids;
    }

    private LeadChange Read(LeadReading reading, StreamId id) => new(
        id, store.Scores.Of(reading.Session, id),
        store.Summaries.Find(reading.Session, id) ?? (reading.Find(id) is { } lead ? SummaryStep.Of(reading.IdentitiesOf(lead), reading.HistoryOf(lead)) : null),
        reading.Find(id)?.Stage);
}
