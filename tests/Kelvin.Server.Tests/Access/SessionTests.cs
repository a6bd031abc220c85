using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kelvin.Server.Tests.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.Access;

/// <summary>Signing in with a browser: a cookie that no script reads, for our own pages only, dead when it should be.</summary>
public sealed class SessionTests(OneServer one) : IClassFixture<OneServer>
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2025-06-02T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
    private readonly RunningServer server = one.Server;

    [Fact]
    public async Task A_token_is_exchanged_for_a_cookie_that_no_script_and_no_other_site_can_use()
    {
        var header = CookieOf(await SignIn(server));
        Assert.Contains("httponly", header);
        Assert.Contains("samesite=strict", header);
        Assert.Equal(HttpStatusCode.OK, await Ask(server, header));
    }

    [Fact]
    public async Task Behind_https_the_cookie_is_for_this_host_alone_and_secure()
    {
        var header = CookieOf(await SignIn(server, origin: $"https://{server.Http.BaseAddress!.Authority}"));
        Assert.StartsWith("__Host-kelvin=", header);
        Assert.Contains("secure", header);
        Assert.Contains("path=/", header);
        Assert.DoesNotContain("domain", header);
    }

    [Fact]
    public async Task A_wrong_token_begins_no_session()
    {
        var response = await SignIn(server, token: "kelvin_guess");
        await response.IsProblem(401, "token-wrong");
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("https://evil.example", true, null)]
    [InlineData(null, true, null)]
    [InlineData("null", true, null)]
    [InlineData("own", false, null)]
    [InlineData("own", true, "cross-site")]
    [InlineData("own", true, "same-site")]
    public async Task Another_site_can_neither_sign_in_nor_change_anything(string? origin, bool header, string? fetchSite)
    {
        await (await SignIn(server, origin: origin, header: header, fetchSite: fetchSite)).IsProblem(403, "foreign-origin");
        var cookie = CookieOf(await SignIn(server));
        await (await Send(server, HttpMethod.Post, "/api/sources", """{"name":"Forged","power":"server"}""", cookie, origin, header, fetchSite)).IsProblem(403, "foreign-origin");
        Assert.DoesNotContain("Forged", (await server.Ask("/api/sources")).ToJsonString());
    }

    [Fact]
    public async Task Our_own_pages_may_change_things()
    {
        var cookie = CookieOf(await SignIn(server));
        var response = await Send(server, HttpMethod.Post, "/api/sources", """{"name":"Ours","power":"server"}""", cookie);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task A_session_is_dead_after_signing_out_and_a_new_sign_in_ends_the_one_before()
    {
        var first = CookieOf(await SignIn(server));
        var second = CookieOf(await SignIn(server, cookie: first));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(server, first));
        Assert.Equal(HttpStatusCode.NoContent, (await Send(server, HttpMethod.Delete, "/api/session", null, second)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(server, second));
    }

    [Fact]
    public async Task A_session_ends_with_the_token_that_it_began_with()
    {
        var clock = new HandSetClock(Noon);
        await using var own = await RunningServer.Start(clock);
        var made = await (await own.Api(HttpMethod.Post, "/api/tokens", Json("""{"name":"Anna"}"""))).Json();
        var cookie = CookieOf(await SignIn(own, token: (string)made["token"]!));
        Assert.Equal(HttpStatusCode.OK, await Ask(own, cookie));
        await own.Api(HttpMethod.Delete, $"/api/tokens/{made["id"]}");
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(own, cookie));
    }

    [Fact]
    public async Task A_session_ends_when_it_was_idle_for_half_a_day_or_is_a_week_old()
    {
        var clock = new HandSetClock(Noon);
        await using var own = await RunningServer.Start(clock);
        var idle = CookieOf(await SignIn(own));
        var used = CookieOf(await SignIn(own));
        for (var hours = 11; hours <= 7 * 24; hours += 11)
        {
            clock.Advance(TimeSpan.FromHours(11));
            Assert.Equal(HttpStatusCode.OK, await Ask(own, used));
            // That it was used is written after the answer; the writer takes one thing after the other.
            await own.Store.WriteAsync(_ => { });
        }
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(own, idle));
        clock.Advance(TimeSpan.FromHours(4));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(own, used));
    }

    [Fact]
    public async Task Many_wrong_tokens_make_an_address_wait_for_a_minute()
    {
        var clock = new HandSetClock(Noon);
        await using var own = await RunningServer.Start(clock);
        for (var attempt = 0; attempt < 20; attempt++) await (await SignIn(own, token: "kelvin_guess")).IsProblem(401, "token-wrong");
        var refused = await SignIn(own);
        await refused.IsProblem(429, "too-many");
        Assert.True(refused.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await SignIn(own)).StatusCode);
    }

    private static Task<HttpResponseMessage> SignIn(
        RunningServer server, string token = RunningServer.AdminToken, string? origin = "own", bool header = true, string? fetchSite = null, string? cookie = null) =>
        Send(server, HttpMethod.Post, "/api/session", new JsonObject { ["token"] = token }.ToJsonString(), cookie, origin, header, fetchSite);

    private static async Task<HttpStatusCode> Ask(RunningServer server, string cookie) =>
        (await Send(server, HttpMethod.Get, "/api/session", null, cookie, origin: null, header: false)).StatusCode;

    private static Task<HttpResponseMessage> Send(
        RunningServer server, HttpMethod method, string path, string? json, string? cookie, string? origin = "own", bool header = true, string? fetchSite = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = json is null ? null : Json(json) };
        if (origin is not null) request.Headers.Add("Origin", origin == "own" ? server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin);
        if (header) request.Headers.Add("X-Kelvin-Web", "1");
        if (fetchSite is not null) request.Headers.Add("Sec-Fetch-Site", fetchSite);
        if (cookie is not null) request.Headers.Add("Cookie", cookie.Split(';')[0]);
        return server.Send(request);
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static string CookieOf(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Assert.Single(response.Headers.GetValues("Set-Cookie"));
    }
}
