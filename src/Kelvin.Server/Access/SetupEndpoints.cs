using System.ComponentModel;
using Kelvin.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Access;

internal sealed record SetupRequest([property: Description("What the console showed after `#` in the set-up link.")] string Token);

internal sealed record SetupAnswer([property: Description("The first admin's token. Shown once.")] string Token);

/// <summary>The way in on the first day: the console's set-up token, once, for an admin's token.</summary>
internal static class SetupEndpoints
{
    public static void MapSetup(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/setup", Use).WithSummary("Exchange the set-up token for the first admin's token").WithTags("Access").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<SetupAnswer>, NotFound>> Use(SetupRequest request, FirstStart start, Tokens tokens, ILogger<FirstStart> log, HttpContext http)
    {
        var token = request.Token.Length <= Secrets.Longest ? await start.Use(request.Token) : null;
        log.LogInformation("Set-up from {Address}: {Outcome}.", http.Connection.RemoteIpAddress, token is null ? "denied" : "done");
        if (token is null) return TypedResults.NotFound();
        tokens.Forget();
        return TypedResults.Ok(new SetupAnswer(token));
    }
}
