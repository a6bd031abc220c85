using System.Security.Cryptography;
using Kelvin.Server.Leads;
using Kelvin.Storage;

namespace Kelvin.Server.Api;

/// <summary>After the start, reads every lead into the index; until then lists and searches read the store.</summary>
internal sealed partial class IndexFiller(Store store, PlanCache plans, LeadIndex index, TimeProvider clock, ILogger<IndexFiller> log) : BackgroundService
{
    private const int AtOnce = 1_000;

    /// <summary>Now and then nobody reads, so that the log can begin anew.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() =>
    {
        try
        {
            Fill(stoppingToken);
        }
        catch (Exception fault)
        {
            // Without the index lists are slower; nothing else is the worse for it.
            if (!stoppingToken.IsCancellationRequested) NotFilled(log, fault);
        }
    }, stoppingToken);

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

    private LeadChange Read(LeadReading reading, StreamId id)
    {
        var (scores, lead) = (store.Scores.Of(reading.Session, id), reading.Find(id));
        try
        {
            return new LeadChange(id, scores, store.Summaries.Find(reading.Session, id) ?? (lead is null ? null : SummaryStep.Of(reading.IdentitiesOf(lead), reading.HistoryOf(lead))), lead?.Stage, lead?.Segments ?? 0);
        }
        catch (Exception fault) when (fault is CryptographicException or StoreException)
        {
            // A damaged row: kelvin verify names it, and the lead is listed by its scores.
            return new LeadChange(id, scores, null, lead?.Stage, lead?.Segments ?? 0);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The index of leads could not be filled: until the next start searches look through the store.")]
    private static partial void NotFilled(ILogger<IndexFiller> log, Exception fault);
}
