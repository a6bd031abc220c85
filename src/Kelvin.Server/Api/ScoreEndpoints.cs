using System.ComponentModel;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Values;
using Kelvin.Server.Access;
using Kelvin.Server.Ledgers;
using Kelvin.Server.Scores;
using Kelvin.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

/// <summary>A lead's score by a plan, explained as of any instant, and how it came to be over time.</summary>
internal static class ScoreEndpoints
{
    public static void MapScores(this IEndpointRouteBuilder routes)
    {
        var scores = routes.MapGroup("/api/leads/{id}/scores/{plan}").WithTags("Leads");
        scores.MapGet("", Explain).WithSummary("A score as of an instant, with everything that it is made of").Produces<ExplainedScore>(200).ProducesProblem(400).ProducesProblem(404);
        scores.MapGet("/history", History).WithSummary("The score over time, as known now under the active version; or, recorded, what was raised of it").Produces<ScoreHistory>(200).WithMetadata(new AlsoAnswers(typeof(RecordedList))).ProducesProblem(400).ProducesProblem(404);
    }

    private static IResult Explain(
        string id, string plan, [Description("ISO 8601; now unless said otherwise.")] string? at, Store store, PlanCache plans, TimeProvider clock)
    {
        using var reading = LeadReading.Open(store, plans, clock);
        if (!TryReadInstant(at, reading.Now, out var instant)) return InstantProblem("at");
        if (reading.Find(id) is not { } lead) return LeadEndpoints.NoLead();
        if (PlanOf(reading, plan) is not { } active) return NoPlan();
        return active.Scorer.Explain(reading.HistoryOf(lead), reading.Accounts.Find, instant) is { } explanation
            ? TypedResults.Ok(new Explained(active.Version, explanation))
            : NoScore();
    }

    private static IResult History(
        string id, string plan,
        [Description("Where it begins; the first event unless said otherwise.")] string? from,
        [Description("Where it ends; now unless said otherwise.")] string? to,
        [Description("true: the ledger, every crossing as it was raised, the first first.")] bool? recorded,
        int? limit, string? cursor, Store store, PlanCache plans, TimeProvider clock)
    {
        if (Paging.Limit(limit) is not { } most) return Paging.LimitProblem();
        using var reading = LeadReading.Open(store, plans, clock);
        if (!TryReadInstant(from, Dates.First, out var first)) return InstantProblem("from");
        if (!TryReadInstant(to, recorded == true ? Dates.Last : reading.Now, out var last)) return InstantProblem("to");
        if (recorded == true) return Recorded(reading, id, plan, first, last, limit, cursor);
        if (cursor is not null)
        {
            if (!Paging.TryRead(cursor, 1, out var parts) || !long.TryParse(parts[0], out var place)) return Paging.CursorProblem();
            first = Math.Max(first, place);
        }
        if (reading.Find(id) is not { } lead) return LeadEndpoints.NoLead();
        if (PlanOf(reading, plan) is not { } active) return NoPlan();
        return TypedResults.Ok(ScoreWalk.Of(active.Scorer, reading.Plans.Set.Shapes, reading.HistoryOf(lead), reading.Accounts, first, last, most));
    }

    /// <summary>What was raised of a lead under a plan, also one that no longer scores.</summary>
    private static IResult Recorded(LeadReading reading, string id, string plan, long from, long to, int? limit, string? cursor)
    {
        if (reading.Find(id) is not { } lead) return LeadEndpoints.NoLead();
        if (reading.Store.Plans.NumberOf(reading.Session, plan) is not { } number) return NoPlan();
        return LedgerPages.Of(LedgerViews.InOrder(reading.CrossingsOf(lead).Where(row => row.Plan == number && row.At >= from && row.At <= to)), limit, cursor);
    }

    public static bool TryReadInstant(string? text, long otherwise, out long instant)
    {
        instant = otherwise;
        return text is null || Instants.TryRead(text, out instant);
    }

    public static IResult InstantProblem(string name) => Problem.Result(400, "instant-invalid", $"{name} is an instant such as 2025-03-01T09:30:00Z.");

    public static IResult NoScore() => Problem.Result(404, "no-score", "There is no score: it was not seen yet at that instant, or it is outside the plan's audience.");

    private static IResult NoPlan() => Problem.Result(404, "no-plan", "There is no active lead plan of that id.");

    private static ActivePlan<LeadScorer>? PlanOf(LeadReading reading, string plan) => reading.Plans.Leads.FirstOrDefault(active => active.Scorer.Plan.Id == plan);
}
