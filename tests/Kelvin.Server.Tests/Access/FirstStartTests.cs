using System.Net;
using System.Net.Http.Json;
using Xunit;

namespace Kelvin.Server.Tests.Access;

/// <summary>The first day: keys and a set-up token that are shown once, and no default password.</summary>
public class FirstStartTests
{
    private static readonly (string, string?)[] Nothing = [("AdminToken", null), ("WriteKey", null), ("BrowserWriteKey", null)];

    [Fact]
    public async Task Without_any_settings_a_start_makes_keys_and_a_set_up_token()
    {
        await using var server = await RunningServer.Start(settings: Nothing);
        Assert.StartsWith("setup_", server.Made.SetupToken);
        await Ingest.TrackingTests.AssertAccepted(1, await server.Post("/v1/page", """{"userId":"u"}""", server.Made.WriteKey));
        await Ingest.TrackingTests.AssertAccepted(1, await server.Post("/v1/page", """{"userId":"u"}""", server.Made.BrowserWriteKey));
        Assert.Contains("/setup#" + server.Made.SetupToken, server.Made.Shown("http://localhost"));
    }

    [Fact]
    public async Task The_set_up_token_works_once()
    {
        await using var server = await RunningServer.Start(settings: Nothing);
        var token = (string)(await (await SetUp(server, server.Made.SetupToken!)).Json())["token"]!;
        Assert.StartsWith("kelvin_", token);
        Assert.Equal(HttpStatusCode.OK, (await server.Api(HttpMethod.Get, "/api/stats", token: token)).StatusCode);
        await (await SetUp(server, server.Made.SetupToken!)).IsProblem(404, "not-found");
    }

    [Theory]
    [InlineData("")]
    [InlineData("setup_guess")]
    public async Task Another_token_sets_up_nothing(string guess)
    {
        await using var server = await RunningServer.Start(settings: Nothing);
        await (await SetUp(server, guess)).IsProblem(404, "not-found");
        Assert.Equal(HttpStatusCode.OK, (await SetUp(server, server.Made.SetupToken!)).StatusCode);
    }

    [Fact]
    public async Task With_an_admin_token_from_the_environment_there_is_nothing_to_set_up()
    {
        await using var server = await RunningServer.Start();
        Assert.Null(server.Made.SetupToken);
        Assert.Null(server.Made.WriteKey);
        Assert.Empty(server.Made.Shown("http://localhost"));
    }

    [Fact]
    public async Task A_set_up_token_ends_after_a_day()
    {
        var clock = new Ingest.HandSetClock(DateTimeOffset.UtcNow);
        await using var server = await RunningServer.Start(clock, settings: Nothing);
        clock.Now += TimeSpan.FromHours(25);
        await (await SetUp(server, server.Made.SetupToken!)).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task A_key_that_the_environment_changes_is_revoked()
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-server-").FullName;
        await using (await RunningServer.Start(folder: folder, keepFolder: true)) { }
        await using var server = await RunningServer.Start(folder: folder, settings: ("WriteKey", "another"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Post("/v1/page", """{"userId":"u"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Post("/v1/page", """{"userId":"u"}""", "another")).StatusCode);
    }

    [Fact]
    public async Task No_secret_is_in_the_store_in_the_clear()
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-server-").FullName;
        Server.Access.NewSecrets made;
        string token;
        await using (var server = await RunningServer.Start(folder: folder, keepFolder: true, settings: Nothing))
        {
            made = server.Made;
            token = (string)(await (await SetUp(server, made.SetupToken!)).Json())["token"]!;
        }
        var bytes = string.Concat(Directory.GetFiles(folder).Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file))));
        foreach (var secret in new[] { made.SetupToken!, made.WriteKey!, made.BrowserWriteKey!, token }) Assert.DoesNotContain(secret, bytes);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("POST", "/api/sources", """{"name":"Shop","power":"browser"}""", "writeKey", "pk_")]
    [InlineData("POST", "/api/sources", """{"name":"Shop","power":"server"}""", "writeKey", "wk_")]
    [InlineData("POST", "/api/tokens", """{"name":"CI"}""", "token", "kelvin_")]
    public async Task A_secret_is_shown_when_it_is_made_and_never_again(string method, string path, string body, string member, string prefix)
    {
        await using var server = await RunningServer.Start();
        var secret = (string)(await (await server.Api(new HttpMethod(method), path, Json(body))).Json())[member]!;
        Assert.StartsWith(prefix, secret);
        Assert.DoesNotContain(secret, (await server.Ask(path)).ToJsonString());
    }

    [Fact]
    public async Task What_is_revoked_is_dead()
    {
        await using var server = await RunningServer.Start();
        var source = await (await server.Api(HttpMethod.Post, "/api/sources", Json("""{"name":"Shop","power":"server"}"""))).Json();
        var token = await (await server.Api(HttpMethod.Post, "/api/tokens", Json("""{"name":"CI"}"""))).Json();
        Assert.Equal(HttpStatusCode.OK, (await server.Post("/v1/page", """{"userId":"u"}""", (string?)source["writeKey"])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Api(HttpMethod.Get, "/api/stats", token: (string?)token["token"])).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await server.Api(HttpMethod.Delete, $"/api/sources/{source["id"]}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await server.Api(HttpMethod.Delete, $"/api/tokens/{token["id"]}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Post("/v1/page", """{"userId":"u"}""", (string?)source["writeKey"])).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Api(HttpMethod.Get, "/api/stats", token: (string?)token["token"])).StatusCode);
    }

    [Theory]
    [InlineData("/api/sources", """{"name":"x","power":"browser","id":7}""")]
    [InlineData("/api/sources", """{"name":"x","power":"browser","__proto__":{}}""")]
    [InlineData("/api/sources", """{"name":"x","power":"root"}""")]
    [InlineData("/api/sources", """{"name":"x","power":1}""")]
    [InlineData("/api/sources", """{"name":"x"}""")]
    [InlineData("/api/sources", """{"name":null,"power":"browser"}""")]
    [InlineData("/api/sources", """{"name":"x","name":"y","power":"browser"}""")]
    [InlineData("/api/tokens", """{"name":"x","role":"root"}""")]
    [InlineData("/api/tokens", """{"name":"x","expiresAt":"soon"}""")]
    [InlineData("/api/tokens", "[]")]
    [InlineData("/api/tokens", "")]
    public async Task What_the_api_does_not_know_it_refuses(string path, string body)
    {
        await using var server = await RunningServer.Start();
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Api(HttpMethod.Post, path, Json(body))).StatusCode);
    }

    private static Task<HttpResponseMessage> SetUp(RunningServer server, string token) =>
        server.Http.PostAsJsonAsync("/api/setup", new { token }, TestContext.Current.CancellationToken);

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}
