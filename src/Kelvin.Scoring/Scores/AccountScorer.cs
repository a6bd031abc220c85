using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.Scores;

/// <summary>
/// Scores accounts by one account plan (scoring.md 5). Candidates are the leads that ever had a <c>group</c> call for the
/// account; which of them are members at the instant is found here. Safe for many threads.
/// </summary>
public sealed class AccountScorer
{
    private readonly AccountProgram program;
    private readonly ShapeTable shapes;

    internal AccountScorer(AccountProgram program, ShapeTable shapes) => (this.program, this.shapes) = (program, shapes);

    public Plan Plan => program.Plan;

    internal AccountProgram Program => program;

    /// <summary>The score at an instant (milliseconds, UTC); null before the account's first <c>group</c> and outside the plan's audience.</summary>
    /// <param name="accounts">Finds what is known of other accounts that candidates belonged to.</param>
    public Score? Score(AccountHistory account, IEnumerable<LeadHistory> candidates, Func<string, AccountHistory?> accounts, long at) =>
        Begin(account, candidates, accounts, at)?.ScoreAt(at);

    /// <summary>The first instant after another at which anything of the score differs if nothing happens; null if never, up to the end of the year 9999.</summary>
    public NextChange? NextChange(AccountHistory account, IEnumerable<LeadHistory> candidates, Func<string, AccountHistory?> accounts, long at) =>
        Begin(account, candidates, accounts, at)?.First(at);

    /// <summary>The score with its parts, next change and unknowns; null where there is no score.</summary>
    public Explanation? Explain(AccountHistory account, IEnumerable<LeadHistory> candidates, Func<string, AccountHistory?> accounts, long at)
    {
        if (Begin(account, candidates, accounts, at) is not { } search) return null;
        var explained = Explainer.Explain(program, search, at);
        return explained is null ? null : explained with { NextChange = search.First(at) };
    }

    /// <summary>Only the parts of the score; none where there is no score.</summary>
    public IReadOnlyList<Part> PartsAt(AccountHistory account, IEnumerable<LeadHistory> candidates, Func<string, AccountHistory?> accounts, long at) =>
        Begin(account, candidates, accounts, at) is { } search ? Explainer.Explain(program, search, at)?.Parts ?? [] : [];

    /// <summary>What the members amount to and who fills which role of the committee; nobody where there is no score.</summary>
    public AccountStanding StandingAt(AccountHistory account, IEnumerable<LeadHistory> candidates, Func<string, AccountHistory?> accounts, long at) =>
        Begin(account, candidates, accounts, at) is { } search && search.ScoreAt(at) is not null ? program.StandingOf(search.MembersAt(at)) : AccountStanding.Nobody;

    /// <summary>The candidates' histories, filled once to be scored at many instants.</summary>
    public IReadOnlyList<Timeline> TimelinesOf(IEnumerable<LeadHistory> candidates) => [.. candidates.Select(TimelineOf)];

    /// <summary>The score at an instant, and the first instant after it at which it differs if nothing happens.</summary>
    public (Score? Score, NextChange? Next) ScoreAndNext(AccountHistory account, IReadOnlyList<Timeline> candidates, Func<string, AccountHistory?> accounts, long at)
    {
        if (account.IsEmpty || account.FirstSeen > at) return (null, null);
        var search = new AccountChangeSearch(program, account, candidates, accounts, at);
        return (search.ScoreAt(at), search.First(at));
    }

    private AccountChangeSearch? Begin(AccountHistory account, IEnumerable<LeadHistory> candidates, Func<string, AccountHistory?> accounts, long at)
    {
        if (account.IsEmpty || account.FirstSeen > at) return null;
        return new AccountChangeSearch(program, account, candidates.Select(TimelineOf), accounts, at);
    }

    private Timeline TimelineOf(LeadHistory lead)
    {
        var timeline = new Timeline();
        timeline.Fill(lead, shapes);
        return timeline;
    }
}
