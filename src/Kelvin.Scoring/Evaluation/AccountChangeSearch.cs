using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>
/// An account with its members, as known up to an instant, to be looked at from then on. It changes by itself only when one
/// of its members does, or when a date among its traits falls due.
/// </summary>
internal sealed class AccountChangeSearch
{
    private readonly AccountProgram program;
    private readonly Run run = new();
    private readonly IReadOnlyList<(string LeadId, LeadChangeSearch Search)> members;
    private readonly Breaks ofOwn;

    public AccountChangeSearch(
        AccountProgram program, AccountHistory account, IEnumerable<Timeline> candidates, Func<string, AccountHistory?> accounts, long known)
        : this(program, account, MembersOf(program, account, candidates, accounts, known), known)
    {
    }

    /// <param name="members">Begun with what was known at that instant.</param>
    public AccountChangeSearch(AccountProgram program, AccountHistory account, IReadOnlyList<(string LeadId, LeadChangeSearch Search)> members, long known)
    {
        (this.program, this.members) = (program, members);
        program.Own.BeginAccount(run, account, known);
        ofOwn = new Breaks(program.Own, run);
    }

    private static List<(string LeadId, LeadChangeSearch Search)> MembersOf(
        AccountProgram program, AccountHistory account, IEnumerable<Timeline> candidates, Func<string, AccountHistory?> accounts, long known)
    {
        var members = new List<(string LeadId, LeadChangeSearch Search)>();
        if (program.Member is not { } member) return members;
        foreach (var candidate in candidates)
        {
            if (candidate.AccountAt(known) != account.AccountId) continue;
            var memberRun = new Run();
            if (member.Begin(memberRun, candidate, id => id == account.AccountId ? account : accounts(id), known)) members.Add((candidate.LeadId, new LeadChangeSearch(member, memberRun)));
        }
        return members;
    }

    public Run Run => run;

    /// <summary>The lowest score that the last search came by, of those before what it found.</summary>
    public long? Lowest { get; private set; }

    public IReadOnlyList<MemberStanding> MembersAt(long at) => [.. members.Select(m => new MemberStanding(m.LeadId, m.Search.StateAt(at)))];

    public Score? ScoreAt(long at, bool listAll = false) => program.Evaluate(run, MembersAt(at), at, listAll);

    /// <summary>The first change after an instant; null when there is no score then, or none ever changes.</summary>
    public NextChange? First(long at) => ScoreAt(at) is null ? null : First(at, Dates.Last);

    /// <summary>The first change after an instant, up to a last one, also where there is no score; with cuts the first crossing.</summary>
    public NextChange? First(long at, long until, Cuts? cuts = null)
    {
        var start = ScoreAt(at);
        Lowest = start?.Value;
        var changes = members.Select(m => m.Search.FirstAfter(at, until)?.At ?? long.MaxValue).ToArray();
        for (var now = at; ;)
        {
            var next = Math.Min(ofOwn.After(now), changes.Length == 0 ? long.MaxValue : changes.Min());
            if (next > until) return null;
            var then = ScoreAt(next);
            if (cuts is null ? then != start : cuts.Differ(then, start)) return new NextChange(next, then);
            if (then is { } score && !(Lowest <= score.Value)) Lowest = score.Value;
            for (var i = 0; i < changes.Length; i++)
            {
                if (changes[i] == next) changes[i] = members[i].Search.FirstAfter(next, until)?.At ?? long.MaxValue;
            }
            now = next;
        }
    }
}
