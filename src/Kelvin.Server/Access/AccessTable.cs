using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Access;

/// <summary>Who may call a route.</summary>
internal enum Caller
{
    /// <summary>No key is asked for, and nothing is told that is not public.</summary>
    Anyone,

    /// <summary>Whoever has a source's write key, public or server. It may stand in the body, so the endpoint itself asks for it.</summary>
    WriteKey,

    /// <summary>As <see cref="WriteKey"/>, but the answer is the same image with a wrong key or none.</summary>
    Pixel,

    /// <summary>Every member: whoever has a bearer token or has signed in. Write keys are none.</summary>
    Member,

    /// <summary>Every member; of leads and accounts those of the sales role get their own only (<see cref="Sight"/>).</summary>
    Leads,

    /// <summary>Those who work leads: sales with their own, editors, admins.</summary>
    Work,

    /// <summary>Those who see everything: viewers, editors, admins.</summary>
    Read,

    /// <summary>Editors and admins.</summary>
    Edit,

    Admin,
}

/// <summary>
/// Every route and who may call it. The server does not start with a route that is missing here, or with a line that has no route.
/// A new route takes one line in the list of those who may call it.
/// </summary>
internal static class AccessTable
{
    private static readonly FrozenDictionary<string, Caller> Callers = Lines().ToFrozenDictionary(line => line.Route, line => line.Caller, StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<RouteEndpoint, Caller> ByEndpoint = new();

    public static IEnumerable<string> Routes => Callers.Keys;

    public static Caller Of(string route) => Callers[route];

    /// <summary>Who may call the endpoint; of a route that is not in the table admins alone.</summary>
    public static Caller CallerOf(RouteEndpoint endpoint) =>
        ByEndpoint.GetOrAdd(endpoint, found => NamesOf(found).Select(name => Callers.GetValueOrDefault(name, Caller.Admin)).Max());

    /// <summary>The route's name in the table: method, blank, pattern.</summary>
    public static IEnumerable<string> NamesOf(RouteEndpoint endpoint)
    {
        var pattern = "/" + endpoint.RoutePattern.RawText?.Trim('/');
        return (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]).Select(method => $"{method} {pattern}");
    }

    /// <summary>Throws when the table and the routes differ.</summary>
    public static void Check(IEnumerable<EndpointDataSource> routes)
    {
        var mapped = routes.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().SelectMany(NamesOf).ToHashSet(StringComparer.Ordinal);
        var undeclared = mapped.Except(Callers.Keys).ToList();
        var unmapped = Callers.Keys.Except(mapped).ToList();
        if (undeclared.Count + unmapped.Count == 0) return;
        throw new InvalidOperationException($"Routes without a line in the access table: [{string.Join(", ", undeclared)}]; lines without a route: [{string.Join(", ", unmapped)}].");
    }

    private static IEnumerable<(string Route, Caller Caller)> Lines()
    {
        string[] posts =
        [
            "/v1/batch", "/v1/b", "/v1/import", "/beacon/v1/batch",
            "/v1/track", "/v1/t", "/v1/page", "/v1/p", "/v1/screen", "/v1/s",
            "/v1/identify", "/v1/i", "/v1/group", "/v1/g", "/v1/alias", "/v1/a",
        ];
        foreach (var path in posts)
        {
            yield return ($"POST {path}", Caller.WriteKey);
            yield return ($"OPTIONS {path}", Caller.Anyone);
        }
        string[] settings = ["/v1/projects/{writeKey}/settings", "/sourceConfig"];
        foreach (var path in settings)
        {
            yield return ($"GET {path}", Caller.WriteKey);
            yield return ($"OPTIONS {path}", Caller.Anyone);
        }
        yield return ("POST /v1/email/sendgrid", Caller.WriteKey);
        yield return ("POST /v1/email/postmark", Caller.WriteKey);
        yield return ("POST /v1/m", Caller.Anyone);
        yield return ("OPTIONS /v1/m", Caller.Anyone);
        foreach (var call in (string[])["track", "page", "screen", "identify", "group", "alias"]) yield return ($"GET /v1/pixel/{call}", Caller.Pixel);
        yield return ("GET /pixel/v1/track", Caller.Pixel);
        yield return ("GET /pixel/v1/page", Caller.Pixel);
        yield return ("GET /healthz", Caller.Anyone);
        yield return ("GET /readyz", Caller.Anyone);
        yield return ("GET /openapi/{documentName}.json", Caller.Anyone);
        yield return ("POST /api/setup", Caller.Anyone);
        yield return ("POST /api/session", Caller.Anyone);
        yield return ("POST /api/join", Caller.Anyone);
        foreach (var (caller, routes) in Management())
            foreach (var route in routes) yield return (route, caller);
    }

