using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kelvin.Server.Tests.Ingest;
using Xunit;
using static Kelvin.Server.Tests.Access.Browsing;

namespace Kelvin.Server.Tests.Access;

/// <summary>People who sign in: links that work once, passwords, roles, and sessions that end when they should.</summary>
public sealed class UserTests(OneServer one) : IClassFixture<OneServer>
{
    private static int made;
    private readonly RunningServer server = one.Server;
    private readonly string email = $"user{Interlocked.Increment(ref made)}@example.com";

    [Fact]
    public async Task A_user_chooses_a_password_behind_the_link_and_signs_in_with_it()
    {
        var (browser, id) = await server.SignedIn(email, "editor");
        var me = await browser.Ask("/api/me");
        Assert.Equal((id, email, "editor"), ((int)me["user"]!, (string)me["email"]!, (string)me["role"]!));
        var other = new Browser(server);
        Assert.Equal(HttpStatusCode.OK, (await other.SignIn(" " + email.ToUpperInvariant(), Password)).StatusCode);
        Assert.Equal("editor", (string)(await other.Ask("/api/session"))["role"]!);
    }

    [Fact]
    public async Task A_set_up_link_works_once_and_only_the_newest_does()
    {
        var (id, link) = await server.AddUser(email, "viewer");
        var second = (string)(await (await server.Api(HttpMethod.Post, $"/api/users/{id}/link")).Json())["link"]!;
        await (await Join(link)).IsProblem(404, "no-link");
        Assert.Equal(HttpStatusCode.OK, (await Join(second["/join#".Length..])).StatusCode);
        await (await Join(second["/join#".Length..])).IsProblem(404, "no-link");
    }

    [Fact]
    public async Task A_set_up_link_is_dead_after_three_days()
    {
        var clock = new HandSetClock(DateTimeOffset.UtcNow);
        await using var own = await RunningServer.Start(clock);
        var (_, link) = await own.AddUser(email, "viewer");
        clock.Advance(TimeSpan.FromHours(73));
        await (await new Browser(own).Send(HttpMethod.Post, "/api/join", new JsonObject { ["token"] = link, ["password"] = Password })).IsProblem(404, "no-link");
    }

    [Theory]
    [InlineData("short7!")]
    [InlineData("password1")]
    [InlineData("PASSWORD1")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("example-name!1")]
    public async Task A_password_that_is_tried_first_or_too_short_is_refused_and_the_link_goes_on_working(string password)
    {
        var (_, link) = await server.AddUser($"p{Guid.NewGuid():N}@example.com", "viewer", "Example-Name");
        await (await Join(link, password)).IsProblem(422, "password-invalid");
        Assert.Equal(HttpStatusCode.OK, (await Join(link, new string('ż', 128) + "long passwords of any signs are fine")).StatusCode);
    }

    [Theory]
    [InlineData("wrong", null)]
    [InlineData(null, "nobody@example.com")]
    public async Task A_wrong_password_and_an_unknown_address_are_answered_alike(string? password, string? unknown)
    {
        await server.SignedIn(email, "viewer");
        var problem = await (await new Browser(server).SignIn(unknown ?? email, password ?? Password)).IsProblem(401, "password-wrong");
        Assert.Equal("There is nobody with this address and this password.", (string)problem["detail"]!);
    }

    [Fact]
    public async Task Whoever_chose_no_password_yet_cannot_sign_in()
    {
        await server.AddUser(email, "admin");
        await (await new Browser(server).SignIn(email, "")).IsProblem(401, "password-wrong");
    }

    [Fact]
    public async Task Sessions_end_with_a_change_of_role_or_password_and_with_the_user()
    {
        var (browser, id) = await server.SignedIn(email, "editor");
        await Change(id, new { role = "viewer" });
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/api/me")).StatusCode);

        await browser.SignIn(email, Password);
        var before = new Browser(server) { Cookie = browser.Cookie };
        Assert.Equal(HttpStatusCode.NoContent, (await browser.Send(HttpMethod.Put, "/api/me/password", new JsonObject { ["current"] = Password, ["password"] = "another long story" })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await before.Get("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/api/me")).StatusCode);
        await (await new Browser(server).SignIn(email, Password)).IsProblem(401, "password-wrong");

        Assert.Equal(HttpStatusCode.NoContent, (await server.Api(HttpMethod.Delete, $"/api/users/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/api/me")).StatusCode);
        await (await new Browser(server).SignIn(email, "another long story")).IsProblem(401, "password-wrong");
        Assert.Equal("viewer", (string)(await AddAgain())["user"]!["role"]!);
    }

