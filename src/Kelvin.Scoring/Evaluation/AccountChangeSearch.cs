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
    private readonly List<(string LeadId, LeadChangeSearch Search)> members = [];
    private readonly Breaks ofOwn;

    public AccountChangeSearch(
        AccountProgram program, AccountHistory account, IEnumerable<Timeline> candidates, Func<string, AccountHistory?> accounts, long known)
    {
        this.program = program;
        program.Own.BeginAccount(run, account, known);
        ofOwn = new Breaks(program.Own, run);
        if (program.Member is not { } member) return;
        foreach (var candidate in candidates)
        {
            if (candidate.AccountAt(known) != account.AccountId) continue;
            var memberRun = new Run();
            if (member.Begin(memberRun, candidate, id => id == account.AccountId ? account : accounts(id), known)) members.Add((candidate.LeadId, new LeadChangeSearch(member, memberRun)));
        }
    }

    public Run Run => run;

    public IReadOnlyList<MemberStanding> MembersAt(long at) => [.. members.Select(m => new MemberStanding(m.LeadId, m.Search.StateAt(at)))];

    public Score? ScoreAt(long at, bool listAll = false) => program.Evaluate(run, MembersAt(at), at, listAll);

    public NextChange? First(long at)
    {
        if (ScoreAt(at) is not { } start) return null;
        var changes = members.Select(m => m.Search.FirstAfter(at) ?? long.MaxValue).ToArray();
        for (var now = at; ;)
        {
            var next = Math.Min(ofOwn.After(now), changes.Length == 0 ? long.MaxValue : changes.Min());
            if (next > Dates.Last) return null;
            var then = ScoreAt(next);
            if (then != start) return new NextChange(next, then);
            for (var i = 0; i < changes.Length; i++)
            {
                if (changes[i] == next) changes[i] = members[i].Search.FirstAfter(next) ?? long.MaxValue;
            }
            now = next;
        }
    }
}