    private static (Caller Caller, string[] Routes)[] Management() =>
    [
        (Caller.Member,
        [
            "GET /api/session", "DELETE /api/session", "GET /api/me", "PATCH /api/me", "PUT /api/me/password",
            "GET /api/stats", "GET /api/stages", "GET /api/reports/labels", "GET /api/users", "GET /api/teams",
            "GET /api/plans", "GET /api/plans/{plan}", "GET /api/plans/{plan}/versions", "GET /api/plans/{plan}/versions/{version:int}",
            "GET /api/plans/{plan}/publications", "GET /api/plans/{plan}/diff", "GET /api/rescoring",
        ]),
        (Caller.Leads,
        [
            "GET /api/tasks",
            "GET /api/leads", "GET /api/leads/{id}", "GET /api/leads/{id}/events",
            "GET /api/leads/{id}/scores/{plan}", "GET /api/leads/{id}/scores/{plan}/history", "GET /api/leads/{id}/scores/{plan}/way-up", "GET /api/leads/{id}/stages",
            "GET /api/accounts", "GET /api/accounts/{id}", "GET /api/accounts/{id}/scores/{plan}", "GET /api/accounts/{id}/scores/{plan}/history", "GET /api/accounts/{id}/scores/{plan}/way-up",
        ]),
        (Caller.Work,
        [
            "POST /api/leads/{id}/stage", "PUT /api/leads/{id}/owner",
            "POST /api/tasks", "POST /api/tasks/{id}/accept", "POST /api/tasks/{id}/reject", "POST /api/tasks/{id}/done", "POST /api/tasks/{id}/snooze",
            "POST /api/tracks/{id:int}/leads", "DELETE /api/tracks/{id:int}/leads/{lead}",
            "POST /api/leads/{id}/account", "GET /api/export/leads", "GET /api/export/events", "GET /api/export/scores",
        ]),
        (Caller.Read,
        [
            "GET /api/what-if", "GET /api/catalogue", "GET /api/plans/{plan}/health",
            "GET /api/events/{messageId}/machine", "GET /api/machine-marks", "GET /api/machine-marks/{id:int}",
            "GET /api/deliveries", "GET /api/deliveries/{id}", "GET /api/segments", "GET /api/segments/{id:int}",
            "GET /api/automations", "GET /api/automations/{id:int}", "GET /api/automations/{id:int}/versions", "GET /api/automations/{id:int}/runs",
            "GET /api/tracks", "GET /api/tracks/{id:int}", "GET /api/tracks/{id:int}/versions", "GET /api/tracks/{id:int}/runs",
        ]),
        (Caller.Edit,
        [
            "POST /api/segments", "PUT /api/segments/{id:int}", "DELETE /api/segments/{id:int}",
            "PUT /api/stages", "POST /api/events/{messageId}/machine", "POST /api/machine-marks", "DELETE /api/machine-marks/{id:int}",
            "PUT /api/plans/{plan}", "DELETE /api/plans/{plan}", "POST /api/plans/{plan}/versions/{version:int}/activate",
            "POST /api/plans/{plan}/diff", "POST /api/plans/{plan}/validate", "POST /api/plans/{plan}/test", "POST /api/rescore",
            "POST /api/plans/{plan}/preview", "POST /api/what-if", "POST /api/plans/{plan}/health",
            "POST /api/automations", "PUT /api/automations/{id:int}", "DELETE /api/automations/{id:int}",
            "POST /api/automations/dry-run", "POST /api/automations/{id:int}/pause", "POST /api/automations/{id:int}/resume",
            "POST /api/tracks", "PUT /api/tracks/{id:int}", "DELETE /api/tracks/{id:int}", "POST /api/tracks/dry-run", "POST /api/tracks/{id:int}/pause", "POST /api/tracks/{id:int}/resume",
            "POST /api/import/leads", "POST /api/deliveries/{id}/redeliver", "POST /api/deliveries/redeliver",
            "GET /api/sources/debug",
        ]),
        (Caller.Admin,
        [
            "POST /api/users", "GET /api/users/{id:int}", "PATCH /api/users/{id:int}", "DELETE /api/users/{id:int}", "POST /api/users/{id:int}/link",
            "POST /api/teams", "PUT /api/teams/{id:int}", "DELETE /api/teams/{id:int}",
            "DELETE /api/leads/{id}", "GET /api/leads/{id}/export",
            "GET /api/sources", "POST /api/sources", "DELETE /api/sources/{id:int}",
            "GET /api/tokens", "POST /api/tokens", "DELETE /api/tokens/{id}",
            "GET /api/webhooks", "POST /api/webhooks", "GET /api/webhooks/{id:int}", "PATCH /api/webhooks/{id:int}", "DELETE /api/webhooks/{id:int}",
            "POST /api/webhooks/{id:int}/rotate", "POST /api/webhooks/{id:int}/ping",
        ]),
    ];
}
