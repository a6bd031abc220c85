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
    /// The first instant after another, up to a last one, at which the score differs if nothing happens, and what it is then.
    /// Not before the instant that <see cref="Know"/> was given.
    /// </summary>
    public abstract NextChange? First(long after, long until);
}

internal sealed class LeadFollower : Follower
{
    private readonly LeadProgram program;
    private readonly Timeline timeline;
    private readonly Func<string, AccountHistory?> accounts;
    private readonly Run run;
    private readonly bool looksAtAccounts;
    private LeadChangeSearch? search;

    public LeadFollower(LeadProgram program, Timeline timeline, Func<string, AccountHistory?> accounts, Run run)
    {
        (this.program, this.timeline, this.accounts, this.run) = (program, timeline, accounts, run);
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

    public override NextChange? First(long after, long until) => search?.FirstAfter(after, until) is { } changed ? new NextChange(changed.At, changed.State.Score) : null;
}

/// <summary>Follows an account: its own facts, and those of the leads that ever belonged to it.</summary>
internal sealed class AccountFollower : Follower
{
    private readonly AccountProgram program;
    private readonly AccountHistory account;
    private readonly List<(Timeline Timeline, LeadFollower Member)> candidates;
    private AccountChangeSearch? search;
    private long known = long.MinValue;

    public AccountFollower(AccountProgram program, AccountHistory account, IEnumerable<Timeline> leads, Func<string, AccountHistory?> accounts)
    {
        (this.program, this.account) = (program, account);
        candidates = program.Member is not { } member ? []
            : [.. leads.Select(lead => (lead, new LeadFollower(member, lead, id => id == account.AccountId ? account : accounts(id), new Run())))];
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

    public override NextChange? First(long after, long until) => search?.First(after, until);

    private static bool HasNews((Timeline Timeline, LeadFollower Member) candidate, long after, long upTo) =>
        candidate.Timeline.AccountAt(after) != candidate.Timeline.AccountAt(upTo) || candidate.Member.Learns(after, upTo);

    private bool IsMemberBetween(Timeline lead, long after, long upTo) =>
        lead.AccountAt(after) == account.AccountId || lead.AccountAt(upTo) == account.AccountId;
}
