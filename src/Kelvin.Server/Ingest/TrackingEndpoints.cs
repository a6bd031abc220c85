using Kelvin.Scoring.Values;
using Kelvin.Server.Access;
using Kelvin.Server.Ingest.Email;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Ingest;

/// <summary>The paths that tracking clients know: Segment's, and those of RudderStack beside them.</summary>
internal static class TrackingEndpoints
{
    private const string AnyMediaType = "*/*";

    private static readonly (string Path, CallType Type)[] CallPaths =
    [
        ("track", CallType.Track), ("t", CallType.Track),
        ("page", CallType.Page), ("p", CallType.Page),
        ("screen", CallType.Screen), ("s", CallType.Screen),
        ("identify", CallType.Identify), ("i", CallType.Identify),
        ("group", CallType.Group), ("g", CallType.Group),
        ("alias", CallType.Alias), ("a", CallType.Alias),
    ];

    private static readonly string[] BatchPaths = ["/v1/batch", "/v1/b", "/v1/import", "/beacon/v1/batch"];

    public static void MapTracking(this IEndpointRouteBuilder routes)
    {
        var tracking = routes.ServiceProvider.GetRequiredService<Tracking>();
        foreach (var path in BatchPaths) Answers(MapWithPreflight(routes, HttpMethods.Post, path, tracking.TakeBatch), "A batch of calls").Accepts<TrackingBatch>("application/json", AnyMediaType);
        foreach (var (path, type) in CallPaths)
        {
            Answers(MapWithPreflight(routes, HttpMethods.Post, "/v1/" + path, http => tracking.TakeCall(http, type)), $"One {type.ToString().ToLowerInvariant()} call").Accepts<TrackingCall>("application/json", AnyMediaType);
        }
        Answers(Map(routes, HttpMethods.Post, "/v1/email/sendgrid", http => tracking.TakeReport(http, EmailProvider.SendGrid)), "What SendGrid's event webhook reports").Accepts<IReadOnlyList<JsonObject>>("application/json").ProducesProblem(401).ProducesProblem(403);
        Answers(Map(routes, HttpMethods.Post, "/v1/email/postmark", http => tracking.TakeReport(http, EmailProvider.Postmark)), "What Postmark's webhooks report").Accepts<JsonObject>("application/json").ProducesProblem(401).ProducesProblem(403);
        MapWithPreflight(routes, HttpMethods.Post, "/v1/m", TakeMetrics).Produces<TrackingAnswer>(200).WithSummary("Clients' own statistics, which are not kept");
        MapWithPreflight(routes, HttpMethods.Get, "/v1/projects/{writeKey}/settings", AnswerSegmentSettings).WithMetadata(new PathText("writeKey")).Produces<JsonObject>(200).Produces(304).WithSummary("What Segment's browser client asks for before it starts");
        MapWithPreflight(routes, HttpMethods.Get, "/sourceConfig", AnswerRudderSettings).Produces<JsonObject>(200).Produces(304).WithSummary("What RudderStack's browser client asks for before it starts");
        foreach (var (path, type) in CallPaths.Where(call => call.Path.Length > 1))
        {
            Map(routes, HttpMethods.Get, "/v1/pixel/" + path, http => TakeDataPixel(http, tracking, type)).Produces<byte[]>(200, "image/gif").WithSummary($"One {path} call as an image's address, in ?data=");
        }
        Map(routes, HttpMethods.Get, "/pixel/v1/track", http => TakeQueryPixel(http, tracking, CallType.Track)).Produces<byte[]>(200, "image/gif").WithSummary("One track call as an image's address");
        Map(routes, HttpMethods.Get, "/pixel/v1/page", http => TakeQueryPixel(http, tracking, CallType.Page)).Produces<byte[]>(200, "image/gif").WithSummary("One page call as an image's address");
    }

    private static RouteHandlerBuilder Answers(RouteHandlerBuilder route, string summary)
    {
        foreach (var status in (ReadOnlySpan<int>)[400, 408, 413, 415, 429, 503]) route.ProducesProblem(status);
        return route.Produces<TrackingAnswer>(200).WithSummary(summary);
    }

    /// <summary>The clients' own statistics are of no use here; a client that sends them must still be content.</summary>
    private static Task TakeMetrics(HttpContext http)
    {
        CrossOrigin.Allow(http);
        return IngestAnswer.Accepted(http, 0, null);
    }

    private static Task AnswerSegmentSettings(HttpContext http) => AnswerSettings(http, http.Request.RouteValues["writeKey"] as string, SourceSettings.AnswerSegment);

    private static Task AnswerRudderSettings(HttpContext http) => AnswerSettings(http, WriteKeys.FromHead(http.Request), SourceSettings.AnswerRudder);

    private static Task AnswerSettings(HttpContext http, string? key, Func<HttpContext, string, Task> answer)
    {
        CrossOrigin.Allow(http);
        if (key is null) return IngestAnswer.Refused(http, Refusal.KeyMissing);
        return http.RequestServices.GetRequiredService<Sources>().Find(key) is null
            ? IngestAnswer.Refused(http, Refusal.KeyWrong)
            : answer(http, key);
    }

    private static async Task TakeDataPixel(HttpContext http, Tracking tracking, CallType type)
    {
        if (Pixels.FromData(http.Request.Query["data"].ToString(), http.RequestServices.GetRequiredService<IngestSettings>().Limits) is { } json)
            await tracking.TakePixel(http, json, type);
        await Pixels.Answer(http);
    }

    private static async Task TakeQueryPixel(HttpContext http, Tracking tracking, CallType type)
    {
        await tracking.TakePixel(http, Pixels.FromQuery(http.Request.Query), type);
        await Pixels.Answer(http);
    }

    private static RouteHandlerBuilder MapWithPreflight(IEndpointRouteBuilder routes, string method, string path, RequestDelegate take)
    {
        Map(routes, HttpMethods.Options, path, CrossOrigin.AnswerPreflight).ExcludeFromDescription();
        return Map(routes, method, path, take);
    }

    // Mapped as a delegate that takes the request itself, so that nothing is bound or allocated before our own reading.
    private static RouteHandlerBuilder Map(IEndpointRouteBuilder routes, string method, string path, RequestDelegate take) =>
        routes.MapMethods(path, [method], (Delegate)take).WithTags("Tracking");
}