    [Fact]
    public async Task The_own_password_is_not_changed_without_the_current_one()
    {
        var (browser, _) = await server.SignedIn(email, "viewer");
        await (await browser.Send(HttpMethod.Put, "/api/me/password", new JsonObject { ["current"] = "guess", ["password"] = "another long story" })).IsProblem(401, "password-wrong");
        Assert.Equal(HttpStatusCode.OK, (await new Browser(server).SignIn(email, Password)).StatusCode);
    }

    [Fact]
    public async Task Guessing_makes_an_address_wait_and_locks_nobody_out_elsewhere()
    {
        var clock = new HandSetClock(DateTimeOffset.UtcNow);
        await using var own = await RunningServer.Start(clock, settings: ("TrustedProxies:0", "127.0.0.1"));
        await own.SignedIn(email, "viewer");
        for (var guess = 0; guess < 10; guess++) await (await From(own, "203.0.113.7", "guess")).IsProblem(401, "password-wrong");
        Assert.True((await From(own, "203.0.113.7", Password)).Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.OK, (await From(own, "203.0.113.8", Password)).StatusCode);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await From(own, "203.0.113.7", Password)).StatusCode);
    }

    [Theory]
    [InlineData("no-address", "A name", "email")]
    [InlineData("a@b\r\nBcc: c@d", "A name", "email")]
    [InlineData("a@b", " ", "name")]
    public async Task What_is_wrong_with_a_user_is_said_with_its_place(string address, string name, string path)
    {
        var problem = await (await server.Api(HttpMethod.Post, "/api/users", JsonContent.Create(new { email = address, name, role = "viewer" }))).IsProblem(422, "user-invalid");
        Assert.Equal(path, (string)problem["problems"]![0]!["path"]!);
    }

    [Fact]
    public async Task An_address_is_one_users_and_nobody_removes_themselves()
    {
        var (browser, id) = await server.SignedIn(email, "admin");
        await (await server.Api(HttpMethod.Post, "/api/users", JsonContent.Create(new { email, name = "Again", role = "viewer" }))).IsProblem(409, "email-taken");
        await (await browser.Send(HttpMethod.Delete, $"/api/users/{id}")).IsProblem(409, "yourself");
    }

    [Fact]
    public async Task No_password_and_no_link_is_in_the_store_in_the_clear()
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-server-").FullName;
        string link;
        await using (var own = await RunningServer.Start(folder: folder, keepFolder: true))
        {
            await own.SignedIn(email, "viewer");
            link = (await own.AddUser("x" + email, "viewer")).Link;
        }
        var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, "kelvin.db"), TestContext.Current.CancellationToken);
        Assert.False(bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Password)) >= 0);
        Assert.False(bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(link)) >= 0);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("admin", "/api/users/1")]
    [InlineData("password", "/api/users/1")]
    [InlineData("userId", "/api/users/1")]
    public async Task A_member_that_is_not_known_changes_nothing(string member, string path) =>
        await (await server.Api(HttpMethod.Patch, path, JsonContent.Create(new Dictionary<string, string> { [member] = "x" }))).IsProblem(400, "body-not-as-expected");

    private Task<HttpResponseMessage> Join(string link, string password = Password) =>
        new Browser(server).Send(HttpMethod.Post, "/api/join", new JsonObject { ["token"] = link, ["password"] = password });

    private async Task Change(int id, object change) => Assert.Equal(HttpStatusCode.OK, (await server.Api(HttpMethod.Patch, $"/api/users/{id}", JsonContent.Create(change))).StatusCode);

    private async Task<JsonNode> AddAgain() => await (await server.Api(HttpMethod.Post, "/api/users", JsonContent.Create(new { email, name = "Again", role = "viewer" }))).Json();

    private Task<HttpResponseMessage> From(RunningServer own, string address, string password)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/session") { Content = JsonContent.Create(new { email, password }) };
        request.Headers.Add("Origin", own.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("X-Kelvin-Web", "1");
        request.Headers.Add("X-Forwarded-For", address);
        return own.Send(request);
    }
}
