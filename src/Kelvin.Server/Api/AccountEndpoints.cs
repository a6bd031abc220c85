using System.ComponentModel;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Server.Access;
using Kelvin.Server.Scores;
using Kelvin.Storage;
using Kelvin.Storage.Accounts;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Scores;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

/// <summary>The accounts, their leads and their scores.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup("/api/accounts").WithTags("Accounts");
        accounts.MapGet("", List).WithSummary("Accounts by score, or all").Produces<AccountList>(200).ProducesProblem(400);
        accounts.MapGet("/{id}", Get).WithSummary("An account with its leads, and its scores as of now").Produces<AccountPage>(200).ProducesProblem(404);
        accounts.MapGet("/{id}/scores/{plan}", Explain).WithSummary("An account's score as of an instant, with everything that it is made of")
            .Produces<ExplainedScore>(200).ProducesProblem(400).ProducesProblem(404);
        accounts.MapGet("/{id}/scores/{plan}/history", History).WithSummary("An account's score over time, as known now under the active version")
            .Produces<ScoreHistory>(200).ProducesProblem(400).ProducesProblem(404);
    }

    private static IResult List(
        [Description("The account plan by whose score the list is ordered.")] string? plan, int? limit, string? cursor, Store store, PlanCache plans, TimeProvider clock)
    {
        if (Paging.Limit(limit) is not { } most) return Paging.LimitProblem();
        using var reading = LeadReading.Open(store, plans, clock);
        if (reading.Sight is not null) return OwnAccounts(reading, plan, most, cursor);
        if (plan is not null) return ByScore(reading, plan, most, cursor);
        StreamId? last = null;
        if (cursor is not null)
        {
            if (!Paging.TryRead(cursor, 1, out var parts) || !StreamId.TryParse(parts[0], out var place)) return Paging.CursorProblem();
            last = place;
        }
        var found = store.Accounts.After(reading.Session, last, most);
        return TypedResults.Ok(new AccountList([.. found.Select(account => AccountViews.Stored(reading, account))], found.Count == most ? Paging.Cursor(found[^1].Key) : null));
    }

    /// <summary>Those of the sales role see the accounts of their own leads.</summary>
    private static IResult OwnAccounts(LeadReading reading, string? plan, int most, string? cursor)
    {
        var number = plan is null ? null : reading.Plans.Accounts.FirstOrDefault(active => active.Scorer.Plan.Id == plan)?.Number;
        if (plan is not null && number is null) return Problem.Result(400, "plan-unknown", "There is no active account plan of that id.");
        var ids = reading.Sight!.Leads(reading.Session).Select(reading.Find).OfType<StoredLead>().Select(lead => reading.SummaryOf(lead).AccountId).OfType<string>().Distinct(StringComparer.Ordinal);
        var accounts = ids.Select(id => reading.Store.Accounts.Find(reading.Session, reading.Store.Key.AccountOf(id))).OfType<StoredAccount>()
            .Select(account => (Account: account, Score: number is null ? 0 : reading.Store.Accounts.Scores(reading.Session, account.Key).Find(row => row.Plan == number)?.Score))
            .Where(pair => pair.Score is not null).OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Account.Key).Select(pair => pair.Account).ToList();
        var skipped = Paging.TryRead(cursor, 1, out var parts) && int.TryParse(parts[0], out var past) ? Math.Max(0, past) : 0;
        if (cursor is not null && parts is null) return Paging.CursorProblem();
        return TypedResults.Ok(new AccountList([.. accounts.Skip(skipped).Take(most).Select(account => AccountViews.Stored(reading, account))], accounts.Count > skipped + most ? Paging.Cursor(skipped + most) : null));
    }

    private static IResult ByScore(LeadReading reading, string plan, int most, string? cursor)
    {
        if (PlanOf(reading, plan) is not { } known)
            return Problem.Result(400, "plan-unknown", "There is no active account plan of that id.");
        ScorePlace? place = null;
        if (cursor is not null)
        {
            if (!Paging.TryRead(cursor, 2, out var parts) || !long.TryParse(parts[0], out var score) || !StreamId.TryParse(parts[1], out var subject)) return Paging.CursorProblem();
            place = new ScorePlace(score, subject);
        }
        var rows = reading.Store.ScoreLists.Accounts(reading.Session, known.Number, new ScoreFilter(), place, lowestFirst: false, most);
        var accounts = rows.Select(row => reading.Store.Accounts.Find(reading.Session, row.Subject)).OfType<StoredAccount>().Select(account => AccountViews.Stored(reading, account));
        return TypedResults.Ok(new AccountList([.. accounts], rows.Count == most ? Paging.Cursor(rows[^1].Score, rows[^1].Subject) : null));
    }

    private static IResult Get(string id, Store store, PlanCache plans, TimeProvider clock)
    {
        using var reading = LeadReading.Open(store, plans, clock);
        if (AccountOf(reading, id) is not { } account) return NoAccount();
        return TypedResults.Ok(AccountViews.Now(reading, account));
    }

    private static IResult Explain(string id, string plan, string? at, Store store, PlanCache plans, TimeProvider clock)
    {
        using var reading = LeadReading.Open(store, plans, clock);
        if (!ScoreEndpoints.TryReadInstant(at, reading.Now, out var instant)) return ScoreEndpoints.InstantProblem("at");
        if (AccountOf(reading, id) is not { } account) return NoAccount();
        if (PlanOf(reading, plan) is not { } known) return NoPlan();
        var histories = reading.CandidatesOf(account.AccountId).ConvertAll(reading.HistoryOf);
        return known.Scorer.Explain(account, histories, reading.Accounts.Find, instant) is { } explanation
            ? TypedResults.Ok(new Explained(known.Version, explanation))
            : ScoreEndpoints.NoScore();
    }

    private static IResult History(
        string id, string plan,
        [Description("Where it begins; the first group call unless said otherwise.")] string? from,
        [Description("Where it ends; now unless said otherwise.")] string? to,
        int? limit, string? cursor, Store store, PlanCache plans, TimeProvider clock)
    {
        if (Paging.Limit(limit) is not { } most) return Paging.LimitProblem();
        using var reading = LeadReading.Open(store, plans, clock);
        if (!ScoreEndpoints.TryReadInstant(from, Dates.First, out var first)) return ScoreEndpoints.InstantProblem("from");
        if (!ScoreEndpoints.TryReadInstant(to, reading.Now, out var last)) return ScoreEndpoints.InstantProblem("to");
        if (cursor is not null)
        {
            if (!Paging.TryRead(cursor, 1, out var parts) || !long.TryParse(parts[0], out var place)) return Paging.CursorProblem();
            first = Math.Max(first, place);
        }
        if (AccountOf(reading, id) is not { } account) return NoAccount();
        if (PlanOf(reading, plan) is not { } known) return NoPlan();
        var histories = reading.CandidatesOf(account.AccountId).ConvertAll(reading.HistoryOf);
        return TypedResults.Ok(ScoreWalk.Of(known.Scorer, account, histories, reading.Accounts, first, last, most));
    }

    /// <summary>Those of the sales role have no account in which no lead is theirs.</summary>
    private static AccountHistory? AccountOf(LeadReading reading, string id) =>
        reading.Accounts.Find(Unescaped(id)) is { } account && (reading.Sight is null || reading.CandidatesOf(account.AccountId).Exists(reading.Sees)) ? account : null;

    private static ActivePlan<AccountScorer>? PlanOf(LeadReading reading, string plan) => reading.Plans.Accounts.FirstOrDefault(active => active.Scorer.Plan.Id == plan);

    private static IResult NoPlan() => Problem.Result(404, "no-plan", "There is no active account plan of that id.");

    /// <summary>Routing leaves an escaped slash as it is, and accounts may be named by addresses.</summary>
    private static string Unescaped(string id) => id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    public static IResult NoAccount() => Problem.Result(404, "no-account", "There is no such account.");
}
