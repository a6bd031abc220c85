using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Kelvin.Server.Actions;
using Kelvin.Server.Demo;
using Kelvin.Server.Tests.Actions;
using Xunit;

namespace Kelvin.Server.Tests.Demo;

/// <summary>The demo's receiver takes what the demo's server sends, and nothing else.</summary>
public sealed class SalesDeskTests
{
    private static readonly Uri Kelvin = new("http://kelvin.example");

    [Fact]
    public async Task Sales_sees_who_moved_up_and_a_name_is_only_a_name()
    {
        await using var desk = await SalesDesk.Open("http://127.0.0.1:0", TestContext.Current.CancellationToken);
        await using var server = await RunningServer.Start(settings: Listening.Private);
        desk.Expect(await DemoWebhooks.PointTo(server.Store, desk.Hook, 0), Kelvin);
        var lead = await server.AddLead("<script>alert(1)</script>");
        (await server.Api(HttpMethod.Post, $"/api/leads/{lead}/stage", JsonContent.Create(new JsonObject { ["stage"] = "SQL", ["reason"] = "met at a fair" }))).EnsureSuccessStatusCode();

        var page = await Until.True(() => Page(desk).Result is var html && html.Contains($"http://kelvin.example/leads/{lead}", StringComparison.Ordinal) ? html : null);
        Assert.Contains("nothing &#x2192; SQL by", page);
        Assert.DoesNotContain("<script", page);
        var delivery = Assert.Single((await server.Ask("/api/deliveries?state=delivered"))["items"]!.AsArray());
        Assert.Equal("lead.stage_changed", (string?)delivery!["type"]);
    }

    [Fact]
    public async Task A_message_that_comes_again_is_shown_once_and_one_that_is_not_signed_is_not_taken()
    {
        await using var desk = await SalesDesk.Open("http://127.0.0.1:0", TestContext.Current.CancellationToken);
        var secret = WebhookSecret.New();
        desk.Expect([secret], Kelvin);
        Assert.Equal((204, 204), (await Send(desk, secret), await Send(desk, secret)));
        Assert.Equal((401, 401), (await Send(desk, WebhookSecret.New()), await Send(desk, secret, minutesOld: 10)));
        Assert.Contains("each message once: 1.", await Page(desk));
    }

    [Fact]
    public async Task Whoever_goes_on_with_a_demo_has_its_webhooks_point_to_the_desk_of_today()
    {
        await using var server = await RunningServer.Start(settings: Listening.Private);
        var first = await DemoWebhooks.PointTo(server.Store, new Uri("http://127.0.0.1:1/hook"), 0);
        var second = await DemoWebhooks.PointTo(server.Store, new Uri("http://127.0.0.1:2/hook"), 0);
        Assert.Equal(first, second);
        Assert.Equal(["http://127.0.0.1:2/hook", "http://127.0.0.1:2/hook"], (await server.Ask("/api/webhooks"))["items"]!.AsArray().Select(one => (string?)one!["url"]));
    }

    private static async Task<string> Page(SalesDesk desk)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(desk.Page, TestContext.Current.CancellationToken);
    }

    private static async Task<int> Send(SalesDesk desk, string secret, int minutesOld = 0)
    {
        const string Body = """{"type":"lead.stage_changed","timestamp":"2026-03-01T12:00:00.000Z","data":{"lead":{"id":"1"},"from":"MQL","to":"SQL"}}""";
        var timestamp = DateTimeOffset.UtcNow.AddMinutes(-minutesOld).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, desk.Hook) { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", "one");
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", WebhookSecret.Sign(secret, "one", timestamp, Encoding.UTF8.GetBytes(Body)));
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
