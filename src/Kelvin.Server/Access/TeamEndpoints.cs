using Kelvin.Storage;
using Kelvin.Storage.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Access;

internal sealed record TeamView(int Id, string Name, [System.ComponentModel.Description("Users' numbers.")] IReadOnlyList<int> Members);

internal sealed record TeamList(IReadOnlyList<TeamView> Items, string? NextCursor);

internal sealed record TeamWish(string Name, IReadOnlyList<int> Members);

/// <summary>Teams of users: who may share leads, and among whom leads are given out.</summary>
internal static class TeamEndpoints
{
    private const int TeamsMost = 1_000;

    public static void MapTeams(this IEndpointRouteBuilder routes)
    {
        var teams = routes.MapGroup("/api/teams").WithTags("Users");
        teams.MapGet("", List).WithSummary("The teams, each with its members");
        teams.MapPost("", Add).WithSummary("Add a team").Produces<TeamView>(201).ProducesProblem(409).ProducesProblem(422);
        teams.MapPut("/{id:int}", Put).WithSummary("Change a team: its name and its members").Produces<TeamView>(200).ProducesProblem(404).ProducesProblem(422);
        teams.MapDelete("/{id:int}", Remove).WithSummary("Remove a team; its leads that no user has are nobody's").Produces(204).ProducesProblem(404);
    }

    private static Ok<TeamList> List(Store store)
    {
        using var snapshot = store.Read();
        return TypedResults.Ok(new TeamList([.. store.Teams.All(snapshot).Select(View)], null));
    }

    private static async Task<IResult> Add(TeamWish asked, Store store, TimeProvider clock)
    {
        if (Problems(asked, store) is { Count: > 0 } problems) return Problem.Invalid("team-invalid", problems);
        var added = await store.WriteAsync(tx =>
        {
            if (store.Teams.All(tx).Count >= TeamsMost) return null;
            var team = store.Teams.Add(tx, asked.Name.Trim(), clock.GetUtcNow().ToUnixTimeMilliseconds());
            store.Teams.Change(tx, team, asked.Name.Trim(), asked.Members);
            return store.Teams.Find(tx, team);
        });
        return added is null ? Problem.Result(409, "too-many", $"There are {TeamsMost} teams already.") : TypedResults.Created($"/api/teams/{added.Team}", View(added));
    }

    private static async Task<IResult> Put(int id, TeamWish asked, Store store)
    {
        if (Problems(asked, store) is { Count: > 0 } problems) return Problem.Invalid("team-invalid", problems);
        var changed = await store.WriteAsync(tx =>
        {
            if (store.Teams.Find(tx, id) is null) return null;
            store.Teams.Change(tx, id, asked.Name.Trim(), asked.Members);
            return store.Teams.Find(tx, id);
        });
        return changed is null ? NoTeam() : TypedResults.Ok(View(changed));
    }

    private static async Task<IResult> Remove(int id, Store store, TimeProvider clock)
    {
        var removed = await store.WriteAsync(tx =>
        {
            if (store.Teams.Find(tx, id) is null) return false;
            store.Teams.Remove(tx, id, clock.GetUtcNow().ToUnixTimeMilliseconds());
            store.Owners.ReleaseTeam(tx, id);
            return true;
        });
        return removed ? TypedResults.NoContent() : NoTeam();
    }

    private static List<FieldProblem> Problems(TeamWish asked, Store store)
    {
        var problems = new List<FieldProblem>();
        if (asked.Name.Trim().Length is 0 or > UserEndpoints.LongestName) problems.Add(new FieldProblem("name", $"A team needs a name of 1 to {UserEndpoints.LongestName} characters."));
        if (asked.Members.Distinct().Count() != asked.Members.Count) problems.Add(new FieldProblem("members", "Somebody is in the team twice."));
        using var snapshot = store.Read();
        var known = store.Users.All(snapshot).Select(user => user.User).ToHashSet();
        problems.AddRange(asked.Members.Where(member => !known.Contains(member)).Select(member => new FieldProblem("members", $"There is no user {member}.")));
        return problems;
    }

    private static TeamView View(StoredTeam team) => new(team.Team, team.Name, team.Members);

    private static IResult NoTeam() => Problem.Result(404, "no-team", "There is no such team.");
}
