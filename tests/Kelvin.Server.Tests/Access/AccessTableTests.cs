using System.Net;
using System.Text;
using Kelvin.Server.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Xunit;

namespace Kelvin.Server.Tests.Access;

/// <summary>Every route is tried by everyone. What each may do stands in the table of the server, and a second time in words here.</summary>
public sealed class AccessTableTests(OneServer one) : IClassFixture<OneServer>
{
    private static readonly string[] ForAnyone =
        ["GET /healthz", "GET /readyz", "GET /openapi/{documentName}.json", "POST /api/setup", "POST /api/session", "POST /v1/m"];

    private readonly RunningServer server = one.Server;

    public static TheoryData<string> Routes => [.. AccessTable.Routes];

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Nobody_gets_further_than_the_table_says(string route)
    {
        var caller = AccessTable.Of(route);
        Assert.Equal(caller is Caller.Anyone or Caller.Pixel, !IsUnauthorized(await Try(route, authorization: null)));
        Assert.Equal(caller is not Caller.Token, !IsUnauthorized(await Try(route, Basic(RunningServer.PublicKey))));
        Assert.Equal(caller is not Caller.Token, !IsUnauthorized(await Try(route, Basic(RunningServer.ServerKey))));
        Assert.Equal(caller is not Caller.Token, !IsUnauthorized(await Try(route, "Bearer " + RunningServer.ServerKey, inAddress: RunningServer.ServerKey)));
        Assert.Equal(caller is not Caller.WriteKey, !IsUnauthorized(await Try(route, "Bearer " + RunningServer.AdminToken)));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void Management_is_for_tokens_and_only_what_is_listed_here_for_anyone(string route)
    {
        if (AccessTable.Of(route) == Caller.Anyone) Assert.True(route.StartsWith("OPTIONS /", StringComparison.Ordinal) || ForAnyone.Contains(route), route);
        if (route.Contains(" /api/") && !ForAnyone.Contains(route)) Assert.Equal(Caller.Token, AccessTable.Of(route));
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
    public void A_route_that_is_missing_in_the_table_is_closed_to_all_without_a_token() =>
        Assert.Equal(Caller.Token, AccessTable.CallerOf(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/other"), 0, new EndpointMetadataCollection(new HttpMethodMetadata(["GET"])), null)));

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/swagger")]
    [InlineData("/debug")]
    [InlineData("/.env")]
    [InlineData("/appsettings.json")]
    [InlineData("/data/kelvin.db")]
    [InlineData("/..%2fkelvin.db")]
    public async Task There_is_nothing_at_the_addresses_that_scanners_try(string path) => await (await server.Get(path)).IsProblem(404, "not-found");

    private Task<HttpResponseMessage> Try(string route, string? authorization, string inAddress = "none")
    {
        var (method, pattern) = (route.Split(' ')[0], route.Split(' ')[1]);
        var path = pattern.Replace("{writeKey}", authorization is not null && authorization.StartsWith("Basic", StringComparison.Ordinal) ? Decoded(authorization) : inAddress)
            .Replace("{documentName}", "v1").Replace("{id:int}", "9999").Replace("{version:int}", "1").Replace("{id}", new string('0', 32)).Replace("{plan}", "none");
        if (inAddress != "none") path += "?writeKey=" + inAddress;
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT") request.Content = new StringContent("{\"batch\":[{}],\"token\":\"x\"}", Encoding.UTF8, "application/json");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return server.Send(request);
    }

    private static bool IsUnauthorized(HttpResponseMessage response) => response.StatusCode == HttpStatusCode.Unauthorized;

    private static string Basic(string key) => RunningServer.Basic(key).ToString();

    private static string Decoded(string basic) => Encoding.UTF8.GetString(Convert.FromBase64String(basic["Basic ".Length..])).TrimEnd(':');
}
