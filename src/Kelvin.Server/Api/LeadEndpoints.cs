using System.ComponentModel;
using Kelvin.Server.Access;
using Kelvin.Server.Ingest;
using Kelvin.Server.Leads;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Leads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

/// <summary>The leads: listed, looked up, and each with its events.</summary>
internal static class LeadEndpoints
{
    public static void MapLeads(this IEndpointRouteBuilder routes)
    {
        var leads = routes.MapGroup("/api/leads").WithTags("Leads");
        leads.MapGet("", List).WithSummary("Leads by score, or one by a name that it is known by").Produces<LeadList>(200).ProducesProblem(400);
        leads.MapGet("/{id}", Get).WithSummary("A lead with its scores as of now; also by an id that it had before it was merged").Produces<LeadView>(200).ProducesProblem(404);
        leads.MapGet("/{id}/events", Events).WithSummary("A lead's events, the newest first").Produces<EventList>(200).ProducesProblem(400).ProducesProblem(404);
    }

    private static IResult List(
        [AsParameters] LeadQuery query,
        [Description("Look up the lead of this user.")] string? userId,
        [Description("Look up the lead of this visitor.")] string? anonymousId,
        [Description("Look up the lead of this e-mail address.")] string? email,
        Store store, PlanCache plans, LeadIndex index, TimeProvider clock, HttpContext http)
    {
        using var reading = LeadReading.Open(store, plans, clock);
        if (userId is not null) return One(reading, IdentityKind.User, userId.Trim());
        if (anonymousId is not null) return One(reading, IdentityKind.Anonymous, anonymousId.Trim());
        if (email is not null) return One(reading, IdentityKind.Email, CallReader.NormalEmail(email));
        return LeadLists.Answer(reading, query with { Me = http.Member().User }, index);
    }

    private static Ok<LeadList> One(LeadReading reading, IdentityKind kind, string value) =>
        TypedResults.Ok(new LeadList(reading.Find(kind, value) is { } lead ? [LeadViews.Now(reading, lead)] : [], null, false));

    private static IResult Get(string id, Store store, PlanCache plans, TimeProvider clock)
    {
        using var reading = LeadReading.Open(store, plans, clock);
        return reading.Find(id) is { } lead ? TypedResults.Ok(LeadViews.Now(reading, lead)) : NoLead();
    }

    private static IResult Events(string id, int? limit, string? cursor, Store store, PlanCache plans, TimeProvider clock)
    {
        if (Paging.Limit(limit) is not { } most) return Paging.LimitProblem();
        (long Timestamp, string MessageId)? after = null;
        if (cursor is not null)
        {
            if (!Paging.TryRead(cursor, 2, out var parts) || !long.TryParse(parts[0], out var timestamp)) return Paging.CursorProblem();
            after = (timestamp, parts[1]);
        }
        using var reading = LeadReading.Open(store, plans, clock);
        return reading.Find(id) is { } lead ? TypedResults.Ok(Page(reading, lead, after, most)) : NoLead();
    }

    private static EventList Page(LeadReading reading, StoredLead lead, (long Timestamp, string MessageId)? after, int most)
    {
        var events = reading.EventsOf(lead);
        events.Sort((left, right) => Scoring.Timelines.EventOrder.Compare(right.Event, left.Event));
        var start = after is not { } place ? 0 : events.FindIndex(stored =>
            stored.Event.Timestamp < place.Timestamp
            || (stored.Event.Timestamp == place.Timestamp && Scoring.Values.Texts.CompareUtf8(stored.Event.MessageId, place.MessageId) < 0));
        var page = start < 0 ? [] : events.Skip(start).Take(most).ToList();
        var more = start >= 0 && start + page.Count < events.Count;
        var notes = new EventNotes(reading, lead);
        return new EventList([.. page.Select(stored => LeadViews.View(stored, notes))], more ? Paging.Cursor(page[^1].Event.Timestamp, page[^1].Event.MessageId) : null);
    }

    public static IResult NoLead() => Problem.Result(404, "no-lead", "There is no such lead.");
}
