using System.ComponentModel;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Server.Scores;
using Kelvin.Storage.Accounts;
using Kelvin.Storage.Leads;

namespace Kelvin.Server.Api;

internal sealed record AccountView(string Id, JsonObject Traits, DateTimeOffset? FirstSeen, IReadOnlyList<ScoreView> Scores);

internal sealed record AccountList(IReadOnlyList<AccountView> Items, string? NextCursor);

internal sealed record MemberView(string Id, string? UserId, string? Email, [property: Description("Where the lead stands in the funnel.")] string? Stage, DateTimeOffset? LastSeen);

internal sealed record MemberScoreView(
    string LeadId, long Fit, long Engagement, long Score, string? Label, [property: Description("What the account plan takes of it: its fit, engagement or score.")] long Counts);

internal sealed record CommitteeSeatView(
    string Name, double Points,
    [property: Description("How engaged a member must be; null: at all.")] double? Engaged,
    [property: Description("Leads who have the role and are engaged enough, the most engaged first. None: the role is missing.")] IReadOnlyList<string> FilledBy,
    [property: Description("Leads who have the role and are not engaged enough.")] IReadOnlyList<string> TooQuiet);

internal sealed record AccountStandingView(
    string Plan,
    [property: Description("The lead plan by which members count; null where they do not.")] string? MemberPlan,
    [property: Description("Those in the member plan's audience, highest first, at most 1,000.")] IReadOnlyList<MemberScoreView> Members,
    IReadOnlyList<CommitteeSeatView> Committee);

internal sealed record AccountPage(
    string Id, JsonObject Traits, DateTimeOffset? FirstSeen, IReadOnlyList<ScoreView> Scores,
    [property: Description("Its leads now, at most 1,000.")] IReadOnlyList<MemberView> Members,
    [property: Description("By each account plan: what the members count, and which roles of the committee are filled.")] IReadOnlyList<AccountStandingView> Standings);

/// <summary>Shows accounts as the API does.</summary>
internal static class AccountViews
{
    public const int MembersMost = 1_000;

    /// <summary>The account with its scores as they are stored.</summary>
    public static AccountView Stored(LeadReading reading, StoredAccount stored)
    {
        var names = reading.Plans.Accounts.ToDictionary(plan => plan.Number, plan => plan.Scorer.Plan.Id);
        var scores = reading.Store.Accounts.Scores(reading.Session, stored.Key).Where(row => names.ContainsKey(row.Plan)).Select(row => LeadViews.View(names[row.Plan], row));
        return new AccountView(stored.AccountId, reading.Accounts.Find(stored.AccountId)?.TraitsAt(reading.Now) ?? JsonObject.Empty, Instants.Of(stored.FirstSeen), [.. scores]);
    }

    /// <summary>The account with its leads, as far as they are to be seen, and its scores evaluated now.</summary>
    public static AccountPage Now(LeadReading reading, AccountHistory account)
    {
        var candidates = reading.CandidatesOf(account.AccountId).Select(lead => (Lead: lead, History: reading.HistoryOf(lead))).ToList();
        var histories = candidates.ConvertAll(candidate => candidate.History);
        var scores = new List<ScoreView>();
        var standings = new List<AccountStandingView>();
        foreach (var plan in reading.Plans.Accounts)
        {
            if (plan.Scorer.Score(account, histories, reading.Accounts.Find, reading.Now) is not { } score) continue;
            var next = plan.Scorer.NextChange(account, histories, reading.Accounts.Find, reading.Now);
            scores.Add(LeadViews.View(plan.Scorer.Plan.Id, plan.Version, score, reading.Now, next?.At));
            standings.Add(Standing(reading, plan, plan.Scorer.StandingAt(account, histories, reading.Accounts.Find, reading.Now)));
        }
        var members = candidates.Where(candidate => candidate.History.AccountAt(reading.Now) == account.AccountId && reading.Sees(candidate.Lead)).Take(MembersMost).Select(candidate => Member(reading, candidate.Lead));
        return new AccountPage(account.AccountId, account.TraitsAt(reading.Now), Instants.Of(account.FirstSeen), scores, [.. members], standings);
    }

    private static MemberView Member(LeadReading reading, StoredLead stored)
    {
        var lead = LeadViews.Stored(reading, stored);
        return new MemberView(lead.Id, lead.UserId, lead.Email, lead.Stage, lead.LastSeen);
    }

    private static AccountStandingView Standing(LeadReading reading, ActivePlan<AccountScorer> plan, AccountStanding standing) => new(
        plan.Scorer.Plan.Id, plan.Scorer.Plan.Members?.Plan,
        [.. standing.Members.Where(member => reading.Sees(member.LeadId)).Take(MembersMost).Select(member => new MemberScoreView(member.LeadId, member.Score.Fit, member.Score.Engagement, member.Score.Value, member.Score.Label, member.Counts))],
        [.. standing.Committee.Select(seat => new CommitteeSeatView(seat.Name, seat.Points, seat.Engaged, [.. seat.FilledBy.Where(reading.Sees)], [.. seat.TooQuiet.Where(reading.Sees)]))]);
}
