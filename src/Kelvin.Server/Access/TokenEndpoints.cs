using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Kelvin.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Access;

internal sealed record TokenView(string Id, string Name, Role Role, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);

internal sealed record TokenList(IReadOnlyList<TokenView> Items, string? NextCursor);

internal sealed record NewToken([property: StringLength(SourceEndpoints.LongestName, MinimumLength = 1)] string Name, DateTimeOffset? ExpiresAt = null,
    [property: Description("viewer, editor or admin (unless said otherwise). Leads are worked by people, so there is no token for sales.")] Role Role = Role.Admin);

internal sealed record MadeToken(string Id, string Name, [property: Description("Shown once.")] string Token);

/// <summary>The tokens of the management API.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapGroup("/api/tokens").WithTags("Access");
        tokens.MapGet("", List).WithSummary("Tokens of the management API, without their text");
        tokens.MapPost("", Add).WithSummary("Make a token; it is shown once").Produces<MadeToken>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest);
        tokens.MapDelete("/{id}", Revoke).WithSummary("Revoke a token").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Ok<TokenList> List(Store store)
    {
        using var snapshot = store.Read();
        return TypedResults.Ok(new TokenList([.. store.Access.Tokens(snapshot).Select(token => new TokenView(
            token.Token, token.Name, Roles.Read(token.Role), Instants.Of(token.CreatedAt), Instants.Of(token.ExpiresAt), Instants.Of(token.RevokedAt)))], null));
    }

    private static async Task<IResult> Add(NewToken made, Store store, TimeProvider clock)
    {
        var name = made.Name.Trim();
        if (name.Length is 0 or > SourceEndpoints.LongestName) return Problem.Result(StatusCodes.Status400BadRequest, "name-missing", $"A token needs a name of 1 to {SourceEndpoints.LongestName} characters.");
        if (made.Role == Role.Sales) return Problem.Result(StatusCodes.Status400BadRequest, "role-invalid", "Leads are worked by people: a token is for a viewer, an editor or an admin.");
        var (id, token) = (Guid.CreateVersion7().ToString("N"), Secrets.New(Secrets.TokenPrefix));
        await store.WriteAsync(tx => store.Access.AddToken(
            tx, id, name, Secrets.Hash(token), made.Role.Name(), clock.GetUtcNow().ToUnixTimeMilliseconds(), made.ExpiresAt?.ToUnixTimeMilliseconds()));
        return TypedResults.Created($"/api/tokens/{id}", new MadeToken(id, name, token));
    }

    private static async Task<Results<NoContent, NotFound>> Revoke(string id, Store store, Tokens tokens, TimeProvider clock)
    {
        var revoked = await store.WriteAsync(tx => store.Access.RevokeToken(tx, id, clock.GetUtcNow().ToUnixTimeMilliseconds()));
        tokens.Forget();
        return revoked ? TypedResults.NoContent() : TypedResults.NotFound();
    }
}
