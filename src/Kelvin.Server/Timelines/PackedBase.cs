using System.Collections.Concurrent;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Api;
using Kelvin.Server.Leads;
using Kelvin.Server.Settings;
using Kelvin.Storage;

namespace Kelvin.Server.Timelines;

/// <summary>
/// Everyone's timelines in memory, for questions about all leads. Read from the packs when they are first asked for, and from
/// then on only what has changed; within a bound of memory, beyond which the store is read each time.
/// </summary>
internal sealed class PackedBase(Store store, PlanCache plans, LeadIndex index, TimeProvider clock, KelvinSettings settings) : IDisposable
{
    private static readonly int ThreadsMost = Math.Min(Environment.ProcessorCount, 6);

    private readonly SemaphoreSlim opening = new(1, 1);
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, AccountHistory?> accounts = new(StringComparer.Ordinal);
    private HashSet<StreamId> changed = [];
    private BaseContent? content;
    private bool listens;

    /// <summary>Brings it to now.</summary>
    public async Task<BaseWalk> OpenAsync(CancellationToken cancellation)
    {
        await opening.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => new BaseWalk(store, plans, clock, Refresh(cancellation), accounts, ThreadsMost), cancellation).ConfigureAwait(false);
        }
        finally
        {
            opening.Release();
        }
    }

    public void Dispose() => opening.Dispose();

    private BaseContent Refresh(CancellationToken cancellation)
    {
        if (!listens)
        {
            // From before the first lead is read, so that nothing is missed between.
            index.Applied += Note;
            listens = true;
        }
        HashSet<StreamId> news;
        lock (gate) (news, changed) = (changed, []);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            if (content is null || content.IsWorn || content.Layout != LayoutNow())
            {
                accounts.Clear();
                content = BaseContent.Load(store, ThreadsMost, (long)settings.PackedBaseMebibytes << 20, now, cancellation);
            }
            else
            {
                content = news.Count == 0 ? content with { AsOf = now } : content.With(store, news, accounts, now, cancellation);
            }
            return content;
        }
        catch
        {
            lock (gate) changed.UnionWith(news);
            throw;
        }
    }

    private int LayoutNow()
    {
        using var snapshot = store.Read();
        return store.Packs.ShapesOf(snapshot).Layout;
    }

    private void Note(IReadOnlyList<LeadChange> changes)
    {
        lock (gate)
        {
            foreach (var change in changes) changed.Add(change.Lead);
        }
    }
}
