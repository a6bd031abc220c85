using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.Ledger;

/// <summary>When something happened that may concern a subject, and the events that may move it to a stage (never machine-made ones).</summary>
internal abstract class History
{
    /// <summary>The instant before which there is no score; null when nothing is known.</summary>
    public abstract long? First { get; }

    /// <summary>The first instant after another at which something happened; the largest instant if there is none.</summary>
    public abstract long After(long at);

    /// <summary>The names of the events of an instant, in their order.</summary>
    public abstract IEnumerable<string> NamesAt(long at);

    /// <summary>The events up to an instant, the last first.</summary>
    public abstract IEnumerable<(long At, string Name)> NamesBackFrom(long at);

    protected static long NextOf(Timeline timeline, long at) => timeline.CountAt(at) is var count && count < timeline.Count ? timeline.Times[count] : long.MaxValue;

}

internal sealed class LeadPast(Timeline timeline, ShapeTable shapes, Func<string, AccountHistory?> accounts, bool looksAtAccounts) : History
{
    public override long? First => timeline.IsEmpty ? null : timeline.FirstSeen;

    public override long After(long at)
    {
        var next = NextOf(timeline, at);
        if (!looksAtAccounts) return next;
        foreach (var binding in timeline.Bindings)
        {
            if (accounts(binding.AccountId) is { } account) next = Math.Min(next, account.NextAfter(at));
        }
        return next;
    }

    public override IEnumerable<string> NamesAt(long at)
    {
        for (int i = timeline.CountAt(at - 1), end = timeline.CountAt(at); i < end; i++)
        {
            if (NameOf(i) is { } name) yield return name;
        }
    }

    public override IEnumerable<(long At, string Name)> NamesBackFrom(long at)
    {
        for (var i = timeline.CountAt(at) - 1; i >= 0; i--)
        {
            if (NameOf(i) is { } name) yield return (timeline.Times[i], name);
        }
    }

    /// <summary>Null for machine-made events, and for names that no plan spells out.</summary>
    private string? NameOf(int index)
    {
        var number = timeline.Shapes[index];
        var shape = number >= 0 ? shapes[number] : timeline.Own[-1 - number];
        return shape.Machine ? null : shape.Layout.Name;
    }
}

/// <summary>Of an account: its own facts, and what its members did while they were its members. The candidates were filled from histories.</summary>
internal sealed class AccountPast(AccountHistory account, IReadOnlyList<Timeline> candidates) : History
{
    public override long? First => account.IsEmpty ? null : account.FirstSeen;

    public override long After(long at) => Math.Min(account.NextAfter(at), candidates.Select(lead => NextOf(lead, at)).DefaultIfEmpty(long.MaxValue).Min());

    public override IEnumerable<string> NamesAt(long at) => InOrder(at, at).Select(e => e.Name);

    public override IEnumerable<(long At, string Name)> NamesBackFrom(long at) => InOrder(long.MinValue, at).Reverse().Select(e => (e.Timestamp, e.Name));

    private bool IsMember(Timeline lead, long at) => lead.AccountAt(at) == account.AccountId;

    private IEnumerable<Event> InOrder(long from, long to) => candidates
        .SelectMany(lead => lead.History!.Events.Where(e => e.Timestamp >= from && e.Timestamp <= to && !e.Machine && IsMember(lead, e.Timestamp)))
        .Order(Comparer<Event>.Create(EventOrder.Compare));
}
