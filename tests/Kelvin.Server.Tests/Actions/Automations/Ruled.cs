using System.Text;
using Xunit;

namespace Kelvin.Server.Tests.Actions.Automations;

/// <summary>A server with a plan by which two pages make an MQL, and what tests ask of its rules.</summary>
internal static class Ruled
{
    public const string Plan = """
        plan: sales
        engagement:
          rules: [{ name: Pages, on: page, points: 10 }]
        thresholds: [30]
        stages:
          - { name: MQL, at: { score: 20 } }
          - { name: SQL, at: { score: 50 } }
        """;

    public static async Task<RunningServer> Start(TimeProvider? clock = null, params (string, string?)[] settings)
    {
        var server = await RunningServer.Start(clock, settings: settings);
        Assert.True((await server.PutPlan("sales", Plan)).IsSuccessStatusCode);
        return server;
    }

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    public static Task<int> AddRule(this RunningServer server, string rule) => server.Add("/api/automations", rule);

    public static Task<int> AddTrack(this RunningServer server, string track) => server.Add("/api/tracks", track);

    /// <summary>Somebody comes and looks at so many pages. Gives the lead's id.</summary>
    public static async Task<string> Visit(this RunningServer server, string user, int pages, string country = "PL", string? name = null)
    {
        var traits = new System.Text.Json.Nodes.JsonObject { ["email"] = user + "@example.com", ["country"] = country };
        if (name is not null) traits["name"] = name;
        await server.Track([$$"""{"type":"identify","userId":"{{user}}","messageId":"i{{pages}}","traits":{{traits.ToJsonString()}} }""",
            .. Enumerable.Range(0, pages).Select(_ => $$"""{"type":"page","userId":"{{user}}","messageId":"{{Guid.NewGuid()}}"}""")]);
        return (string)(await server.Ask("/api/leads?userId=" + user))["items"]![0]!["id"]!;
    }

    private static async Task<int> Add(this RunningServer server, string path, string document)
    {
        var response = await server.Api(HttpMethod.Post, path, Json(document));
        Assert.True((int)response.StatusCode == 201, await response.Text());
        return (int)(await response.Json())["id"]!;
    }
}
