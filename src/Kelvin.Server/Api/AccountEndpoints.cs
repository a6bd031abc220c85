using System.ComponentModel;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Values;
using Kelvin.Server.Access;
using Kelvin.Server.Scores;
using Kelvin.Storage;
using Kelvin.Storage.Accounts;
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
        if (reading.Accounts.Find(Unescaped(id)) is not { } account) return NoAccount();
        return TypedResults.Ok(AccountViews.Now(reading, account));
    }

    private static IResult Explain(string id, string plan, string? at, Store store, PlanCache plans, TimeProvider clock)
    {
        using var reading = LeadReading.Open(store, plans, clock);
        if (!ScoreEndpoints.TryReadInstant(at, reading.Now, out var instant)) return ScoreEndpoints.InstantProblem("at");
        if (reading.Accounts.Find(Unescaped(id)) is not { } account) return NoAccount();
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
        if (reading.Accounts.Find(Unescaped(id)) is not { } account) return NoAccount();
        if (PlanOf(reading, plan) is not { } known) return NoPlan();
        var histories = reading.CandidatesOf(account.AccountId).ConvertAll(reading.HistoryOf);
        return TypedResults.Ok(ScoreWalk.Of(known.Scorer, account, histories, reading.Accounts, first, last, most));
    }

    private static ActivePlan<AccountScorer>? PlanOf(LeadReading reading, string plan) => reading.Plans.Accounts.FirstOrDefault(active => active.Scorer.Plan.Id == plan);

    private static IResult NoPlan() => Problem.Result(404, "no-plan", "There is no active account plan of that id.");

    /// <summary>Routing leaves an escaped slash as it is, and accounts may be named by addresses.</summary>
    private static string Unescaped(string id) => id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static IResult NoAccount() => Problem.Result(404, "no-account", "There is no such account.");
}
