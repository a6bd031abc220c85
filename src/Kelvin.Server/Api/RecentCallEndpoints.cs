using System.ComponentModel;
using System.Text;
using Kelvin.Server.Access;
using Kelvin.Server.Ingest;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record RecentCallView(
    long Number, DateTimeOffset ReceivedAt,
    [property: Description("The source's id; null: the request had no key that is known here.")] int? SourceId, string? SourceName,
    [property: Description("track, page, screen, identify, group or alias, where it is known.")] string? Type,
    [property: Description("Why it was rejected: a word of a closed set. Null: it was accepted.")] string? Reason, string? Detail,
    [property: Description("The call as it came, or its beginning; null for a request that was refused whole.")] string? Call,
    [property: Description("Only the beginning of the call is kept.")] bool IsCut);

internal sealed record RecentCallList(IReadOnlyList<RecentCallView> Items, [property: Description("Ask for those after it next time.")] long Last);

/// <summary>What came in lately, and what was wrong with it: for whoever connects a source.</summary>
internal static class RecentCallEndpoints
{
    public static void MapRecentCalls(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/sources/debug", List).WithSummary("The calls that came in lately, the newest first, from memory").WithTags("Access").Produces<RecentCallList>(200).ProducesProblem(400);

    private static IResult List(
        [Description("A source's id, or 0 for requests without a known key; all unless said otherwise.")] int? source,
        [Description("Only those after this number.")] long? after, int? limit, RecentCalls recent)
    {
        if (limit is < 1 or > RecentCalls.PerSource) return Problem.Result(400, "limit-invalid", $"limit is 1 to {RecentCalls.PerSource}.");
        var calls = recent.After(after ?? 0, source, limit ?? RecentCalls.PerSource);
        return TypedResults.Ok(new RecentCallList([.. calls.Select(View)], calls.Count > 0 ? calls[0].Number : after ?? 0));
    }

    private static RecentCallView View(RecentCall call) => new(
        call.Number, Instants.Of(call.ReceivedAt), call.Source?.Number, call.Source?.Name, call.Type?.ToString().ToLowerInvariant(), call.Reason, call.Detail,
        call.Json.Length == 0 ? null : Encoding.UTF8.GetString(call.Json), call.IsCut);
}
