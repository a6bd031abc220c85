using System.Diagnostics;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.WhatIf;

namespace Kelvin.Server.WhatIf;

/// <summary>How far the base is.</summary>
internal sealed record WhatIfState(string State, int Leads, long Done, long Total, long? At, long Bytes);

/// <summary>One plan, and everybody's outcome under it.</summary>
internal sealed record ScoredBy(PlanScores Scores, Outcome[] Outcomes, Spread Spread, Plan Plan)
{
    public static ScoredBy Of(PlanForm form, FeatureTable table)
    {
        var scores = new PlanScores(form, table);
        var outcomes = scores.ScoreAll();
        return new ScoredBy(scores, outcomes, Spread.Of(scores, outcomes, form.Plan.Stages.Count), form.Plan);
    }
}

/// <summary>What was found of everybody, as of one instant, to try plans on.</summary>
internal sealed record Tried(EveryLeadNow Leads, ScoredBy? Before, ScoredBy After, FeatureTable Table);

/// <summary>
/// Holds in memory what plans that are being tried ask of everybody, as long as somebody tries some. It is found anew when it is
/// older than finding it takes, so that a small base is always of now, and a large one does not stop whoever drags a slider.
/// </summary>
internal sealed class WhatIfBase(EveryLead every, TimeProvider clock) : IDisposable
{
    private const long AgeLeast = 250;

    /// <summary>Of changes that were tried and are not looked at any more nothing is kept beyond that.</summary>
    private const int FeaturesMost = 150;
    private const long AgeMost = 120_000;

    /// <summary>How many times longer than it took a base is used; while somebody drags, it is renewed rarely.</summary>
    private const int AgeFactor = 60;

    /// <summary>Nobody tries anything any more: the memory is given back.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<string, ScoredBy> active = new(StringComparer.Ordinal);
    private EveryLeadNow? leads;
    private FeatureTable? table;
    private long took;
    private long openedAt;
    private long done;
    private volatile bool isBusy;
    private ITimer? letGo;

    public WhatIfState State => new(
        isBusy ? "warming" : leads is null ? "cold" : "warm", leads?.Count ?? 0, Math.Min(Volatile.Read(ref done), leads?.Count ?? 0), leads?.Count ?? 0, leads?.At, table?.Bytes ?? 0);

    /// <summary>Scores everybody by a draft and by the plan that is active.</summary>
    /// <param name="beside">Asks more of what was found, while nobody else changes it.</param>
    public async Task<Tried> Try(Plan? before, Plan after, CancellationToken cancellation, Action<Tried>? beside = null)
    {
        await one.WaitAsync(cancellation);
        try
        {
            await Renew();
            return await Task.Run(() =>
            {
                var tried = TryNow(before, after);
                beside?.Invoke(tried);
                return tried;
            }, CancellationToken.None);
        }
        finally
        {
            isBusy = false;
            one.Release();
            KeepAWhile();
        }
    }

    private Tried TryNow(Plan? before, Plan after)
    {
        PlanForm? old = before is null ? null : new(before);
        PlanForm @new = new(after);
        if (table!.Count > FeaturesMost) table.KeepOnly(old is null ? [@new] : [old, @new]);
        if (table.Begin(old is null ? [@new] : [old, @new]) is { } pass)
        {
            isBusy = true;
            var clocked = Stopwatch.StartNew();
            leads!.ForEach(pass.Plans, pass.Visit, value => Volatile.Write(ref done, value), stopping.Token);
            table.Take(pass);
            took += clocked.ElapsedMilliseconds;
        }
        var was = old is null ? null : active.GetValueOrDefault(before!.Source);
        if (old is not null && was is null)
        {
            active.Clear();
            active[before!.Source] = was = ScoredBy.Of(old, table);
        }
        return new Tried(leads!, was, ScoredBy.Of(@new, table), table);
    }

    /// <summary>Time goes on, and leads with it.</summary>
    private async Task Renew()
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var most = took * AgeFactor < AgeLeast * AgeFactor ? 0 : Math.Clamp(took * AgeFactor, AgeLeast, AgeMost);
        if (leads is not null && now >= leads.At && clock.GetElapsedTime(openedAt).TotalMilliseconds <= most && now - leads.At <= most) return;
        isBusy = leads is null;
        leads = await every.Open(stopping.Token);
        openedAt = clock.GetTimestamp();
        table = new FeatureTable(leads.Count, leads.At);
        active.Clear();
        (took, done) = (0, 0);
    }

    private void KeepAWhile()
    {
        letGo ??= clock.CreateTimer(_ => LetGo(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        letGo.Change(KeptFor, Timeout.InfiniteTimeSpan);
    }

    private void LetGo()
    {
        if (!one.Wait(0)) return;
        (leads, table) = (null, null);
        active.Clear();
        one.Release();
    }

    public void Dispose()
    {
        stopping.Cancel();
        letGo?.Dispose();
        stopping.Dispose();
        one.Dispose();
    }
}
