using System.ComponentModel;
using System.Globalization;
using Kelvin.Server.Access.Passwords;
using Kelvin.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Access;

internal sealed record SignIn(
    [property: Description("A token of the management API; or else:")] string? Token = null,
    [property: Description("A user's address.")] string? Email = null,
    [property: Description("And password.")] string? Password = null);

internal sealed record SessionView(string Name, Role Role, [property: Description("The user's number; null where a token signed in.")] int? User, string? Email);

internal sealed record Joining([property: Description("What stood after `#` in the link.")] string Token, [property: Description("8 to 256 characters.")] string Password);

/// <summary>Signing in and out of the web app: a token, or a user's address and password, in exchange for a cookie that no script can read.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        var session = routes.MapGroup("/api/session").WithTags("Access");
        session.MapGet("", (HttpContext http) => TypedResults.Ok(View(http.Member()))).WithSummary("Who is signed in");
        session.MapPost("", Begin).WithSummary("Sign a browser in: a token, or a user's address and password, for a cookie")
            .Produces<SessionView>(200).ProducesProblem(401).ProducesProblem(403).ProducesProblem(429);
        session.MapDelete("", End).WithSummary("Sign the browser out");
        routes.MapPost("/api/join", Join).WithTags("Access").WithSummary("Choose a password behind a set-up link, which works once, and sign in")
            .Produces<SessionView>(200).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422).ProducesProblem(429);
    }

    private static async Task<IResult> Begin(SignIn signIn, Sessions sessions, Users users, Attempts attempts, ILogger<Sessions> log, HttpContext http)
    {
        if (!SameOrigin.IsSure(http.Request)) return Problem.Result(403, "foreign-origin", "Signing in is only for the pages of this server.");
        var (address, account) = (http.Connection.RemoteIpAddress, signIn.Token is null ? Account(signIn.Email) : null);
        if (attempts.Begin(address, account) is { } seconds) return TooMany(http, seconds);
        var member = await Find(signIn, sessions, users, http);
        log.LogInformation("Sign-in from {Address}: {Outcome}.", address, member is null ? "denied" : "done by " + member.Id);
        if (member is null)
        {
            return signIn.Token is not null
                ? Problem.Result(401, "token-wrong", "This token is not known here.")
                : Problem.Result(401, "password-wrong", "There is nobody with this address and this password.");
        }
        attempts.Succeeded(address, account);
        return TypedResults.Ok(View(member));
    }

    private static async Task<Member?> Find(SignIn signIn, Sessions sessions, Users users, HttpContext http)
    {
        if (signIn.Token is { } token) return await sessions.Begin(http, token.Trim());
        if (signIn is not { Email.Length: <= UserEndpoints.LongestEmail, Password.Length: <= PasswordWishes.Longest }) return null;
        if (await users.Check(signIn.Email, signIn.Password, http.RequestAborted) is not { } user) return null;
        await sessions.Begin(http, user.User);
        return Users.MemberOf(user);
    }

    private static async Task<IResult> Join(Joining joining, Store store, Sessions sessions, Users users, Attempts attempts, ILogger<Sessions> log, HttpContext http)
    {
        if (!SameOrigin.IsSure(http.Request)) return Problem.Result(403, "foreign-origin", "Choosing a password is only for the pages of this server.");
        var address = http.Connection.RemoteIpAddress;
        if (attempts.Begin(address) is { } seconds) return TooMany(http, seconds);
        Storage.Access.StoredUser? user;
        using (var snapshot = store.Read()) user = users.OfLink(snapshot, joining.Token);
        if (user is null) return Problem.Result(404, "no-link", "This link was used, or is too old, or is none. Ask an admin for another.");
        if (PasswordWishes.Problem(joining.Password, user.Email, user.Name) is { } wrong) return Problem.Invalid("password-invalid", [new FieldProblem("password", wrong)]);
        var hash = await PasswordHash.MakeAsync(joining.Password, http.RequestAborted);
        var joined = await store.WriteAsync(tx =>
        {
            // Once more: of two at the same time one comes first, and the link works once.
            if (users.OfLink(tx, joining.Token)?.User != user.User) return false;
            users.SetPassword(tx, user.User, hash);
            return true;
        });
        if (!joined) return Problem.Result(404, "no-link", "This link was used, or is too old, or is none. Ask an admin for another.");
        sessions.Forget();
        await sessions.Begin(http, user.User);
        attempts.Succeeded(address);
        log.LogInformation("A password was chosen by {Member} from {Address}.", Users.MemberOf(user).Id, address);
        return TypedResults.Ok(View(Users.MemberOf(user)));
    }

    private static async Task<NoContent> End(Sessions sessions, HttpContext http)
    {
        await sessions.End(http);
        return TypedResults.NoContent();
    }

    public static IResult TooMany(HttpContext http, int seconds)
    {
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problem.Result(429, "too-many", "Too many wrong attempts came from this address. Try again in a minute.");
    }

    /// <summary>By which attempts are counted, also of an account that is none.</summary>
    public static string Account(string? email) => email is { Length: <= UserEndpoints.LongestEmail } ? Users.NormalEmail(email) : "";

    public static SessionView View(Member member) => new(member.Name, member.Role, member.User, member.Email);
}
