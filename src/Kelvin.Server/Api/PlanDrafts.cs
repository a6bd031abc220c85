using System.ComponentModel;
using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Server.Access;
using Kelvin.Server.Scores;
using Kelvin.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record PlanProblemView(
    int Line, int Column, string Path, string Message, string? Allowed, string? Nearest,
    [property: Description("true: it may be so, but is probably not meant.")] bool Warning)
{
    public static PlanProblemView Of(PlanProblem problem, bool warning) => new(problem.Line, problem.Column, problem.Path, problem.Message, problem.Allowed, problem.Nearest, warning);
}

internal sealed record PlanValidity(bool Valid, string? Plan, [property: Description("lead or account")] string? Kind, IReadOnlyList<PlanProblemView> Problems);

/// <summary>A plan that is still being written: is it one, and what would it say of a lead.</summary>
internal static class PlanDrafts
{
    public static void MapPlanDrafts(this IEndpointRouteBuilder routes)
    {
        var plans = routes.MapGroup("/api/plans/{plan}").WithTags("Plans");
        plans.MapPost("/validate", Validate).WithSummary("Every problem of a draft, the request's body").Accepts<string>(PlanBody.Yaml, PlanBody.Json).Produces<PlanValidity>(200).ProducesProblem(413);
        plans.MapPost("/test", Test).WithSummary("What a draft, or a version, says of one lead or account as of an instant; of a draft the version is 0")
            .Accepts<string>(PlanBody.Yaml, PlanBody.Json).Produces<ExplainedScore>(200).ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
    }

    private static async Task<IResult> Validate(string plan, HttpContext http)
    {
        if (await PlanBody.Bytes(http) is not { } document) return Problem.Result(413, "too-large", $"A plan has at most {PlanLimits.TextBytes} bytes.");
        var reading = PlanReader.Read(document);
        var problems = reading.Problems.Select(problem => PlanProblemView.Of(problem, warning: false)).ToList();
        if (reading.Plan is { } other && other.Id != plan) problems.Add(new PlanProblemView(1, 1, "plan", $"The plan's id is '{other.Id}', and it is to be kept as '{plan}'.", plan, null, Warning: false));
        problems.AddRange(reading.Warnings.Select(warning => PlanProblemView.Of(warning, warning: true)));
        return TypedResults.Ok(new PlanValidity(
            problems.TrueForAll(problem => problem.Warning), reading.Plan?.Id, reading.Plan is { } read ? (read.Kind == PlanKind.Account ? "account" : "lead") : null, problems));
    }

    private static async Task<IResult> Test(
        string plan, [Description("The id of a lead, of a lead plan.")] string? lead, [Description("The id of an account, of an account plan.")] string? account,
        [Description("ISO 8601; now unless said otherwise.")] string? at, [Description("Without a body: which version; the active one unless said otherwise.")] int? version,
        Store store, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        var (body, problem) = await PlanBody.ReadOrFind(http, store, plan, version);
        if (body is null) return problem!;
        if ((body.Plan.Kind == PlanKind.Account ? account : lead) is not { } subject) return Problem.Result(400, "subject-missing", body.Plan.Kind == PlanKind.Account ? "An account plan is tested with account=." : "A lead plan is tested with lead=.");
        using var reading = LeadReading.Open(store, plans, clock);
        if (!ScoreEndpoints.TryReadInstant(at, reading.Now, out var instant)) return ScoreEndpoints.InstantProblem("at");
        if (!TryCompile(reading, body.Plan, out var set, out var disagreement)) return Problem.Result(422, "plans-do-not-agree", disagreement);
        return body.Plan.Kind == PlanKind.Account ? OfAccount(reading, set, body, subject, instant) : OfLead(reading, set, body, subject, instant);
    }

    private static IResult OfLead(LeadReading reading, PlanSet set, PlanBody body, string id, long at)
    {
        if (reading.Find(id) is not { } lead) return LeadEndpoints.NoLead();
        return Answer(set.FindLeadPlan(body.Plan.Id)!.Explain(reading.HistoryOf(lead), reading.Accounts.Find, at), body);
    }

    private static IResult OfAccount(LeadReading reading, PlanSet set, PlanBody body, string id, long at)
    {
        if (reading.Accounts.Find(id) is not { } account) return AccountEndpoints.NoAccount();
        var histories = reading.CandidatesOf(account.AccountId).ConvertAll(reading.HistoryOf);
        return Answer(set.FindAccountPlan(body.Plan.Id)!.Explain(account, histories, reading.Accounts.Find, at), body);
    }

    private static IResult Answer(Explanation? explanation, PlanBody body) =>
        explanation is null ? ScoreEndpoints.NoScore() : TypedResults.Ok(new Explained(body.Version ?? 0, explanation));

    /// <summary>The plan among those that score, in the place of its own active version.</summary>
    public static bool TryCompile(LeadReading reading, Plan plan, out PlanSet set, out string disagreement)
    {
        (set, disagreement) = (reading.Plans.Set, "");
        try
        {
            set = PlanSet.Compile([.. reading.Plans.Plans.Where(other => other.Id != plan.Id), plan]);
            return true;
        }
        catch (ArgumentException fault)
        {
            disagreement = fault.Message;
            return false;
        }
    }
}
