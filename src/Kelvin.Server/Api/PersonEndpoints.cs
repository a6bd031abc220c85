using Kelvin.Server.Access;
using Kelvin.Server.Erasure;
using Kelvin.Server.Ledgers;
using Kelvin.Storage;
using Kelvin.Storage.Leads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record IdentityView(string Kind, string Value);

internal sealed record PersonExport(
    DateTimeOffset ExportedAt, LeadView Lead, IReadOnlyList<IdentityView> Identities, IReadOnlyList<EventView> Events, IReadOnlyList<Explained> Scores,
    [property: System.ComponentModel.Description("What was raised of the person: crossings, and moves from stage to stage with who moved them and why.")] IReadOnlyList<Recorded> Raised,
    [property: System.ComponentModel.Description("What reps were asked to do with the person, and what they said of it.")] IReadOnlyList<Actions.Tasks.TaskView> Tasks);

/// <summary>What a person may ask for under the law: a copy of all that is kept of them, and that it be erased.</summary>
internal static class PersonEndpoints
{
    public static void MapPersons(this IEndpointRouteBuilder routes)
    {
        var leads = routes.MapGroup("/api/leads/{id}").WithTags("Leads");
        leads.MapGet("/export", Export).WithSummary("All that is kept of a person, with the explanation of every score").Produces<PersonExport>(200).ProducesProblem(404);
        leads.MapDelete("", Erase).WithSummary("Erase a person for good: late events of theirs bring nobody back").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> Erase(string id, Eraser eraser, ILogger<Eraser> log, HttpContext http)
    {
        if (!StreamId.TryParse(id, out var lead) || await eraser.EraseAsync(lead) is null) return LeadEndpoints.NoLead();
        log.LogInformation("A person was erased by {Member}.", http.Member().Name);
        return TypedResults.NoContent();
    }

    private static IResult Export(string id, Store store, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        using var reading = LeadReading.Open(store, plans, clock);
        if (reading.Find(id) is not { } lead) return LeadEndpoints.NoLead();
        http.Response.Headers.ContentDisposition = "attachment; filename=\"kelvin-person.json\"";
        return TypedResults.Ok(Of(reading, lead));
    }

    private static PersonExport Of(LeadReading reading, StoredLead lead)
    {
        var events = reading.EventsOf(lead);
        events.Sort((left, right) => Scoring.Timelines.EventOrder.Compare(left.Event, right.Event));
        var notes = new EventNotes(reading, lead);
        var history = reading.HistoryOf(lead);
        var scores = reading.Plans.Leads
            .Select(plan => (plan.Version, Explanation: plan.Scorer.Explain(history, reading.Accounts.Find, reading.Now)))
            .Where(scored => scored.Explanation is not null).Select(scored => new Explained(scored.Version, scored.Explanation!));
        return new PersonExport(
            Instants.Of(reading.Now), LeadViews.Now(reading, lead),
            [.. reading.IdentitiesOf(lead).Select(identity => new IdentityView(identity.Kind.ToString().ToLowerInvariant(), identity.Value))],
            [.. events.Select(stored => LeadViews.View(stored, notes))], [.. scores], [.. LedgerViews.InOrder(reading.CrossingsOf(lead))],
            [.. new Actions.Tasks.TaskDesk(reading.Store).Of(reading.Session, lead).Select(task => Actions.Tasks.TaskViews.View(reading, task, lead))]);
    }
}
