using System.ComponentModel;
using System.Diagnostics;
using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.WhatIf;
using Kelvin.Server.Access;
using Kelvin.Server.Identity;
using Kelvin.Server.WhatIf;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record ScoreNow(long Fit, long Engagement, long Score, string? Grade, string? Level, string? Label, string? Verdict);

internal sealed record ReasonView(
    string? Name, [property: Description("fit or engagement; null: the whole score")] string? Side, [property: Description("rule, group, side, rounding, plan or ceiling")] string Kind,
    [property: Description("Points under the plan as it is.")] double Before, [property: Description("Points under the draft.")] double After);

internal sealed record MoverView(
    string LeadId, string? UserId, string? Email, [property: Description("null: no score under the plan as it is")] ScoreNow? Before, [property: Description("null: no score under the draft")] ScoreNow? After,
    [property: Description("The parts of the score that differ, the largest difference first.")] IReadOnlyList<ReasonView> Reasons);

internal sealed record PreviewView(
    string Plan, [property: Description("The version that scores now; null: none does.")] int? Version, [property: Description("As of when everybody was scored.")] DateTimeOffset At,
    int Leads, double Milliseconds, [property: Description("null: the plan scores nobody now")] SpreadView? Before, SpreadView After,
    [property: Description("How many get another score.")] int Changed, [property: Description("How many get into another band.")] int Moved,
    IReadOnlyList<MoveView> Moves, [property: Description("Those who move, the largest difference first.")] IReadOnlyList<MoverView> Movers);

/// <summary>What a change of a plan would do to everybody, before it is published.</summary>
internal static class WhatIfEndpoints
{
    private const int MoversDefault = 20;
    private const int MoversMost = 200;

