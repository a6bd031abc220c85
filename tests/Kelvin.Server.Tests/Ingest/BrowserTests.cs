using System.Net;
using System.Text;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

/// <summary>What pages and e-mails need of the tracking surface: preflights, settings, pixels.</summary>
public sealed class BrowserTests(OneServer one) : IClassFixture<OneServer>
{
    private const string Key = RunningServer.PublicKey;
    private readonly RunningServer server = one.Server;

    [Theory]
    [InlineData("/v1/batch", "authorization,x-retry-count")]
    [InlineData("/v1/t", "anonymousid,authorization,content-type,sentat")]
    [InlineData("/v1/projects/any/settings", "authorization")]
    [InlineData("/sourceConfig/", "authorization")]
    [InlineData("/beacon/v1/batch", "content-type,x-write-key")]
    public async Task A_preflight_is_told_that_what_it_asks_for_is_allowed(string path, string asked)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", "https://shop.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", asked);
        var response = await server.Send(request);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(asked, Header(response, "Access-Control-Allow-Headers"));
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
        Assert.Contains("POST", Header(response, "Access-Control-Allow-Methods"));
    }

    [Theory]
    [InlineData(200, "{}", Key)]
    [InlineData(401, "{}", "wrong")]
    [InlineData(400, "no json", Key)]
    public async Task A_page_may_read_every_answer(int status, string body, string key)
    {
        var response = await server.Post("/v1/p", body, key);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal("Retry-After", Header(response, "Access-Control-Expose-Headers"));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task The_management_surface_is_for_no_foreign_page() =>
        Assert.False((await server.Get("/nothing-here")).Headers.Contains("Access-Control-Allow-Origin"));

    [Fact]
    public async Task Settings_name_exactly_one_integration_and_this_server()
    {
        var settings = await (await server.Get($"/v1/projects/{Key}/settings")).Json();
        var only = Assert.Single(settings["integrations"]!.AsObject());
        Assert.Equal("Segment.io", only.Key);
        Assert.Equal(Key, (string?)only.Value!["apiKey"]);
        Assert.Equal(server.Http.BaseAddress!.Authority + "/v1", (string?)only.Value["apiHost"]);
        Assert.Equal("http", (string?)only.Value["protocol"]);
    }

    [Fact]
    public async Task Settings_that_a_page_has_are_not_sent_again()
    {
        var first = await server.Get($"/v1/projects/{Key}/settings");
        var again = new HttpRequestMessage(HttpMethod.Get, $"/v1/projects/{Key}/settings");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await server.Send(again)).StatusCode);
        Assert.True(first.Headers.CacheControl!.Public);
    }

    [Theory]
    [InlineData("/v1/projects/wrong/settings")]
    [InlineData("/sourceConfig?writeKey=wrong")]
    [InlineData("/sourceConfig")]
    public async Task Settings_are_for_known_keys(string path) => Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get(path)).StatusCode);

    [Fact]
    public async Task RudderStack_clients_get_their_source()
    {
        var answer = await (await server.Get($"/sourceConfig/?p=npm&v=3&writeKey={Key}")).Json();
        Assert.True((bool)answer["source"]!["enabled"]!);
        Assert.Empty(answer["source"]!["destinations"]!.AsArray());
    }

    [Theory]
    [InlineData("/v1/pixel/track?data=", """{"writeKey":"KEY","userId":"u1","event":"Email Opened"}""", 1)]
    [InlineData("/v1/pixel/page?writeKey=KEY&data=", """{"anonymousId":"a1"}""", 1)]
    [InlineData("/v1/pixel/identify?data=", """{"writeKey":"KEY","userId":"u1","traits":{"a":1}}""", 1)]
    [InlineData("/v1/pixel/track?data=", """{"writeKey":"KEY","userId":"u1"}""", 0)]
    [InlineData("/v1/pixel/track?data=", """{"writeKey":"wrong","userId":"u1","event":"Email Opened"}""", 0)]
    [InlineData("/v1/pixel/track?data=", "nonsense", 0)]
    [InlineData("/v1/pixel/track", "", 0)]
    [InlineData("/pixel/v1/track?writeKey=KEY&anonymousId=a1&event=Opened", "", 1)]
    [InlineData("/pixel/v1/page?writeKey=KEY&anonymousId=a1&properties.path=%2Fx", "", 1)]
    [InlineData("/pixel/v1/page?writeKey=KEY", "", 0)]
    [InlineData("/pixel/v1/track", "", 0)]
    public async Task A_pixel_is_always_an_image_and_counts_when_it_is_right(string path, string data, int accepted)
    {
        var before = Accepted();
        data = Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(data.Replace("KEY", Key))));
        var response = await server.Get(path.Replace("KEY", Key) + (path.EndsWith('=') ? data : ""));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("image/gif", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("GIF89a"u8.ToArray(), (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))[..6]);
        Assert.Equal(accepted, Accepted() - before);
    }

    private long Accepted()
    {
        using var snapshot = server.Store.Read();
        return server.Store.Counters.Read(snapshot, Storage.Counter.Accepted);
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));
}
