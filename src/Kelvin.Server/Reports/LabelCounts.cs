using Kelvin.Storage;
using Kelvin.Storage.Reports;

namespace Kelvin.Server.Reports;

/// <summary>The counts, as they were at an instant.</summary>
internal sealed record CountedLabels(long At, IReadOnlyList<LabelCount> Leads, IReadOnlyList<LabelCount> Accounts);

/// <summary>
/// How many leads and accounts bear each label. Counting reads every score, so what was counted is kept: some seconds, and
/// longer the longer counting takes, so that it never takes more than a small share of a processor. Who asks meanwhile is
/// answered at once with what is known.
/// </summary>
internal sealed class LabelCounts(Store store, TimeProvider clock)
{
    private static readonly TimeSpan KeptAtLeast = TimeSpan.FromSeconds(2);

    /// <summary>How many times as long as counting took its result is kept.</summary>
    private const int RestsFor = 20;

    private readonly Lock gate = new();
    private Task<CountedLabels>? counting;
    private CountedLabels? last;
    private long until;

    public Task<CountedLabels> Now()
    {
        lock (gate)
        {
            if (last is not null && clock.GetTimestamp() < until) return Task.FromResult(last);
            counting ??= Task.Run(Count);
            return last is null ? counting : Task.FromResult(last);
        }
    }

    private CountedLabels Count()
    {
        var began = clock.GetTimestamp();
        try
        {
            using var snapshot = store.Read();
            var counted = new CountedLabels(clock.GetUtcNow().ToUnixTimeMilliseconds(), store.LabelCounts.Leads(snapshot), store.LabelCounts.Accounts(snapshot));
            var rest = Math.Max(KeptAtLeast.TotalSeconds, clock.GetElapsedTime(began).TotalSeconds * RestsFor);
            lock (gate)
            {
                (last, until) = (counted, clock.GetTimestamp() + (long)(rest * clock.TimestampFrequency));
            }
            return counted;
        }
        finally
        {
            lock (gate) counting = null;
        }
    }
}
