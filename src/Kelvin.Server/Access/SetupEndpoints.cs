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
        routes.MapGet("/setup", () => Results.Content(Page, "text/html; charset=utf-8")).ExcludeFromDescription();
        routes.MapGet("/setup.js", () => Results.Content(Script, "text/javascript; charset=utf-8")).ExcludeFromDescription();
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

    // The token stands after '#', so that it reaches no log; the script takes it from there.
    private const string Page = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Kelvin: set up</title><meta name="viewport" content="width=device-width"></head>
        <body>
        <h1>Set up Kelvin</h1>
        <p>This makes the first admin's token. It works once.</p>
        <p><button id="make" type="button">Make the token</button></p>
        <p><output id="answer"></output></p>
        <script src="/setup.js"></script>
        </body>
        </html>
        """;

    private const string Script = """
        document.getElementById('make').addEventListener('click', async () => {
          const answer = document.getElementById('answer');
          const response = await fetch('/api/setup', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ token: location.hash.slice(1) }),
          });
          answer.textContent = response.ok
            ? 'Keep this token; it is not shown again: ' + (await response.json()).token
            : 'This link was used already, or it is too old. Restart the server for a new one.';
        });
        """;
}
