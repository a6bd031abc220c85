using System.ComponentModel;
using System.Globalization;
using Kelvin.Storage;
using Kelvin.Storage.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Access;

internal sealed record UserView(
    int Id, string Email, string Name, Role Role, [property: Description("The teams that the user is in.")] IReadOnlyList<int> Teams,
    [property: Description("false: no password was chosen yet, or only a set-up link is open.")] bool HasPassword,
    [property: Description("Until when a set-up link works; null: none is open.")] DateTimeOffset? LinkUntil,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? SignedInAt);

internal sealed record UserList(IReadOnlyList<UserView> Items, string? NextCursor);

internal sealed record NewUser(string Email, string Name, Role Role);

internal sealed record MadeUser(UserView User, [property: Description("The set-up link: this server's address, then this. It works once, for three days. Shown once.")] string Link);

/// <summary>What is missing stays as it is.</summary>
internal sealed record UserChange(string? Email = null, string? Name = null, Role? Role = null);

internal sealed record SetUpLink([property: Description("The set-up link: this server's address, then this. It works once, for three days. Shown once.")] string Link, DateTimeOffset Until);

/// <summary>The people who sign in. Any member sees who they are; admins add, change and remove them.</summary>
internal static class UserEndpoints
{
    public const int LongestEmail = 254;
    public const int LongestName = 200;
    private const int UsersMost = 10_000;

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/users").WithTags("Users");
        users.MapGet("", List).WithSummary("The people who sign in");
        users.MapPost("", Add).WithSummary("Add a user; the set-up link is shown once").Produces<MadeUser>(201).ProducesProblem(409).ProducesProblem(422);
        users.MapGet("/{id:int}", Get).WithSummary("A user").Produces<UserView>(200).ProducesProblem(404);
        users.MapPatch("/{id:int}", Change).WithSummary("Change a user. A changed role ends their sessions").Produces<UserView>(200).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        users.MapDelete("/{id:int}", Remove).WithSummary("Remove a user; their sessions end, and their leads are nobody's or their team's").Produces(204).ProducesProblem(404).ProducesProblem(409);
        users.MapPost("/{id:int}/link", Link).WithSummary("Make a new set-up link, by which the user chooses a password").Produces<SetUpLink>(200).ProducesProblem(404);
    }

    private static Ok<UserList> List(Store store)
    {
        using var snapshot = store.Read();
        var teams = store.Teams.All(snapshot);
        return TypedResults.Ok(new UserList([.. store.Users.All(snapshot).Select(user => View(user, teams))], null));
    }

    private static IResult Get(int id, Store store) => View(store, id) is { } view ? TypedResults.Ok(view) : NoUser();

    private static async Task<IResult> Add(NewUser asked, Store store, Users users, TimeProvider clock, ILogger<Users> log, HttpContext http)
    {
        var (email, name) = (Users.NormalEmail(asked.Email), asked.Name.Trim());
        if (Problems(email, name) is { Count: > 0 } problems) return Problem.Invalid("user-invalid", problems);
        var added = await store.WriteAsync(tx =>
        {
            if (store.Users.FindByEmail(tx, email) is not null || store.Users.All(tx).Count >= UsersMost) return ((int, string)?)null;
            var user = store.Users.Add(tx, email, name, asked.Role.Name(), http.Member().Name, clock.GetUtcNow().ToUnixTimeMilliseconds());
            return (user.User, users.OpenLink(tx, user.User));
        });
        if (added is not { } made) return Taken();
        log.LogInformation("The user {User}, {Role}, was added by {Member}.", made.Item1, asked.Role, http.Member().Id);
        return TypedResults.Created($"/api/users/{made.Item1}", new MadeUser(View(store, made.Item1)!, LinkOf(made.Item2)));
    }

    private static async Task<IResult> Change(int id, UserChange asked, Store store, Sessions sessions, ILogger<Users> log, HttpContext http)
    {
        if (View(store, id) is not { } before) return NoUser();
        var (email, name) = (asked.Email is null ? before.Email : Users.NormalEmail(asked.Email), asked.Name?.Trim() ?? before.Name);
        if (Problems(email, name) is { Count: > 0 } problems) return Problem.Invalid("user-invalid", problems);
        var outcome = await store.WriteAsync(tx =>
        {
            if (store.Users.Find(tx, id) is not { RemovedAt: null } user) return 404;
            if (store.Users.FindByEmail(tx, email) is { } other && other.User != id) return 409;
            store.Users.Change(tx, id, email, name, asked.Role?.Name() ?? user.Role);
            // Another address signs in with another name, another role with other powers: nobody goes on as what they were.
            if ((asked.Role is { } role && role.Name() != user.Role) || email != user.Email) store.Sessions.RemoveOf(tx, id);
            return 200;
        });
        sessions.Forget();
        if (outcome == 200) log.LogInformation("The user {User} was changed by {Member}: now {Role}.", id, http.Member().Id, asked.Role ?? before.Role);
        return outcome switch { 404 => NoUser(), 409 => Taken(), _ => TypedResults.Ok(View(store, id)) };
    }

    private static async Task<IResult> Remove(int id, Store store, Sessions sessions, TimeProvider clock, ILogger<Users> log, HttpContext http)
    {
        if (http.Member().User == id) return Problem.Result(409, "yourself", "Nobody removes themselves: ask another admin.");
        var removed = await store.WriteAsync(tx =>
        {
            if (store.Users.Find(tx, id) is not { RemovedAt: null } user) return false;
            store.Users.Remove(tx, user, clock.GetUtcNow().ToUnixTimeMilliseconds());
            store.Owners.Release(tx, id);
            store.Sessions.RemoveOf(tx, id);
            return true;
        });
        sessions.Forget();
        if (!removed) return NoUser();
        log.LogInformation("The user {User} was removed by {Member}.", id, http.Member().Id);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Link(int id, Store store, Users users, ILogger<Users> log, HttpContext http)
    {
        var link = await store.WriteAsync(tx => store.Users.Find(tx, id) is { RemovedAt: null } ? users.OpenLink(tx, id) : null);
        if (link is null || View(store, id) is not { LinkUntil: { } until }) return NoUser();
        log.LogInformation("A set-up link of the user {User} was made by {Member}.", id, http.Member().Id);
        return TypedResults.Ok(new SetUpLink(LinkOf(link), until));
    }

    /// <summary>Behind the hash sign: a browser sends that to nobody.</summary>
    private static string LinkOf(string secret) => "/join#" + secret;

    public static UserView? View(Store store, int id)
    {
        using var snapshot = store.Read();
        return store.Users.Find(snapshot, id) is { RemovedAt: null } user ? View(user, store.Teams.All(snapshot)) : null;
    }

    private static UserView View(StoredUser user, List<StoredTeam> teams) => new(
        user.User, user.Email, user.Name, Roles.Read(user.Role), [.. teams.Where(team => team.Members.Contains(user.User)).Select(team => team.Team)],
        user.Password is not null, Instants.Of(user.LinkUntil), Instants.Of(user.CreatedAt), user.CreatedBy, Instants.Of(user.SignedInAt));

    private static List<FieldProblem> Problems(string email, string name)
    {
        var problems = new List<FieldProblem>();
        if (!IsEmail(email)) problems.Add(new FieldProblem("email", $"An address has a name, an @ and a host, and at most {LongestEmail} characters."));
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl)) problems.Add(new FieldProblem("name", $"A name has 1 to {LongestName} characters."));
        return problems;
    }

    /// <summary>Plain ASCII, so that no mail server reads it as another or as two.</summary>
    public static bool IsEmail(string text) =>
        text.Length is >= 3 and <= LongestEmail && text.All(c => c is > ' ' and < '\x7f' && !"<>()[]\\,;:\"".Contains(c, StringComparison.Ordinal)) && text.Split('@') is [{ Length: > 0 }, { Length: > 0 }];

    private static IResult NoUser() => Problem.Result(404, "no-user", "There is no such user.");

    private static IResult Taken() => Problem.Result(409, "email-taken", string.Create(CultureInfo.InvariantCulture, $"Somebody has this address already, or there are {UsersMost} users."));
}
