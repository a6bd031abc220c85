using System.ComponentModel;
using System.Globalization;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Plans.Documents;
using Kelvin.Server.Access;
using Kelvin.Storage;
using Kelvin.Storage.Plans;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record PlanView(
    string Plan, string? Name, [property: Description("lead or account")] string Kind, int Version,
    [property: Description("Whether this version scores.")] bool Active, [property: Description("yaml or json")] string Format, DateTimeOffset CreatedAt, string CreatedBy);

internal sealed record PlanList(IReadOnlyList<PlanView> Items, string? NextCursor);

/// <summary>The plans, all their versions, and which of them scores.</summary>
internal static class PlanEndpoints
{
    private const int MessageMost = 1_000;
    private const string MessageText = "Why, in a few words; versions and publications show it.";
    private const string CrossingsText = "raise: what differs because of the new version is raised, once for each lead. silent (the default): it is not.";

    public static void MapPlans(this IEndpointRouteBuilder routes)
    {
        var plans = routes.MapGroup("/api/plans").WithTags("Plans");
        plans.MapGet("", List).WithSummary("All plans, each in its active version or its newest");
        plans.MapGet("/{plan}", Get).WithSummary("A plan's document, as YAML or JSON by the Accept header").Produces<string>(200, PlanBody.Yaml, PlanBody.Json).ProducesProblem(404);
        plans.MapPut("/{plan}", Put).WithSummary("Add a version of a plan, and score by it unless it is a draft")
            .Accepts<string>(PlanBody.Yaml, PlanBody.Json).Produces<PlanView>(200).Produces<PlanView>(201).ProducesProblem(412).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
        plans.MapDelete("/{plan}", Deactivate).WithSummary("Let a plan score nobody; its versions stay").Produces(204).ProducesProblem(404).ProducesProblem(409);
        plans.MapGet("/{plan}/versions/{version:int}", GetVersion).WithSummary("The document of one version").Produces<string>(200, PlanBody.Yaml, PlanBody.Json).ProducesProblem(404);
        plans.MapPost("/{plan}/versions/{version:int}/activate", Activate).WithSummary("Score by an earlier version, or by a draft").Produces<PlanView>(200).ProducesProblem(404).ProducesProblem(409);
    }

    private static Ok<PlanList> List(Store store)
    {
        using var snapshot = store.Read();
        return TypedResults.Ok(new PlanList([.. store.Plans.All(snapshot).Select(View)], null));
    }

    private static IResult Get(string plan, Store store, HttpContext http)
    {
        using var snapshot = store.Read();
        return store.Plans.All(snapshot).FirstOrDefault(stored => stored.Plan == plan) is { } found ? Document(http, found) : PlanBody.NoPlan();
    }

    private static IResult GetVersion(string plan, int version, Store store, HttpContext http)
    {
        using var snapshot = store.Read();
        return store.Plans.Find(snapshot, plan, version) is { } found ? Document(http, found) : PlanBody.NoPlan();
    }

    private static async Task<IResult> Put(string plan, [Description("true: keep it, do not score by it.")] bool? draft,
        [Description(CrossingsText)] string? crossings, [Description(MessageText)] string? message, PlanShelf shelf, HttpContext http)
    {
        if (!TryReadCrossings(crossings, out var raises)) return CrossingsProblem();
        if (message?.Length > MessageMost) return MessageProblem();
        if (!TryReadMadeFrom(http, out var madeFrom)) return Problem.Result(400, "if-match-invalid", "If-Match is the number of a version, such as \"3\".");
        var (body, problem) = await PlanBody.Read(http, plan);
        if (body is null) return problem!;

        var placed = await shelf.Add(new HandedIn(body.Plan, body.Format, draft == true, http.Member().Name, raises, message, madeFrom));
        if (placed.ChangedMeanwhile) return Problem.Result(412, "changed-meanwhile", $"The newest version is {placed.Stored?.Version ?? 0}: somebody else changed the plan meanwhile.");
        if (placed.Disagreement is { } disagreement) return Problem.Result(422, "plans-do-not-agree", disagreement);
        return placed.Stored!.Version == 1 && placed.IsNew ? TypedResults.Created($"/api/plans/{plan}", View(placed.Stored)) : TypedResults.Ok(View(placed.Stored));
    }

    private static async Task<IResult> Activate(
        string plan, int version, [Description(CrossingsText)] string? crossings, [Description(MessageText)] string? message, PlanShelf shelf, HttpContext http)
    {
        if (!TryReadCrossings(crossings, out var raises)) return CrossingsProblem();
        if (message?.Length > MessageMost) return MessageProblem();
        var placed = await shelf.Activate(plan, version, http.Member().Name, raises, message);
        if (placed.Disagreement is { } disagreement) return Problem.Result(409, "plans-do-not-agree", disagreement);
        return placed.Stored is { } stored ? TypedResults.Ok(View(stored)) : PlanBody.NoPlan();
    }

    private static async Task<IResult> Deactivate(string plan, PlanShelf shelf, HttpContext http)
    {
        var placed = await shelf.Deactivate(plan, http.Member().Name);
        if (placed.Disagreement is { } disagreement) return Problem.Result(409, "plans-do-not-agree", disagreement);
        return placed.Stored is null ? PlanBody.NoPlan() : TypedResults.NoContent();
    }

    private static bool TryReadCrossings(string? text, out bool raises)
    {
        raises = text == "raise";
        return text is null or "raise" or "silent";
    }

    private static IResult CrossingsProblem() => Problem.Result(400, "crossings-invalid", "crossings is raise or silent.");

    private static IResult MessageProblem() => Problem.Result(400, "message-too-long", $"A message has at most {MessageMost} characters.");

    /// <summary>The version that the sender had seen; null: it does not say.</summary>
    private static bool TryReadMadeFrom(HttpContext http, out int? version)
    {
        var text = http.Request.Headers.IfMatch.ToString().Trim();
        version = int.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : null;
        return text.Length == 0 || version is not null;
    }

    private static IResult Document(HttpContext http, StoredPlan stored)
    {
        http.Response.Headers.ETag = $"\"{stored.Version.ToString(CultureInfo.InvariantCulture)}\"";
        // JSON is YAML too, so a plan that was written in JSON is always sent as it was written.
        return http.Request.Headers.Accept.ToString().Contains("yaml", StringComparison.OrdinalIgnoreCase)
            ? Results.Text(stored.Document, PlanBody.Yaml)
            : Results.Text(stored.Format == "json" ? stored.Document : PlanJson.From(stored.Document) ?? "null", PlanBody.Json);
    }

    internal static PlanView View(StoredPlan stored)
    {
        var plan = PlanReader.Read(stored.Document).Plan;
        return new(
            stored.Plan, plan?.Name, plan?.Kind == PlanKind.Account ? "account" : "lead", stored.Version, stored.Active, stored.Format,
            Instants.Of(stored.CreatedAt), stored.CreatedBy);
    }
}
