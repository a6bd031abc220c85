using Kelvin.Server.Access;
using Kelvin.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record HealthView(string Status);

/// <summary>For whoever watches the process: does it live, and can it commit.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => TypedResults.Ok(new HealthView("alive"))).WithSummary("The process answers").WithTags("Health");
        routes.MapGet("/readyz", Ready).WithSummary("The store can commit").WithTags("Health").Produces<HealthView>(200).ProducesProblem(503);
    }

    private static async Task<IResult> Ready(Readiness readiness, HttpContext http) =>
        await readiness.CanCommit(http.RequestAborted)
            ? TypedResults.Ok(new HealthView("ready"))
            : Problem.Result(503, "cannot-commit", "The store cannot commit just now.");
}

/// <summary>Asks the store for a commit, at most once a second however often it is asked: the route is open to strangers.</summary>
internal sealed class Readiness(Store store, TimeProvider clock)
{
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim one = new(1, 1);
    private bool last;
    private long lastAsked = long.MinValue;

    public async Task<bool> CanCommit(CancellationToken cancellation)
    {
        await one.WaitAsync(cancellation);
        try
        {
            if (lastAsked != long.MinValue && clock.GetElapsedTime(lastAsked) < Validity) return last;
            last = await Commit();
            lastAsked = clock.GetTimestamp();
            return last;
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<bool> Commit()
    {
        try
        {
            var now = BitConverter.GetBytes(clock.GetUtcNow().ToUnixTimeMilliseconds());
            await store.WriteAsync(tx => store.OwnSettings.Write(tx, "ready", now)).WaitAsync(Patience, clock);
            return true;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return false;
        }
    }
}
