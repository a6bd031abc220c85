using System.Net;
using System.Text;
using Kelvin.Server.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Xunit;

namespace Kelvin.Server.Tests.Access;

/// <summary>Every route is tried by everyone: strangers, keys, and members of every role. What each may do stands in the table of the server, and its outline a second time in words here.</summary>
public sealed class AccessTableTests(EveryRole all) : IClassFixture<EveryRole>
{
    private static readonly string[] ForAnyone =
        ["GET /healthz", "GET /readyz", "GET /openapi/{documentName}.json", "POST /api/setup", "POST /api/session", "POST /api/join", "POST /v1/m"];

    /// <summary>What the roles that may change nothing but their own may call that is no GET.</summary>
    private static readonly string[] OwnBusiness = ["DELETE /api/session", "PATCH /api/me", "PUT /api/me/password"];

    /// <summary>Secrets, people and what the law asks for are the admin's, whatever is done with them.</summary>
    private static readonly string[] AdminsOnly = ["/api/sources", "/api/tokens", "/api/webhooks"];

    private readonly RunningServer server = all.Server;

    public static TheoryData<string> Routes => [.. AccessTable.Routes];

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Nobody_gets_further_than_the_table_says(string route)
    {
        var caller = AccessTable.Of(route);
        var forMembers = caller >= Caller.Member;
        Assert.Equal(caller is Caller.Anyone or Caller.Pixel, !IsUnauthorized(await Try(route, authorization: null)));
        Assert.Equal(!forMembers, !IsUnauthorized(await Try(route, Basic(RunningServer.PublicKey))));
        Assert.Equal(!forMembers, !IsUnauthorized(await Try(route, Basic(RunningServer.ServerKey))));
        Assert.Equal(!forMembers, !IsUnauthorized(await Try(route, "Bearer " + RunningServer.ServerKey, inAddress: RunningServer.ServerKey)));
        Assert.Equal(caller is not Caller.WriteKey, !IsUnauthorized(await Try(route, "Bearer " + RunningServer.AdminToken)));
        if (!forMembers) return;
        foreach (var role in Enum.GetValues<Role>())
        {
            var answer = await Try(route, authorization: null, cookie: await all.CookieOf(role));
            Assert.True(role.May(caller) == (answer.StatusCode is not HttpStatusCode.Forbidden), $"{role} {route}: {answer.StatusCode}");
            // Some routes say 401 of a wrong password, and never for want of a session.
            Assert.True(!IsUnauthorized(answer) || (await answer.Text()).Contains("password-wrong"), $"{role} {route}: {await answer.Text()}");
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void The_table_holds_what_the_roles_are_for(string route)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        var caller = AccessTable.Of(route);
        if (caller == Caller.Anyone) Assert.True(route.StartsWith("OPTIONS /", StringComparison.Ordinal) || ForAnyone.Contains(route), route);
        if (!path.StartsWith("/api/", StringComparison.Ordinal) || ForAnyone.Contains(route)) return;
        Assert.True(caller >= Caller.Member, route);
        Assert.True(Role.Admin.May(caller), route);
        if (method != "GET" && !OwnBusiness.Contains(route)) Assert.False(Role.Viewer.May(caller), route);
        if (AdminsOnly.Any(start => path.StartsWith(start, StringComparison.Ordinal)) && route != "GET /api/sources/debug") Assert.Equal(Caller.Admin, caller);
        if (path.StartsWith("/api/users", StringComparison.Ordinal) && route != "GET /api/users") Assert.Equal(Caller.Admin, caller);
    }

    [Fact]
    public void The_roles_may_what_their_names_say()
    {
        Assert.Equal([true, true, false, true, false, false], Every(Role.Viewer));
        Assert.Equal([true, true, true, false, false, false], Every(Role.Sales));
        Assert.Equal([true, true, true, true, true, false], Every(Role.Editor));
        Assert.Equal([true, true, true, true, true, true], Every(Role.Admin));

        static IEnumerable<bool> Every(Role role) => ((Caller[])[Caller.Member, Caller.Leads, Caller.Work, Caller.Read, Caller.Edit, Caller.Admin]).Select(caller => role.May(caller));
    }

    [Fact]
    public async Task A_token_may_what_its_role_may()
    {
        var made = await (await server.Api(HttpMethod.Post, "/api/tokens", new StringContent("""{"name":"Reports","role":"viewer"}""", Encoding.UTF8, "application/json"))).Json();
        Assert.Equal(HttpStatusCode.OK, (await server.Api(HttpMethod.Get, "/api/stats", token: (string)made["token"]!)).StatusCode);
        await (await server.Api(HttpMethod.Get, "/api/tokens", token: (string)made["token"]!)).IsProblem(403, "role-too-small");
        await (await server.Api(HttpMethod.Post, "/api/tokens", new StringContent("""{"name":"Desk","role":"sales"}""", Encoding.UTF8, "application/json"))).IsProblem(400, "role-invalid");
    }

    [Fact]
    public void A_route_that_is_missing_in_the_table_stops_the_start()
    {
        var forgotten = new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/api/forgotten"), 0, new EndpointMetadataCollection(new HttpMethodMetadata(["GET"])), null);
        var fault = Assert.Throws<InvalidOperationException>(() => AccessTable.Check([new DefaultEndpointDataSource(forgotten)]));
        Assert.Contains("[GET /api/forgotten]", fault.Message);
        Assert.Contains("GET /api/stats", fault.Message);
    }

    [Fact]
    public void A_route_that_is_missing_in_the_table_is_closed_to_all_but_admins() =>
        Assert.Equal(Caller.Admin, AccessTable.CallerOf(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/other"), 0, new EndpointMetadataCollection(new HttpMethodMetadata(["GET"])), null)));

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/swagger")]
    [InlineData("/debug")]
    [InlineData("/.env")]
    [InlineData("/appsettings.json")]
    [InlineData("/data/kelvin.db")]
    [InlineData("/..%2fkelvin.db")]
    public async Task There_is_nothing_at_the_addresses_that_scanners_try(string path) => await (await server.Get(path)).IsProblem(404, "not-found");

    private Task<HttpResponseMessage> Try(string route, string? authorization, string inAddress = "none", string? cookie = null)
    {
        var (method, pattern) = (route.Split(' ')[0], route.Split(' ')[1]);
        var path = pattern.Replace("{writeKey}", authorization is not null && authorization.StartsWith("Basic", StringComparison.Ordinal) ? Decoded(authorization) : inAddress)
            .Replace("{documentName}", "v1").Replace("{id:int}", "9999").Replace("{version:int}", "1").Replace("{id}", new string('0', 32)).Replace("{plan}", "none");
        if (inAddress != "none") path += "?writeKey=" + inAddress;
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT" or "PATCH") request.Content = new StringContent("{\"batch\":[{}],\"token\":\"x\"}", Encoding.UTF8, "application/json");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add("X-Kelvin-Web", "1");
            request.Headers.Add("Origin", server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        }
        return server.Send(request);
    }

    private static bool IsUnauthorized(HttpResponseMessage response) => response.StatusCode == HttpStatusCode.Unauthorized;

    private static string Basic(string key) => RunningServer.Basic(key).ToString();

    private static string Decoded(string basic) => Encoding.UTF8.GetString(Convert.FromBase64String(basic["Basic ".Length..])).TrimEnd(':');
}

/// <summary>One server with a signed-in user of every role.</summary>
public sealed class EveryRole : IAsyncLifetime
{
    private readonly Dictionary<Role, (Browser Browser, int Id)> members = [];

    internal RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await RunningServer.Start();
        foreach (var role in Enum.GetValues<Role>()) members.Add(role, await Server.SignedIn($"{role}@example.com", role.Name()));
    }

    /// <summary>A session that is alive: one of the routes ends it.</summary>
    internal async Task<string> CookieOf(Role role)
    {
        var browser = members[role].Browser;
        if (!(await browser.Get("/api/session")).IsSuccessStatusCode) Assert.Equal(HttpStatusCode.OK, (await browser.SignIn($"{role}@example.com", Browsing.Password)).StatusCode);
        return browser.Cookie!;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
