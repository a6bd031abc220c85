using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Kelvin.Storage;
using Kelvin.Storage.Access;
using Kelvin.Storage.Ingest;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Access;

/// <summary>What a source's key allows: <c>server</c> everything, <c>browser</c> what a stranger may.</summary>
internal enum SourcePower { Server, Browser }

internal sealed record SourceView(int Id, string Name, SourcePower Power, [property: Description("The end of the write key.")] string KeyHint, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

internal sealed record SourceList(IReadOnlyList<SourceView> Items, string? NextCursor);

internal sealed record NewSource([property: StringLength(SourceEndpoints.LongestName, MinimumLength = 1)] string Name, SourcePower Power);

internal sealed record MadeSource(int Id, string Name, SourcePower Power, [property: Description("Shown once.")] string WriteKey);

/// <summary>The sources of events and their write keys.</summary>
internal static class SourceEndpoints
{
    public const int LongestName = 200;

    public static void MapSources(this IEndpointRouteBuilder routes)
    {
        var sources = routes.MapGroup("/api/sources").WithTags("Access");
        sources.MapGet("", List).WithSummary("Sources of events, without their keys");
        sources.MapPost("", Add).WithSummary("Add a source; its write key is shown once").Produces<MadeSource>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest);
        sources.MapDelete("/{id:int}", Revoke).WithSummary("Revoke a source's write key").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Ok<SourceList> List(Store store)
    {
        using var snapshot = store.Read();
        return TypedResults.Ok(new SourceList([.. store.Access.Sources(snapshot).Select(View)], null));
    }

    private static async Task<IResult> Add(NewSource source, Store store, TimeProvider clock)
    {
        var name = source.Name.Trim();
        if (name.Length is 0 or > LongestName) return Problem.Result(StatusCodes.Status400BadRequest, "name-missing", $"A source needs a name of 1 to {LongestName} characters.");
        var key = Secrets.New(source.Power == SourcePower.Server ? Secrets.ServerKeyPrefix : Secrets.BrowserKeyPrefix);
        var added = await store.WriteAsync(tx => store.Access.AddSource(
            tx, name, Secrets.Hash(key), Secrets.Hint(key), source.Power == SourcePower.Server ? KeyPower.Server : KeyPower.Public, clock.GetUtcNow().ToUnixTimeMilliseconds()));
        return TypedResults.Created($"/api/sources/{added.Source}", new MadeSource(added.Source, name, source.Power, key));
    }

    private static async Task<Results<NoContent, NotFound>> Revoke(int id, Store store, Sources sources, TimeProvider clock)
    {
        var revoked = await store.WriteAsync(tx => store.Access.RevokeSource(tx, id, clock.GetUtcNow().ToUnixTimeMilliseconds()));
        sources.Forget();
        return revoked ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static SourceView View(StoredSource source) => new(
        source.Source, source.Name, source.Power == KeyPower.Server ? SourcePower.Server : SourcePower.Browser, source.KeyHint,
        Instants.Of(source.CreatedAt), Instants.Of(source.RevokedAt));
}
