using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Server.Tests.Api;

/// <summary>Segments over HTTP: saved, counted, listed, exported, changed and removed.</summary>
public sealed class SegmentApiTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.Start();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Task<HttpResponseMessage> Send(HttpMethod method, string path, string? body = null) =>
        server.Api(method, path, body is null ? null : JsonContent.Create(JsonNode.Parse(body)));

    private Task People() => server.Track(
        """{"type":"identify","userId":"jan","traits":{"position":"ceo"}}""",
        """{"type":"identify","userId":"eva","traits":{"position":"clerk"}}""",
        """{"type":"identify","userId":"ola","traits":{"position":"CEO"}}""");

    private async Task<JsonNode> Until(string path, Func<JsonNode, bool> holds)
    {
        for (var i = 0; ; i++)
        {
            var answer = await server.Ask(path);
            if (holds(answer) || i == 600) return answer;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_segment_counts_lists_and_exports_its_members()
    {
        await People();
        var added = await Send(HttpMethod.Post, "/api/segments", """{"name":"Bosses","when":{"trait":"position","is":"ceo"}}""");
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var id = (int)(await added.Json())["id"]!;
        var segment = await Until($"/api/segments/{id}", answer => (long)answer["leads"]! == 2 && (double)answer["asked"]! == 1);
        Assert.Equal(("Bosses", 2L), ((string)segment["name"]!, (long)segment["leads"]!));
        var listed = await server.Ask($"/api/leads?segment={id}");
        Assert.Equal(2, listed["items"]!.AsArray().Count);
        var csv = await (await Send(HttpMethod.Get, $"/api/export/leads?segment={id}&format=csv")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, csv.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task A_changed_segment_asks_anew_and_a_removed_one_is_gone()
    {
        await People();
        var id = (int)(await (await Send(HttpMethod.Post, "/api/segments", """{"name":"Bosses","when":{"trait":"position","is":"ceo"}}""")).Json())["id"]!;
        await Until($"/api/segments/{id}", answer => (long)answer["leads"]! == 2);
        var changed = await Send(HttpMethod.Put, $"/api/segments/{id}", """{"name":"Clerks","when":{"trait":"position","is":"clerk"}}""");
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(1, (long)(await Until("/api/segments", answer => (long)answer["items"]![0]!["leads"]! == 1))["items"]![0]!["leads"]!);
        Assert.Equal(HttpStatusCode.NoContent, (await Send(HttpMethod.Delete, $"/api/segments/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Send(HttpMethod.Get, $"/api/segments/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Send(HttpMethod.Get, $"/api/leads?segment={id}")).StatusCode);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_segment_is_told_at_once()
    {
        var refused = await Send(HttpMethod.Post, "/api/segments", """{"name":"","when":{"trait":"position","iss":"ceo"},"scores":[{"plan":"","side":"back"}]}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var paths = (await refused.Json())["problems"]!.AsArray().Select(problem => (string)problem!["path"]!).ToList();
        Assert.Contains("name", paths);
        Assert.Contains("when.iss", paths);
        Assert.Contains("scores[0].side", paths);
    }
}
