using System.ComponentModel;
using Kelvin.Server.Access.Passwords;
using Kelvin.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Access;

internal sealed record MeView(
    string Id, string Name, Role Role, [property: Description("The user's number; null for a token.")] int? User, string? Email, IReadOnlyList<int> Teams,
    [property: Description("What the role may do: leads.work, edit, admin; and leads.own where only own leads are seen.")] IReadOnlyList<string> Powers);

internal sealed record MeChange(string Name);

internal sealed record NewPassword(string Current, [property: Description("8 to 256 characters.")] string Password);

/// <summary>Whoever calls: who they are, what they may do, their own name and password.</summary>
internal static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/api/me").WithTags("Users");
        me.MapGet("", Get).WithSummary("Who calls, and what they may do");
        me.MapPatch("", Change).WithSummary("Change your own name").Produces<MeView>(200).ProducesProblem(409).ProducesProblem(422);
        me.MapPut("/password", SetPassword).WithSummary("Change your own password. All your sessions end, and a new one begins")
            .Produces(204).ProducesProblem(401).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429);
    }

    private static Ok<MeView> Get(Store store, HttpContext http) => TypedResults.Ok(View(store, http.Member()));

    private static async Task<IResult> Change(MeChange asked, Store store, Sessions sessions, HttpContext http)
    {
        if (http.Member().User is not { } id) return NotAUser();
        var name = asked.Name.Trim();
        if (name.Length is 0 or > UserEndpoints.LongestName || name.Any(char.IsControl)) return Problem.Invalid("user-invalid", [new FieldProblem("name", $"A name has 1 to {UserEndpoints.LongestName} characters.")]);
        await store.WriteAsync(tx =>
        {
            if (store.Users.Find(tx, id) is { } user) store.Users.Change(tx, id, user.Email, name, user.Role);
        });
        sessions.Forget();
        return TypedResults.Ok(View(store, http.Member() with { Name = name }));
    }

    private static async Task<IResult> SetPassword(NewPassword asked, Store store, Users users, Sessions sessions, Attempts attempts, ILogger<Users> log, HttpContext http)
    {
        if (http.Member() is not { User: { } id, Email: { } email } member) return NotAUser();
        if (PasswordWishes.Problem(asked.Password, email, member.Name) is { } wrong) return Problem.Invalid("password-invalid", [new FieldProblem("password", wrong)]);
        var address = http.Connection.RemoteIpAddress;
        if (attempts.Begin(address, email) is { } seconds) return SessionEndpoints.TooMany(http, seconds);
        if (asked.Current.Length > PasswordWishes.Longest || await users.Check(email, asked.Current, http.RequestAborted) is null) return Problem.Result(401, "password-wrong", "The current password is another.");
        attempts.Succeeded(address, email);
        var hash = await PasswordHash.MakeAsync(asked.Password, http.RequestAborted);
        await store.WriteAsync(tx => users.SetPassword(tx, id, hash));
        sessions.Forget();
        await sessions.Begin(http, id);
        log.LogInformation("The password of {Member} was changed.", member.Id);
        return TypedResults.NoContent();
    }

    private static MeView View(Store store, Member member)
    {
        using var snapshot = store.Read();
        List<string> powers = [];
        if (member.Role.May(Caller.Work)) powers.Add("leads.work");
        if (member.Role == Role.Sales) powers.Add("leads.own");
        if (member.Role.May(Caller.Edit)) powers.Add("edit");
        if (member.Role.May(Caller.Admin)) powers.Add("admin");
        return new MeView(member.Id, member.Name, member.Role, member.User, member.Email, member.User is { } user ? store.Teams.TeamsOf(snapshot, user) : [], powers);
    }

    private static IResult NotAUser() => Problem.Result(409, "not-a-user", "A token has neither a password nor a name of its own; only users do.");
}
