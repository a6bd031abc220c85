using System.ComponentModel;
using Kelvin.Scoring.Plans.Changes;
using Kelvin.Server.Access;
using Kelvin.Server.Scores;
using Kelvin.Storage;
using Kelvin.Storage.Plans;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record PlanVersionView(
    string Plan, string? Name, [property: Description("lead or account")] string Kind, int Version,
    [property: Description("Whether this version scores.")] bool Active, [property: Description("yaml or json")] string Format, DateTimeOffset CreatedAt, string CreatedBy,
    [property: Description("Why it was made.")] string? Message,
    [property: Description("When it last began to score; null: it never did.")] DateTimeOffset? PublishedAt, string? PublishedBy,
    [property: Description("What differs from the version before it.")] IReadOnlyList<PlanChangeView> Changes);

internal sealed record PlanVersionList(IReadOnlyList<PlanVersionView> Items, string? NextCursor);

internal sealed record PlanChangeView(
    [property: Description("added, removed, changed or moved")] string Change,
    [property: Description("plan, side, rule, group, ceiling, grade, level, verdict, stage, threshold, members or role")] string Kind,
    string Path, string? Name, string? Key, [property: Description("As it was written, short.")] string? From, string? To,
    [property: Description("The change as a sentence.")] string Text)
{
    public static PlanChangeView Of(PlanChange change) => new(
        Word(change.Change), Word(change.Kind), change.Path, change.Name, change.Key, change.From, change.To, change.Text);

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}

internal sealed record PlanDiffView(
    string Plan, [property: Description("The version that is compared; null: nothing.")] int? From, [property: Description("The version that it is compared to; null: the draft of the request.")] int? To,
    IReadOnlyList<PlanChangeView> Items, [property: Description("A line for each rule or other thing that differs.")] IReadOnlyList<string> Lines);

internal sealed record PublicationView(
    [property: Description("Which scores from then on; null: none.")] int? Version, [property: Description("Which did until then; null: none.")] int? Before,
    DateTimeOffset At, string By, string? Message, [property: Description("raise or silent")] string Crossings);

internal sealed record PublicationList(IReadOnlyList<PublicationView> Items, string? NextCursor);

internal sealed record RescoringView(
    [property: Description("Whether some scores still come from plans as they were before.")] bool Rescoring,
    [property: Description("Leads that have scores by the plans of now.")] long Done, long Total);

/// <summary>How a plan came to be what it is: versions, what differs between them, who published which.</summary>
internal static class PlanVersions
{
    public static void MapPlanVersions(this IEndpointRouteBuilder routes)
    {
        var plans = routes.MapGroup("/api/plans/{plan}").WithTags("Plans");
        plans.MapGet("/versions", Versions).WithSummary("All versions of a plan, the newest first, each with what it changed").Produces<PlanVersionList>(200).ProducesProblem(404);
        plans.MapGet("/publications", Publications).WithSummary("Who published which version when, and why").Produces<PublicationList>(200).ProducesProblem(404);
        plans.MapGet("/diff", Diff).WithSummary("What differs between two versions").Produces<PlanDiffView>(200).ProducesProblem(404);
        plans.MapPost("/diff", DiffOfDraft).WithSummary("What differs between a version and a draft, the request's body")
            .Accepts<string>(PlanBody.Yaml, PlanBody.Json).Produces<PlanDiffView>(200).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
        routes.MapPost("/api/rescore", Rescore).WithTags("Plans").WithSummary("Scores every lead and account again, by the plans that are active; /api/rescoring says how far it has come");
        routes.MapGet("/api/rescoring", Rescoring).WithTags("Plans").WithSummary("How far the scores have come after the plans were changed");
    }

    private static IResult Versions(string plan, Store store)
    {
        using var snapshot = store.Read();
        var versions = store.Plans.Versions(snapshot, plan);
        if (versions.Count == 0) return PlanBody.NoPlan();
        var published = store.Plans.Publications(snapshot, plan);
        return TypedResults.Ok(new PlanVersionList([.. versions.Select((stored, i) =>
        {
            var (view, last) = (PlanEndpoints.View(stored), published.FirstOrDefault(one => one.Version == stored.Version));
            var changes = i + 1 < versions.Count ? PlanDiff.Between(versions[i + 1].Document, stored.Document).Changes : [];
            return new PlanVersionView(
                view.Plan, view.Name, view.Kind, view.Version, view.Active, view.Format, view.CreatedAt, view.CreatedBy, stored.Message,
                last is null ? null : Instants.Of(last.At), last?.By, [.. changes.Select(PlanChangeView.Of)]);
        })], null));
    }

    private static IResult Publications(string plan, Store store)
    {
        using var snapshot = store.Read();
        if (store.Plans.NumberOf(snapshot, plan) is null) return PlanBody.NoPlan();
        return TypedResults.Ok(new PublicationList([.. store.Plans.Publications(snapshot, plan).Select(one => new PublicationView(
            one.Version, one.Before, Instants.Of(one.At), one.By, one.Message, one.Raises ? "raise" : "silent"))], null));
    }

    private static IResult Diff(
        string plan, [Description("The active version unless said otherwise.")] int? from, [Description("The newest version unless said otherwise.")] int? to, Store store)
    {
        using var snapshot = store.Read();
        var versions = store.Plans.Versions(snapshot, plan);
        var older = from is { } one ? versions.FirstOrDefault(stored => stored.Version == one) : versions.FirstOrDefault(stored => stored.Active);
        var newer = to is { } other ? versions.FirstOrDefault(stored => stored.Version == other) : versions.FirstOrDefault();
        if (newer is null || (older is null && from is not null)) return PlanBody.NoPlan();
        return TypedResults.Ok(Between(plan, older, newer.Document, newer.Version));
    }

    private static async Task<IResult> DiffOfDraft(string plan, [Description("The active version unless said otherwise.")] int? from, Store store, HttpContext http)
    {
        var (draft, problem) = await PlanBody.Read(http, plan);
        if (draft is null) return problem!;
        using var snapshot = store.Read();
        var versions = store.Plans.Versions(snapshot, plan);
        var older = from is { } one ? versions.FirstOrDefault(stored => stored.Version == one) : versions.FirstOrDefault(stored => stored.Active);
        return older is null && from is not null ? PlanBody.NoPlan() : TypedResults.Ok(Between(plan, older, draft.Plan.Source, null));
    }

    private static PlanDiffView Between(string plan, StoredPlan? older, string newer, int? version)
    {
        var diff = PlanDiff.Between(older?.Document ?? $"plan: {plan}\n", newer);
        return new PlanDiffView(plan, older?.Version, version, [.. diff.Changes.Select(PlanChangeView.Of)], diff.Lines);
    }

    private static async Task<Accepted<RescoringView>> Rescore(Store store, PlanCache plans)
    {
        await store.WriteAsync(store.Plans.ScoreAllAgain);
        return TypedResults.Accepted("/api/rescoring", Rescoring(store, plans).Value!);
    }

    private static Ok<RescoringView> Rescoring(Store store, PlanCache plans)
    {
        using var snapshot = store.Read();
        var epoch = plans.Of(snapshot).Epoch;
        var total = store.Counters.Read(snapshot, Counter.Leads);
        var share = Sweep.ShareDone(store, snapshot, epoch);
        return TypedResults.Ok(new RescoringView(share < 1, (long)(share * total), total));
    }
}
