using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Access;

internal sealed record SignIn([property: Description("A token of the management API.")] string Token);

internal sealed record SessionView(string Name, string Role);

/// <summary>Signing in and out of the web app: a token in exchange for a cookie that no script can read.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        var session = routes.MapGroup("/api/session").WithTags("Access");
        session.MapGet("", (HttpContext http) => TypedResults.Ok(View(http.Member()))).WithSummary("Who is signed in");
        session.MapPost("", Begin).WithSummary("Sign a browser in: a token for a cookie")
            .Produces<SessionView>(200).ProducesProblem(401).ProducesProblem(403).ProducesProblem(429);
        session.MapDelete("", End).WithSummary("Sign the browser out");
    }

    private static async Task<IResult> Begin(SignIn signIn, Sessions sessions, Attempts attempts, ILogger<Sessions> log, HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (!SameOrigin.IsSure(http.Request)) return Problem.Result(403, "foreign-origin", "Signing in is only for the pages of this server.");
        if (attempts.Wait(address) is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return Problem.Result(429, "too-many", "Too many wrong tokens came from this address. Try again in a minute.");
        }
        var member = await sessions.Begin(http, signIn.Token.Trim());
        log.LogInformation("Sign-in from {Address}: {Outcome}.", address, member is null ? "denied" : "done");
        if (member is not null) return TypedResults.Ok(View(member));
        attempts.Failed(address);
        return Problem.Result(401, "token-wrong", "This token is not known here.");
    }

    private static async Task<NoContent> End(Sessions sessions, HttpContext http)
    {
        await sessions.End(http);
        return TypedResults.NoContent();
    }

    private static SessionView View(Member member) => new(member.Name, member.Role);
}
