using System.ComponentModel;
using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Values;
using Kelvin.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record StepValueView([property: Description("trait, account, property or context")] string Root, string Path, Value Value);

internal sealed record StepView(
    [property: Description("event, trait or accountTrait")] string Kind, [property: Description("Of an account: whose step it is; null: its own.")] string? LeadId,
    [property: Description("Of the event; of a trait its path.")] string Name, IReadOnlyList<StepValueView> Values,
    [property: Description("By how much the score grows.")] long Points, ScoreNow Then, [property: Description("The step as a sentence.")] string Text);

internal sealed record WayView([property: Description("grade, level or stage")] string Target, string Name, [property: Description("The smallest first; none: no single step is enough.")] IReadOnlyList<StepView> Steps);

internal sealed record WayUpView(string Plan, int Version, DateTimeOffset At, IReadOnlyList<WayView> Items);

/// <summary>The smallest single events or traits that would bring the next grade, level or stage.</summary>
internal static class WayUpEndpoints
{
    public static void MapWaysUp(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/leads/{id}/scores/{plan}/way-up", OfLead).WithTags("Leads").WithSummary("The smallest single events or traits that would bring a lead's next grade, level or stage")
            .Produces<WayUpView>(200).ProducesProblem(400).ProducesProblem(404);
        routes.MapGet("/api/accounts/{id}/scores/{plan}/way-up", OfAccount).WithTags("Accounts").WithSummary("The smallest single events or traits that would bring an account's next grade, level or stage")
            .Produces<WayUpView>(200).ProducesProblem(400).ProducesProblem(404);
    }

    private static IResult OfLead(string id, string plan, [Description("ISO 8601; now unless said otherwise.")] string? at, Store store, PlanCache plans, TimeProvider clock)
    {
        using var reading = LeadReading.Open(store, plans, clock);
        if (!ScoreEndpoints.TryReadInstant(at, reading.Now, out var instant)) return ScoreEndpoints.InstantProblem("at");
        if (reading.Find(id) is not { } lead) return LeadEndpoints.NoLead();
        if (reading.Plans.Leads.FirstOrDefault(one => one.Scorer.Plan.Id == plan) is not { } active) return PlanBody.NoPlan();
        return Answer(plan, active.Version, instant, WayUp.Of(active.Scorer, reading.HistoryOf(lead), reading.Accounts.Find, instant));
    }

    private static IResult OfAccount(string id, string plan, string? at, Store store, PlanCache plans, TimeProvider clock)
    {
        using var reading = LeadReading.Open(store, plans, clock);
        if (!ScoreEndpoints.TryReadInstant(at, reading.Now, out var instant)) return ScoreEndpoints.InstantProblem("at");
        if (reading.Accounts.Find(id) is not { } account) return AccountEndpoints.NoAccount();
        if (reading.Plans.Accounts.FirstOrDefault(one => one.Scorer.Plan.Id == plan) is not { } active) return PlanBody.NoPlan();
        var members = active.Scorer.Plan.Members is { } of ? reading.Plans.Set.FindLeadPlan(of.Plan)?.Plan : null;
        var histories = reading.CandidatesOf(account.AccountId).ConvertAll(reading.HistoryOf);
        return Answer(plan, active.Version, instant, WayUp.Of(active.Scorer, members, account, histories, reading.Accounts.Find, instant));
    }

    private static IResult Answer(string plan, int version, long at, IReadOnlyList<Way>? ways) => ways is null
        ? ScoreEndpoints.NoScore()
        : TypedResults.Ok(new WayUpView(plan, version, Instants.Of(at), [.. ways.Select(way => new WayView(way.Target.ToString().ToLowerInvariant(), way.Name, [.. way.Steps.Select(View)]))]));

    private static StepView View(Step step) => new(
        step.Kind == StepKind.AccountTrait ? "accountTrait" : step.Kind.ToString().ToLowerInvariant(), step.Lead, step.Name,
        [.. step.Values.Select(value => new StepValueView(value.Root.ToString().ToLowerInvariant(), value.Path, value.Value))], step.Points, Of(step.Then), Text(step));

    private static ScoreNow Of(Score score) => new(score.Fit, score.Engagement, score.Value, score.Grade, score.Level, score.Label, score.Verdict);

    private static string Text(Step step)
    {
        var what = step.Kind == StepKind.Event
            ? $"One {step.Name}{(step.Values.Count == 0 ? "" : $" ({string.Join(", ", step.Values.Select(value => $"{value.Path} {Plain(value.Value)}"))})")}"
            : $"{(step.Kind == StepKind.AccountTrait ? "Its company's" : "Its")} {step.Name} being {Plain(step.Values[0].Value)}";
        return $"{what} makes it {step.Then.Label ?? step.Then.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)}: {step.Points:+0;-0;0} points.";
    }

    private static string Plain(Value value) => value.Kind == ValueKind.Text ? value.AsText : value.ToString();
}