    /// <summary>Reading a large base into memory takes longer; then the caller asks again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public static void MapWhatIf(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/plans/{plan}/preview", Preview).WithTags("Plans")
            .WithSummary("What a draft, or a version, would do to everybody, beside the version that scores; 202 while the base is being read: ask again")
            .Accepts<string>(PlanBody.Yaml, PlanBody.Json).Produces<PreviewView>(200).Produces<WhatIfState>(202).ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
        routes.MapGet("/api/what-if", (WhatIfBase tries) => TypedResults.Ok(tries.State)).WithTags("Plans").WithSummary("Whether the base is in memory, to try plans on");
        routes.MapPost("/api/what-if", WarmUp).WithTags("Plans").WithSummary("Read the base into memory for a plan that somebody is about to change").Produces<WhatIfState>(202).ProducesProblem(400).ProducesProblem(404);
    }

    private static IResult WarmUp(string? plan, WhatIfBase tries, Store store)
    {
        if (plan is null) return Problem.Result(400, "plan-missing", "plan= says which plan is about to be changed.");
        if (PlanBody.Find(store, plan, null) is not { } body) return PlanBody.NoPlan();
        if (body.Plan.Kind == PlanKind.Lead) _ = tries.Try(body.Plan, body.Plan, CancellationToken.None);
        return TypedResults.Accepted((string?)null, tries.State);
    }

    private static async Task<IResult> Preview(
        string plan, [Description("Without a body: which version is tried.")] int? version,
        [Description("How many of those who move are told one by one, 0 to 200; 20 unless said otherwise.")] int? movers,
        [Description("label (the default), grade, level, verdict or stage: what a band is.")] string? by,
        [Description("Tell only those who leave this band; empty: those in none.")] string? from, [Description("Tell only those who come into this band.")] string? to,
        WhatIfBase tries, Store store, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        if (movers is < 0 or > MoversMost) return Problem.Result(400, "movers-invalid", $"movers is 0 to {MoversMost}.");
        if (!Enum.TryParse<BandKind>(by ?? "label", ignoreCase: true, out var band) || int.TryParse(by, out _)) return Problem.Result(400, "by-invalid", "by is label, grade, level, verdict or stage.");
        var (body, problem) = await PlanBody.ReadOrFind(http, store, plan, version);
        if (body is null) return problem!;
        if (body.Plan.Kind == PlanKind.Account) return Problem.Result(422, "account-plan", "Plans for accounts cannot be tried on everybody yet; try them on one account.");
        var clocked = Stopwatch.StartNew();
        var active = ActiveOf(store, plans, plan);
        var trying = tries.Try(active?.Plan, body.Plan, CancellationToken.None);
        try
        {
            await trying.WaitAsync(Patience, http.RequestAborted);
        }
        catch (TimeoutException)
        {
            return TypedResults.Accepted((string?)null, tries.State);
        }
        var tried = await trying;
        var moves = new Moves(tried, band);
        var told = moves.Leads(from, to, movers ?? MoversDefault);
        return TypedResults.Ok(new PreviewView(
            plan, active?.Version, Instants.Of(tried.Leads.At), tried.Leads.Count, Math.Round(clocked.Elapsed.TotalMilliseconds, 1),
            tried.Before is null ? null : SpreadView.Of(tried.Before), SpreadView.Of(tried.After), moves.Changed, moves.Moved, moves.Counts,
            told.Count == 0 ? [] : Explain(told, tried, moves, body.Plan, store, plans, clock)));
    }

    /// <summary>The version that scores, for leads.</summary>
    public static PlanBody? ActiveOf(Store store, PlanCache plans, string plan)
    {
        using var snapshot = store.Read();
        return plans.Of(snapshot).Leads.FirstOrDefault(active => active.Scorer.Plan.Id == plan) is { } found ? new PlanBody(found.Scorer.Plan, "", found.Version) : null;
    }

    private static List<MoverView> Explain(List<int> told, Tried tried, Moves moves, Plan draft, Store store, PlanCache plans, TimeProvider clock)
    {
        using var reading = LeadReading.Open(store, plans, clock);
        var before = reading.Plans.Set.FindLeadPlan(draft.Id);
        var after = PlanSet.Compile([draft]).FindLeadPlan(draft.Id)!;
        var views = new List<MoverView>();
        foreach (var number in told)
        {
            var id = tried.Leads[number];
            if (reading.Find(id) is not { } lead) continue;
            var history = reading.HistoryOf(lead);
            var (old, @new) = (before?.Explain(history, reading.Accounts.Find, tried.Leads.At), after.Explain(history, reading.Accounts.Find, tried.Leads.At));
            var names = reading.IdentitiesOf(lead);
            views.Add(new MoverView(
                lead.Id.ToString(), NameOf(names, IdentityKind.User), NameOf(names, IdentityKind.Email), Now(tried.Before, moves.OutcomeBefore(number)), Now(tried.After, tried.After.Outcomes[number]), [.. Reasons(old, @new)]));
        }
        return views;
    }

    private static string? NameOf(IReadOnlyList<LeadIdentity> names, IdentityKind kind) => names.Where(name => name.Kind == kind).Select(name => name.Value).FirstOrDefault();

    private static ScoreNow? Now(ScoredBy? scored, Outcome outcome)
    {
        if (scored is null || !outcome.IsScored) return null;
        var label = scored.Scores.Labels[outcome.Label];
        return new ScoreNow(outcome.Fit, outcome.Engagement, outcome.Value, label.Grade, label.Level, label.Label, outcome.Verdict < 0 ? null : scored.Scores.Verdicts[outcome.Verdict]);
    }

    private static IEnumerable<ReasonView> Reasons(Explanation? before, Explanation? after)
    {
        static Dictionary<(PartKind Kind, SideName? Side, string? Name), double> Points(Explanation? explanation) =>
            (explanation?.Parts ?? []).GroupBy(part => (part.Kind, part.Side, part.Name)).ToDictionary(same => same.Key, same => same.Sum(part => part.Points));
        var (old, @new) = (Points(before), Points(after));
        return from key in old.Keys.Union(@new.Keys)
               let was = old.GetValueOrDefault(key)
               let now = @new.GetValueOrDefault(key)
               where Math.Abs(was - now) > 1e-9
               orderby Math.Abs(now - was) descending
               select new ReasonView(key.Name, key.Side?.ToString().ToLowerInvariant(), key.Kind.ToString().ToLowerInvariant(), Math.Round(was, 6), Math.Round(now, 6));
    }
}
