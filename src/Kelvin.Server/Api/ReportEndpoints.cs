using System.ComponentModel;
using Kelvin.Scoring.Plans;
using Kelvin.Server.Access;
using Kelvin.Server.Reports;
using Kelvin.Storage;
using Kelvin.Storage.Reports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record LabelCountView(string? Grade, string? Level, string? Verdict, long Count);

internal sealed record LabelCountsView(
    string Plan, [property: Description("When they were counted: some seconds ago, or longer where there are very many.")] DateTimeOffset At,
    [property: Description("The plan's grades, the best first.")] IReadOnlyList<string> Grades,
    [property: Description("The plan's levels, the best first.")] IReadOnlyList<string> Levels,
    IReadOnlyList<LabelCountView> Items);

/// <summary>What can be said of all leads together.</summary>
internal static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/reports/labels", Labels).WithSummary("How many leads, or accounts, of a plan bear each label").WithTags("Reports")
            .Produces<LabelCountsView>(200).ProducesProblem(400);

    private static async Task<IResult> Labels([Description("An active plan, of leads or of accounts.")] string plan, LabelCounts counts, PlanCache plans, Store store)
    {
        var counted = await counts.Now();
        using var snapshot = store.Read();
        var active = plans.Of(snapshot);
        if (active.Leads.FirstOrDefault(known => known.Scorer.Plan.Id == plan) is { } lead) return View(lead.Scorer.Plan, lead.Number, counted.At, counted.Leads);
        if (active.Accounts.FirstOrDefault(known => known.Scorer.Plan.Id == plan) is { } account) return View(account.Scorer.Plan, account.Number, counted.At, counted.Accounts);
        return Problem.Result(400, "plan-unknown", "There is no active plan of that id.");
    }

    private static IResult View(Plan plan, int number, long at, IReadOnlyList<LabelCount> counts) => TypedResults.Ok(new LabelCountsView(
        plan.Id, Instants.Of(at), BestFirst(plan.Grades), BestFirst(plan.Levels),
        [.. counts.Where(count => count.Plan == number).Select(count => new LabelCountView(count.Grade, count.Level, count.Verdict, count.Count))]));

    private static string[] BestFirst(IEnumerable<Band> bands) => [.. bands.OrderByDescending(band => band.From ?? long.MinValue).Select(band => band.Name)];
}
