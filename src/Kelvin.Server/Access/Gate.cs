using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Access;

/// <summary>
/// Stands before every endpoint and holds the <see cref="AccessTable"/>. A route without a line in the table is closed.
/// </summary>
internal static class Gate
{
    public static async Task Pass(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(http);
            return;
        }
        var caller = AccessTable.CallerOf(endpoint);
        if (caller < Caller.Member)
        {
            await next(http);
            return;
        }
        var member = http.RequestServices.GetRequiredService<Tokens>().Of(http.Request);
        if (member is null && http.RequestServices.GetRequiredService<Sessions>().Of(http.Request) is { } session)
        {
            // A browser adds the cookie to whatever page asks; only our own pages may have things done with it.
            if (!SameOrigin.IsSure(http.Request))
            {
                await Problem.Write(http, StatusCodes.Status403Forbidden, "foreign-origin", "A session is only for the pages of this server.");
                return;
            }
            member = session;
        }
        if (member is not null)
        {
            if (!member.Role.May(caller))
            {
                http.RequestServices.GetRequiredService<ILogger<Tokens>>().LogWarning("Denied: {Route} to {Member}, a {Role}.", endpoint.RoutePattern.RawText, member.Id, member.Role);
                await Problem.Write(http, StatusCodes.Status403Forbidden, "role-too-small", $"A member of the role '{member.Role.Name()}' may not do this.");
                return;
            }
            http.Items[typeof(Member)] = member;
            // A token of that role belongs to nobody, and so no lead does to it.
            Sight.Current = member.Role == Role.Sales ? new Sight(http.RequestServices.GetRequiredService<Storage.Store>(), member.User ?? 0) : null;
            await next(http);
            return;
        }
        http.Response.Headers.WWWAuthenticate = "Bearer";
        http.RequestServices.GetRequiredService<ILogger<Tokens>>().LogWarning(
            "Denied: {Route} from {Address}, no token or an unknown one.", endpoint.RoutePattern.RawText, http.Connection.RemoteIpAddress);
        await Problem.Write(http, StatusCodes.Status401Unauthorized, "token-missing", "This call needs a bearer token of this server (Authorization: Bearer kelvin_…), or somebody who has signed in.");
    }

    /// <summary>Who called, on a route that is for members.</summary>
    public static Member Member(this HttpContext http) => (Member)http.Items[typeof(Member)]!;
}
