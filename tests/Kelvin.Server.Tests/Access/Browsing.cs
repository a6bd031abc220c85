using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Server.Tests.Access;

/// <summary>A browser that somebody has signed in with, or not yet: it keeps the cookie that it is given.</summary>
internal sealed class Browser(RunningServer server)
{
    public string? Cookie { get; set; }

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, JsonNode? body = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Add("Origin", server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("X-Kelvin-Web", "1");
        if (Cookie is not null) request.Headers.Add("Cookie", Cookie);
        var response = await server.Send(request);
        if (response.Headers.TryGetValues("Set-Cookie", out var cookies)) Cookie = cookies.Single().Split(';')[0];
        return response;
    }

    public Task<HttpResponseMessage> Get(string path) => Send(HttpMethod.Get, path);

    public async Task<JsonNode> Ask(string path)
    {
        var response = await Get(path);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Text()}");
        return await response.Json();
    }

    public Task<HttpResponseMessage> SignIn(string email, string password) => Send(HttpMethod.Post, "/api/session", new JsonObject { ["email"] = email, ["password"] = password });
}

internal static class Browsing
{
    public const string Password = "rain under seven bridges";

    /// <summary>Adds a user by the API; gives the number and what stands behind the hash sign of the set-up link.</summary>
    public static async Task<(int Id, string Link)> AddUser(this RunningServer server, string email, string role, string? name = null)
    {
        var response = await server.Api(HttpMethod.Post, "/api/users", JsonContent.Create(new { email, role, name = name ?? email.Split('@')[0] }));
        Assert.True((int)response.StatusCode == 201, await response.Text());
        var made = await response.Json();
        return ((int)made["user"]!["id"]!, ((string)made["link"]!)["/join#".Length..]);
    }

    /// <summary>A new user who has chosen a password and signed in.</summary>
    public static async Task<(Browser Browser, int Id)> SignedIn(this RunningServer server, string email, string role)
    {
        var (id, link) = await server.AddUser(email, role);
        var browser = new Browser(server);
        var joined = await browser.Send(HttpMethod.Post, "/api/join", new JsonObject { ["token"] = link, ["password"] = Password });
        Assert.True(joined.IsSuccessStatusCode, await joined.Text());
        return (browser, id);
    }
}
