using System.ComponentModel;
using Kelvin.Scoring.Ledger;
using Kelvin.Server.Access;
using Kelvin.Server.Ledgers;
using Kelvin.Storage;
using Kelvin.Storage.Ledgers;
using Kelvin.Storage.Sqlite;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record ActivationScore(string Plan, long Score);

internal sealed record StageCount([property: Description("null: in no stage yet.")] string? Stage, long Leads);

internal sealed record FunnelView(
    [property: Description("The stages in their order, as they were set.")] IReadOnlyList<string> Stages,
    [property: Description("Stages beyond the last, from which no score moves a lead on.")] IReadOnlyList<string> Aside,
    [property: Description("The stage at which sales takes over.")] string? HandOver,
    [property: Description("The stages with those that only plans name, each at its place.")] IReadOnlyList<string> All,
    [property: Description("For each plan the score of its hand-over stage.")] IReadOnlyList<ActivationScore> ActivationScores,
    [property: Description("How many leads are in each stage: first those in none, then all stages, those aside, and those that the funnel no longer has.")] IReadOnlyList<StageCount> Counts);

internal sealed record NewFunnel(IReadOnlyList<string> Stages, IReadOnlyList<string>? Aside = null, string? HandOver = null);

internal sealed record NewStage(
    string Stage, [property: Description("Why: shown in the lead's history and told to the world.")] string? Reason = null);

internal sealed record Moved(string LeadId, string? From, string To, DateTimeOffset At);

/// <summary>The funnel, and the leads' way through it.</summary>
internal static class StageEndpoints
{
    private const int LongestName = 100;
    private const int LongestReason = 1_000;
    private const int MostStages = 100;

    public static void MapStages(this IEndpointRouteBuilder routes)
    {
        var stages = routes.MapGroup("/api/stages").WithTags("Stages");
        stages.MapGet("", Get).WithSummary("The funnel: its stages in their order, the hand-over, and each plan's activation score");
        stages.MapPut("", Put).WithSummary("Set the funnel. Leads stay where they are").Produces<FunnelView>(200).ProducesProblem(422);
        var leads = routes.MapGroup("/api/leads/{id}").WithTags("Stages");
        leads.MapPost("/stage", Move).WithSummary("Move a lead to a stage: accept, reject with a reason, recycle").Produces<Moved>(200).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        leads.MapGet("/stages", History).WithSummary("A lead's way through the funnel, each move with its cause, the newest first").Produces<RecordedList>(200).ProducesProblem(400).ProducesProblem(404);
    }

    private static Ok<FunnelView> Get(Store store, FunnelBook funnels, PlanCache plans)
    {
        using var snapshot = store.Read();
        return TypedResults.Ok(View(store, snapshot, funnels.Read(snapshot), plans.Of(snapshot)));
    }

    private static async Task<IResult> Put(NewFunnel asked, Store store, FunnelBook funnels, PlanCache plans)
    {
        var funnel = new Funnel([.. asked.Stages.Select(Trimmed)], [.. (asked.Aside ?? []).Select(Trimmed)], asked.HandOver?.Trim());
        var names = funnel.Stages.Concat(funnel.Aside).ToList();
        if (funnel.Stages.Count == 0) return Problem.Result(422, "stages-missing", "A funnel has at least one stage.");
        if (names.Count > MostStages) return Problem.Result(422, "stages-too-many", $"A funnel has at most {MostStages} stages.");
        if (names.Find(name => name.Length is 0 or > LongestName) is not null) return Problem.Result(422, "stage-invalid", $"The name of a stage has 1 to {LongestName} characters.");
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice) return Problem.Result(422, "stage-twice", $"The stage '{twice.Key}' stands in the funnel twice.");
        if (funnel.HandOver is { } handOver && !funnel.Stages.Contains(handOver)) return Problem.Result(422, "hand-over-unknown", $"The hand-over '{handOver}' is none of the stages.");
        await store.WriteAsync(tx => funnels.Write(tx, funnel));
        using var snapshot = store.Read();
        return TypedResults.Ok(View(store, snapshot, funnel, plans.Of(snapshot)));
    }

    private static string Trimmed(string? name) => name?.Trim() ?? "";

    private static async Task<IResult> Move(string id, NewStage asked, Store store, Pipeline pipeline, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        if (asked.Reason is { Length: > LongestReason }) return Problem.Result(400, "reason-too-long", $"A reason has at most {LongestReason} characters.");
        StreamId lead;
        using (var reading = LeadReading.Open(store, plans, clock))
        {
            if (reading.Find(id) is not { } found) return LeadEndpoints.NoLead();
            lead = found.Id;
        }
        var by = http.Member().Name;
        if (await store.WriteAsync(tx => pipeline.Move(tx, lead, asked.Stage.Trim(), asked.Reason, by)) is not { } moved) return LeadEndpoints.NoLead();
        if (moved.Move is not { } move) return Problem.Result(422, "no-stage", $"The funnel has no stage '{asked.Stage}'. Its stages are at /api/stages.");
        if (move.From == move.To) return Problem.Result(409, "already-there", $"The lead is in the stage '{move.To}' already. Nothing was recorded.");
        return TypedResults.Ok(new Moved(moved.Lead.ToString(), move.From, move.To!, Instants.Of(move.At)));
    }

    private static IResult History(string id, int? limit, string? cursor, Store store, PlanCache plans, TimeProvider clock)
    {
        using var reading = LeadReading.Open(store, plans, clock);
        if (reading.Find(id) is not { } lead) return LeadEndpoints.NoLead();
        var moves = reading.CrossingsOf(lead).Where(row => row.Kind == RowKind.Stage);
        return LedgerPages.Of(LedgerViews.InOrder(moves).Reverse(), limit, cursor);
    }

    private static FunnelView View(Store store, Session session, Funnel funnel, Scores.ActivePlans plans)
    {
        var named = plans.Set.LeadPlans.Select(scorer => scorer.Plan).ToList();
        var all = funnel.With(named).Stages;
        var scores = named.Select(plan => (plan.Id, Score: funnel.ActivationScore(plan))).Where(pair => pair.Score is not null);
        return new FunnelView(funnel.Stages, funnel.Aside, funnel.HandOver, all, [.. scores.Select(pair => new ActivationScore(pair.Id, pair.Score!.Value))], Counts(store, session, [.. all, .. funnel.Aside]));
    }

    private static List<StageCount> Counts(Store store, Session session, List<string> shown)
    {
        var known = store.Counters.ReadStages(session);
        var gone = known.Where(pair => pair.Value > 0 && !shown.Contains(pair.Key)).Select(pair => pair.Key).Order(StringComparer.Ordinal);
        var nowhere = store.Counters.Read(session, Counter.Leads) - known.Values.Sum();
        return [new StageCount(null, nowhere), .. shown.Concat(gone).Select(stage => new StageCount(stage, known.GetValueOrDefault(stage)))];
    }
}

/// <summary>Pages of what was raised. It is read whole: of one lead it is not much.</summary>
internal static class LedgerPages
{
    public static IResult Of(IEnumerable<Recorded> rows, int? limit, string? cursor)
    {
        if (Paging.Limit(limit) is not { } most) return Paging.LimitProblem();
        if (cursor is not null)
        {
            if (!Paging.TryRead(cursor, 1, out var parts)) return Paging.CursorProblem();
            rows = rows.SkipWhile(row => row.Id != parts[0]).Skip(1);
        }
        var page = rows.Take(most + 1).ToList();
        return TypedResults.Ok(new RecordedList([.. page.Take(most)], page.Count > most ? Paging.Cursor(page[most - 1].Id) : null));
    }
}
