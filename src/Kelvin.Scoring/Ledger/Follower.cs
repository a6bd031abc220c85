using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Ledger;

/// <summary>Follows one subject's score under one plan forward through time.</summary>
internal abstract class Follower
{
    /// <summary>Whether something was learnt after the one instant, up to the other, that the plan looks at.</summary>
    public abstract bool Learns(long after, long upTo);

    /// <summary>Takes in what happened up to an instant, and gives the score there.</summary>
    public abstract Score? Know(long at);

    /// <summary>
    /// The first instant after another, up to a last one, with a crossing if nothing happens, and the score there. Not before
    /// the instant that <see cref="Know"/> was given.
    /// </summary>
    /// <param name="lowest">The lowest score that was come by until then.</param>
    public abstract NextChange? FirstCrossing(long after, long until, out long? lowest);

    /// <summary>The score at an instant if nothing happens until then.</summary>
    public abstract Score? ScoreAt(long at);

    /// <summary>The first instant after another at which anything of the score differs if nothing happens.</summary>
    public abstract NextChange? NextChange(long after);
}

internal sealed class LeadFollower : Follower
{
    private readonly LeadProgram program;
    private readonly Timeline timeline;
    private readonly Func<string, AccountHistory?> accounts;
    private readonly Run run;
    private readonly Cuts? cuts;
    private readonly bool looksAtAccounts;
    private LeadChangeSearch? search;

    /// <param name="cuts">Null where only the lead's state is asked for.</param>
    public LeadFollower(LeadProgram program, Timeline timeline, Func<string, AccountHistory?> accounts, Run run, Cuts? cuts)
    {
        (this.program, this.timeline, this.accounts, this.run, this.cuts) = (program, timeline, accounts, run, cuts);
        looksAtAccounts = program.LooksAtAccounts;
    }

    internal LeadChangeSearch? Search => search;

    public override bool Learns(long after, long upTo)
    {
        int from = timeline.CountAt(after), to = timeline.CountAt(upTo);
        // Before its first event the lead has no score, whatever that event is.
        if (from == 0 && to > 0) return true;
        for (var i = from; i < to; i++)
        {
            if (program.LooksAt(timeline, i)) return true;
        }
        foreach (ref readonly var patch in timeline.Patches)
        {
            if (patch.Time > after && patch.Time <= upTo) return true;
        }
        if (!looksAtAccounts) return false;
        foreach (var binding in timeline.Bindings)
        {
            if (binding.Time > after && binding.Time <= upTo) return true;
        }
        return timeline.AccountAt(upTo) is { } account && accounts(account) is { } known && known.NextAfter(after) <= upTo;
    }

    public override Score? Know(long at)
    {
        search = program.Begin(run, timeline, accounts, at) ? new LeadChangeSearch(program, run) : null;
        return search?.StateAt(at).Score;
    }

    public override NextChange? FirstCrossing(long after, long until, out long? lowest)
    {
        var found = search?.FirstCrossing(after, until, cuts!);
        lowest = search?.Lowest;
        return found is { } crossing ? new NextChange(crossing.At, crossing.State.Score) : null;
    }

    public override Score? ScoreAt(long at) => search?.StateAt(at).Score;

    public override NextChange? NextChange(long after) => search?.FirstAfter(after, Dates.Last) is { } changed ? new NextChange(changed.At, changed.State.Score) : null;
}

/// <summary>Follows an account: its own facts, and those of the leads that ever belonged to it.</summary>
internal sealed class AccountFollower : Follower
{
    private readonly AccountProgram program;
    private readonly AccountHistory account;
    private readonly Cuts cuts;
    private readonly List<(Timeline Timeline, LeadFollower Member)> candidates;
    private AccountChangeSearch? search;
    private long known = long.MinValue;

    public AccountFollower(AccountProgram program, AccountHistory account, IEnumerable<Timeline> leads, Func<string, AccountHistory?> accounts, Cuts cuts)
    {
        (this.program, this.account, this.cuts) = (program, account, cuts);
        candidates = program.Member is not { } member ? []
            : [.. leads.Select(lead => (lead, new LeadFollower(member, lead, id => id == account.AccountId ? account : accounts(id), new Run(), null)))];
    }

    public override bool Learns(long after, long upTo) =>
        account.NextAfter(after) <= upTo || candidates.Exists(candidate => IsMemberBetween(candidate.Timeline, after, upTo) && HasNews(candidate, after, upTo));

    public override Score? Know(long at)
    {
        if (account.IsEmpty || account.FirstSeen > at) return null;
        var saidMore = known == long.MinValue || account.NextAfter(known) <= at;
        var members = new List<(string LeadId, LeadChangeSearch Search)>();
        foreach (var candidate in candidates)
        {
            if (candidate.Timeline.AccountAt(at) != account.AccountId) continue;
            if (saidMore || candidate.Member.Search is null || HasNews(candidate, known, at)) candidate.Member.Know(at);
            if (candidate.Member.Search is { } its) members.Add((candidate.Timeline.LeadId, its));
        }
        known = at;
        search = new AccountChangeSearch(program, account, members, at);
        return search.ScoreAt(at);
    }

    public override NextChange? FirstCrossing(long after, long until, out long? lowest)
    {
        var found = until > after ? search?.First(after, until, cuts) : null;
        lowest = search?.Lowest;
        return found;
    }

    public override Score? ScoreAt(long at) => search?.ScoreAt(at);

    public override NextChange? NextChange(long after) => search?.First(after, Dates.Last);

    private static bool HasNews((Timeline Timeline, LeadFollower Member) candidate, long after, long upTo) =>
        candidate.Timeline.AccountAt(after) != candidate.Timeline.AccountAt(upTo) || candidate.Member.Learns(after, upTo);

    private bool IsMemberBetween(Timeline lead, long after, long upTo) =>
        lead.AccountAt(after) == account.AccountId || lead.AccountAt(upTo) == account.AccountId;
}
