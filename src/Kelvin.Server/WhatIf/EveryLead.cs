using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Timelines;
using Kelvin.Storage;

namespace Kelvin.Server.WhatIf;

/// <summary>Everybody's timelines as of one instant, numbered.</summary>
internal sealed class EveryLead(PackedBase all)
{
    public async Task<EveryLeadNow> Open(CancellationToken cancellation) => new(await all.OpenAsync(cancellation));
}

/// <summary>The leads that there were at an instant. What it knows of them is in memory, and it may be kept for a while.</summary>
internal sealed class EveryLeadNow(BaseWalk walk)
{
    private readonly StreamId[] ids = new StreamId[walk.Leads];

    /// <summary>How many numbers there are; a few may be of leads that are gone.</summary>
    public int Count => ids.Length;

    public long At => walk.AsOf;

    /// <summary>The id of a lead that was visited.</summary>
    public StreamId this[int number] => ids[number];

    /// <summary>Visits everybody, on all cores.</summary>
    public void ForEach(PlanSet set, Action<int, Timeline, Func<string, AccountHistory?>> visit, Action<int>? progress = null, CancellationToken stopping = default)
    {
        var done = 0;
        Func<string, AccountHistory?> accounts = walk.Accounts;
        try
        {
            walk.ForEach(set, () => 0, (_, number, lead, timeline) =>
            {
                ids[number] = lead;
                visit(number, timeline, accounts);
                if ((number & 1023) == 0) progress?.Invoke(Interlocked.Add(ref done, 1024));
            }, _ => { }, stopping);
        }
        finally
        {
            walk.Dispose();
        }
    }
}
