using System.ComponentModel;
using System.Text.Json;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.WhatIf;
using Kelvin.Server.Access;
using Kelvin.Server.Catalogue;
using Kelvin.Server.WhatIf;
using Kelvin.Storage;
using Kelvin.Storage.Catalogue;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record HealthFindingView(
    [property: Description("neverFires, firesForEveryone, alwaysTogether, eatenByCap, dominates, nobodySends or outOfReach")] string Kind,
    string? Rule, [property: Description("Of the leads, or of the points.")] double? Share, [property: Description("The other rule; the stage; the name that nobody sends.")] string? Other,
    [property: Description("The finding as a sentence.")] string Text);

internal sealed record RuleHealthView(
    string Name, string Side, [property: Description("To how many it gives points, or takes them.")] int Leads, double Share,
    [property: Description("All its points together, after its cap.")] double Points, [property: Description("What its cap took.")] double Cut);

internal sealed record PlanHealthView(
    string Plan, [property: Description("null: the draft of the request")] int? Version, DateTimeOffset At, int Leads,
    IReadOnlyList<HealthFindingView> Findings, IReadOnlyList<RuleHealthView> Rules,
    [property: Description("How scores stood at the beginning of each of the last months, and now; of a sample of at most 20,000 leads.")] IReadOnlyList<MonthShare> Months);

/// <summary>What may be wrong with a plan that is right as a document.</summary>
internal static class PlanHealthEndpoints
{
    public static void MapPlanHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/plans/{plan}/health", OfVersion).WithTags("Plans").WithSummary("Rules that never fire, fire for everyone, always together, are eaten by a cap or dominate; names that nobody sends; scores over time")
            .Produces<PlanHealthView>(200).ProducesProblem(404).ProducesProblem(422);
        routes.MapPost("/api/plans/{plan}/health", OfDraft).WithTags("Plans").WithSummary("The same of a draft, the request's body")
            .Accepts<string>(PlanBody.Yaml, PlanBody.Json).Produces<PlanHealthView>(200).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
    }

    private static async Task<IResult> OfVersion(
        string plan, [Description("The active one unless said otherwise.")] int? version, WhatIfBase tries, EventCatalogue catalogue, Store store, HttpContext http) =>
        PlanBody.Find(store, plan, version) is { } body ? await Answer(body, tries, catalogue, store, http) : PlanBody.NoPlan();

    private static async Task<IResult> OfDraft(string plan, WhatIfBase tries, EventCatalogue catalogue, Store store, HttpContext http)
    {
        var (body, problem) = await PlanBody.Read(http, plan);
        return body is null ? problem! : await Answer(body, tries, catalogue, store, http);
    }

    private static async Task<IResult> Answer(PlanBody body, WhatIfBase tries, EventCatalogue catalogue, Store store, HttpContext http)
    {
        if (body.Plan.Kind == PlanKind.Account) return Problem.Result(422, "account-plan", "Only plans for leads can be looked at yet.");
        PlanHealth? found = null;
        var tried = await tries.Try(null, body.Plan, http.RequestAborted, all => found = PlanHealth.Of(new PlanForm(body.Plan), all.Table, all.After.Outcomes));
        var health = found!;
        await catalogue.Write();
        using (var snapshot = store.Read())
        {
            var rows = store.Catalogue.All(snapshot);
            health.AddUnsent(body.Plan, Names(CatalogueKind.Event, row => row.Name), Names(CatalogueKind.Trait, row => row.Path), Names(CatalogueKind.AccountTrait, row => row.Path));
            List<string> Names(CatalogueKind kind, Func<CatalogueRow, string> of) => [.. rows.Where(row => row.Kind == kind).Select(of)];
        }
        var months = await Task.Run(() => MonthShares.Of(tried.Leads, body.Plan, http.RequestAborted), http.RequestAborted);
        return TypedResults.Ok(new PlanHealthView(
            body.Plan.Id, body.Version, Instants.Of(tried.Leads.At), tried.After.Spread.Scored,
            [.. health.Findings.Select(finding => new HealthFindingView(JsonNamingPolicy.CamelCase.ConvertName(finding.Kind.ToString()), finding.Rule, finding.Share, finding.Other, finding.Text))],
            [.. health.Rules.Select(rule => new RuleHealthView(rule.Name, rule.Side, rule.Leads, Math.Round(rule.Share, 4), Math.Round(rule.Points, 2), Math.Round(rule.Cut, 2)))], months));
    }
}
