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
    private const string Yaml = "application/yaml";
    private const string Json = "application/json";
    private const string CrossingsText = "raise: what differs because of the new version is raised, once for each lead. silent (the default): it is not.";

    public static void MapPlans(this IEndpointRouteBuilder routes)
    {
        var plans = routes.MapGroup("/api/plans").WithTags("Plans");
        plans.MapGet("", List).WithSummary("All plans, each in its active version or its newest");
        plans.MapGet("/{plan}", Get).WithSummary("A plan's document, as YAML or JSON by the Accept header").Produces<string>(200, Yaml, Json).ProducesProblem(404);
        plans.MapPut("/{plan}", Put).WithSummary("Add a version of a plan, and score by it unless it is a draft")
            .Accepts<string>(Yaml, Json).Produces<PlanView>(200).Produces<PlanView>(201).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
        plans.MapDelete("/{plan}", Deactivate).WithSummary("Let a plan score nobody; its versions stay").Produces(204).ProducesProblem(404).ProducesProblem(409);
        plans.MapGet("/{plan}/versions", Versions).WithSummary("All versions of a plan, the newest first").Produces<PlanList>(200).ProducesProblem(404);
        plans.MapGet("/{plan}/versions/{version:int}", GetVersion).WithSummary("The document of one version").Produces<string>(200, Yaml, Json).ProducesProblem(404);
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
        return store.Plans.All(snapshot).FirstOrDefault(stored => stored.Plan == plan) is { } found ? Document(http, found) : NoPlan();
    }

    private static IResult GetVersion(string plan, int version, Store store, HttpContext http)
    {
        using var snapshot = store.Read();
        return store.Plans.Find(snapshot, plan, version) is { } found ? Document(http, found) : NoPlan();
    }

    private static IResult Versions(string plan, Store store)
    {
        using var snapshot = store.Read();
        var versions = store.Plans.Versions(snapshot, plan);
        return versions.Count > 0 ? TypedResults.Ok(new PlanList([.. versions.Select(View)], null)) : NoPlan();
    }

    private static async Task<IResult> Put(string plan, [Description("true: keep it, do not score by it.")] bool? draft,
        [Description(CrossingsText)] string? crossings, PlanShelf shelf, HttpContext http)
    {
        if (!TryReadCrossings(crossings, out var raises)) return CrossingsProblem();
        if (FormatOf(http.Request.ContentType) is not { } format) return Problem.Result(415, "media-type-unknown", $"A plan is {Yaml} or {Json}.");
        if (await ReadDocument(http) is not { } document) return Problem.Result(413, "too-large", $"A plan has at most {PlanLimits.TextBytes} bytes.");
        var reading = PlanReader.Read(document);
        if (reading.Plan is not { } read) return Invalid(reading.Problems);
        if (read.Id != plan) return Problem.Result(422, "plan-id-differs", $"The document's plan is '{read.Id}', the address says '{plan}'.");

        var placed = await shelf.Add(read, format, draft == true, http.Member().Name, raises);
        if (placed.Disagreement is { } disagreement) return Problem.Result(422, "plans-do-not-agree", disagreement);
        return placed.Stored!.Version == 1 && placed.IsNew ? TypedResults.Created($"/api/plans/{plan}", View(placed.Stored)) : TypedResults.Ok(View(placed.Stored));
    }

    private static async Task<IResult> Activate(string plan, int version, [Description(CrossingsText)] string? crossings, PlanShelf shelf)
    {
        if (!TryReadCrossings(crossings, out var raises)) return CrossingsProblem();
        var placed = await shelf.Activate(plan, version, raises);
        if (placed.Disagreement is { } disagreement) return Problem.Result(409, "plans-do-not-agree", disagreement);
        return placed.Stored is { } stored ? TypedResults.Ok(View(stored)) : NoPlan();
    }

    private static async Task<IResult> Deactivate(string plan, PlanShelf shelf)
    {
        var placed = await shelf.Deactivate(plan);
        if (placed.Disagreement is { } disagreement) return Problem.Result(409, "plans-do-not-agree", disagreement);
        return placed.Stored is null ? NoPlan() : TypedResults.NoContent();
    }

    private static bool TryReadCrossings(string? text, out bool raises)
    {
        raises = text == "raise";
        return text is null or "raise" or "silent";
    }

    private static IResult CrossingsProblem() => Problem.Result(400, "crossings-invalid", "crossings is raise or silent.");

    private static IResult Invalid(IReadOnlyList<PlanProblem> problems) => Problem.Result(
        422, "plan-invalid", problems.Count == 1 ? problems[0].ToString() : $"The plan has {problems.Count} problems.", json =>
        {
            json.WriteStartArray("problems");
            foreach (var problem in problems)
            {
                json.WriteStartObject();
                json.WriteNumber("line", problem.Line);
                json.WriteNumber("column", problem.Column);
                json.WriteString("path", problem.Path);
                json.WriteString("message", problem.Message);
                json.WriteString("allowed", problem.Allowed);
                json.WriteString("nearest", problem.Nearest);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    private static async Task<byte[]?> ReadDocument(HttpContext http)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0;)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > PlanLimits.TextBytes + 3) return null;
        }
        return buffer.ToArray();
    }

    private static string? FormatOf(string? mediaType) => mediaType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        Json => "json",
        Yaml or "application/x-yaml" or "text/yaml" or "text/x-yaml" => "yaml",
        _ => null,
    };

    private static IResult Document(HttpContext http, StoredPlan stored)
    {
        http.Response.Headers.ETag = $"\"{stored.Version.ToString(CultureInfo.InvariantCulture)}\"";
        // JSON is YAML too, so a plan that was written in JSON is always sent as it was written.
        return http.Request.Headers.Accept.ToString().Contains("yaml", StringComparison.OrdinalIgnoreCase)
            ? Results.Text(stored.Document, Yaml)
            : Results.Text(stored.Format == "json" ? stored.Document : PlanJson.From(stored.Document) ?? "null", Json);
    }

    private static PlanView View(StoredPlan stored)
    {
        var plan = PlanReader.Read(stored.Document).Plan;
        return new(
            stored.Plan, plan?.Name, plan?.Kind == PlanKind.Account ? "account" : "lead", stored.Version, stored.Active, stored.Format,
            Instants.Of(stored.CreatedAt), stored.CreatedBy);
    }

    private static IResult NoPlan() => Problem.Result(404, "no-plan", "There is no such plan, or no such version of it.");
}
