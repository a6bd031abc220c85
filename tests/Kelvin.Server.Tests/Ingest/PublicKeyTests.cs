using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

/// <summary>What a stranger can do with the key that stands in every page: little.</summary>
public sealed class PublicKeyTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.Start(settings: ("Ingest:ServerOnlyTraits:0", "vip"));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_visitor_who_signs_in_keeps_their_history()
    {
        await Send("page", """{"anonymousId":"a1"}""");
        await Send("identify", """{"anonymousId":"a1","userId":"u1"}""");
        Assert.Equal(2, (int)(await Lead("userId=u1"))!["eventCount"]!);
    }

    [Fact]
    public async Task Traits_for_servers_are_dropped_from_what_a_page_says()
    {
        await server.Track("""{"type":"identify","userId":"u1","traits":{"vip":false}}""");
        await Send("identify", """{"userId":"u1","traits":{"vip":true,"vip.level":9,"city":"Warsaw"}}""");
        await Send("identify", """{"userId":"u1","context":{"traits":{"v\u0069p":true}}}""");
        Assert.Equal("""{"vip":false,"city":"Warsaw"}""", (await Lead("userId=u1"))!["traits"]!.ToJsonString());
    }

    [Fact]
    public async Task Two_known_people_stay_two_whatever_a_page_says()
    {
        await server.Track("""{"type":"identify","userId":"u1","anonymousId":"a1","traits":{"email":"u1@example.org"}}""", """{"type":"identify","userId":"u2","traits":{"email":"u2@example.org"}}""");
        await Send("alias", """{"userId":"u2","previousId":"u1"}""");
        await Send("identify", """{"userId":"u2","anonymousId":"a1"}""");
        await Send("identify", """{"userId":"u2","traits":{"email":"u1@example.org"}}""");
        await Send("identify", """{"anonymousId":"thief","traits":{"email":"u1@example.org"}}""");
        await Send("page", """{"anonymousId":"thief"}""");
        Assert.NotEqual((string?)(await Lead("userId=u1"))!["id"], (string?)(await Lead("userId=u2"))!["id"]);
        Assert.Equal((string?)(await Lead("userId=u1"))!["id"], (string?)(await Lead("email=u1@example.org"))!["id"]);
        Assert.Equal("u1", (string?)(await Lead("anonymousId=a1"))!["userId"]);
    }

    [Fact]
    public async Task Nothing_can_be_read_with_it()
    {
        foreach (var scheme in new[] { "Bearer " + RunningServer.PublicKey, RunningServer.Basic(RunningServer.PublicKey).ToString() })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/api/leads");
            request.Headers.TryAddWithoutValidation("Authorization", scheme);
            await (await server.Send(request)).IsProblem(401, "token-missing");
        }
    }

    [Theory]
    [InlineData("Ingest:KeepAddresses", "false", """{"anonymousId":"a1"}""", null)]
    [InlineData("Ingest:KeepAddresses", "true", """{"anonymousId":"a1"}""", "127.0.0.1")]
    [InlineData("Ingest:KeepAddresses", "true", """{"anonymousId":"a1","context":{"ip":"192.0.2.1"}}""", "192.0.2.1")]
    public async Task An_address_is_kept_only_if_that_is_asked_for(string setting, string value, string call, string? expected)
    {
        await using var keeping = await RunningServer.Start(settings: (setting, value));
        await keeping.Post("/v1/page", call, RunningServer.PublicKey);
        await keeping.Settle();
        var lead = (await keeping.Ask("/api/leads?anonymousId=a1"))["items"]![0]!;
        Assert.Equal(expected, (string?)(await keeping.Ask($"/api/leads/{lead["id"]}/events"))["items"]![0]!["context"]!["ip"]);
    }

    [Theory]
    [InlineData(null, 429)]
    [InlineData("198.51.100.0/24", 429)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("127.0.0.0/8", 200)]
    public async Task Another_address_is_believed_from_a_named_proxy_only(string? proxy, int expected)
    {
        await using var limited = await RunningServer.Start(settings: [("TrustedProxies:0", proxy), ("Ingest:Limits:PublicEventsPerMinutePerAddress", "1")]);
        Assert.Equal(200, await SendFrom(limited, "203.0.113.1"));
        Assert.Equal(expected, await SendFrom(limited, "203.0.113.2"));
    }

    [Theory]
    [InlineData(null, "http")]
    [InlineData("127.0.0.1", "https")]
    public async Task Behind_a_named_proxy_pages_are_told_its_own_address(string? proxy, string protocol)
    {
        await using var behind = await RunningServer.Start(settings: ("TrustedProxies:0", proxy));
        var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/projects/{RunningServer.PublicKey}/settings");
        request.Headers.Add("X-Forwarded-For", "203.0.113.1");
        request.Headers.Add("X-Forwarded-Proto", "https");
        Assert.Equal(protocol, (string?)(await (await behind.Send(request)).Json())["integrations"]!["Segment.io"]!["protocol"]);
    }

    private static async Task<int> SendFrom(RunningServer to, string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/page") { Content = new StringContent("""{"anonymousId":"a1"}""", Encoding.UTF8) };
        request.Headers.Authorization = RunningServer.Basic(RunningServer.PublicKey);
        request.Headers.Add("X-Forwarded-For", address);
        return (int)(await to.Send(request)).StatusCode;
    }

    private async Task Send(string type, string call)
    {
        Assert.True((await server.Post("/v1/" + type, call, RunningServer.PublicKey)).IsSuccessStatusCode);
        await server.Settle();
    }

    private async Task<JsonNode?> Lead(string query) => (await server.Ask("/api/leads?" + query))["items"]!.AsArray().FirstOrDefault();
}
