using System.ComponentModel;
using Kelvin.Server.Access;
using Kelvin.Storage;
using Kelvin.Storage.Leads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record OwnerView(
    [property: Description("The user whose lead it is; null: a team's, or nobody's.")] int? User, string? UserName,
    [property: Description("The team; where a user has the lead, the one to which it falls back.")] int? Team, string? TeamName, DateTimeOffset At, string By);

internal sealed record NewOwner(
    [property: Description("A user's number.")] int? User = null,
    [property: Description("A team's number. With neither the lead is nobody's.")] int? Team = null);

/// <summary>Whose lead it is.</summary>
internal static class OwnerEndpoints
{
    public static void MapOwners(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/leads/{id}/owner", Put).WithTags("Leads").WithSummary("Give a lead to a user, to a team, or to nobody").Produces<LeadView>(200).ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Put(string id, NewOwner asked, Store store, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        StreamId lead;
        using (var reading = LeadReading.Open(store, plans, clock))
        {
            if (reading.Find(id) is not { } found) return LeadEndpoints.NoLead();
            lead = found.Id;
        }
        var by = http.Member().Name;
        var problems = await store.WriteAsync(tx =>
        {
            var wrong = new List<FieldProblem>();
            if (asked.User is { } user && store.Users.Find(tx, user) is not { RemovedAt: null }) wrong.Add(new FieldProblem("user", $"There is no user {user}."));
            if (asked.Team is { } team && store.Teams.Find(tx, team) is null) wrong.Add(new FieldProblem("team", $"There is no team {team}."));
            if (wrong.Count == 0) store.Owners.Put(tx, store.Identities.LeadOf(tx, lead) ?? lead, new StoredOwner(asked.User, asked.Team, clock.GetUtcNow().ToUnixTimeMilliseconds(), by));
            return wrong;
        });
        if (problems.Count > 0) return Problem.Invalid("owner-invalid", problems);
        // Whoever gives a lead away may still see the answer: it is what they said.
        using var after = LeadReading.OpenAll(store, plans, clock);
        return after.Find(lead) is { } now ? TypedResults.Ok(LeadViews.Stored(after, now)) : LeadEndpoints.NoLead();
    }

    public static OwnerView? View(LeadReading reading, StoredLead lead)
    {
        var (store, session) = (reading.Store, reading.Session);
        if (store.Owners.Of(session, lead) is not { } owner || owner is { User: null, Team: null }) return null;
        return new OwnerView(
            owner.User, owner.User is { } user ? store.Users.Find(session, user)?.Name : null,
            owner.Team, owner.Team is { } team ? store.Teams.Find(session, team)?.Name : null, Instants.Of(owner.At), owner.By);
    }
}
