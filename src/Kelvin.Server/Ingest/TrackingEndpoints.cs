using Kelvin.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Ingest;

/// <summary>The paths that tracking clients know: Segment's, and those of RudderStack beside them.</summary>
internal static class TrackingEndpoints
{
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
        foreach (var path in BatchPaths) MapWithPreflight(routes, HttpMethods.Post, path, tracking.TakeBatch);
        foreach (var (path, type) in CallPaths) MapWithPreflight(routes, HttpMethods.Post, "/v1/" + path, http => tracking.TakeCall(http, type));
        MapWithPreflight(routes, HttpMethods.Post, "/v1/m", TakeMetrics);
        MapWithPreflight(routes, HttpMethods.Get, "/v1/projects/{writeKey}/settings", http => AnswerSettings(http, http.Request.RouteValues["writeKey"] as string, SourceSettings.AnswerSegment));
        MapWithPreflight(routes, HttpMethods.Get, "/sourceConfig", http => AnswerSettings(http, WriteKeys.FromHead(http.Request), SourceSettings.AnswerRudder));
        foreach (var (path, type) in CallPaths)
        {
            if (path.Length > 1) Map(routes, HttpMethods.Get, "/v1/pixel/" + path, http => TakeDataPixel(http, tracking, type));
        }
        Map(routes, HttpMethods.Get, "/pixel/v1/track", http => TakeQueryPixel(http, tracking, CallType.Track));
        Map(routes, HttpMethods.Get, "/pixel/v1/page", http => TakeQueryPixel(http, tracking, CallType.Page));
    }

    /// <summary>The clients' own statistics are of no use here; a client that sends them must still be content.</summary>
    private static Task TakeMetrics(HttpContext http)
    {
        CrossOrigin.Allow(http);
        return IngestAnswer.Accepted(http, 0, null);
    }

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

    private static void MapWithPreflight(IEndpointRouteBuilder routes, string method, string path, RequestDelegate take)
    {
        Map(routes, method, path, take);
        Map(routes, HttpMethods.Options, path, CrossOrigin.AnswerPreflight);
    }

    private static void Map(IEndpointRouteBuilder routes, string method, string path, RequestDelegate take) =>
        routes.MapMethods(path, [method], take);
}
