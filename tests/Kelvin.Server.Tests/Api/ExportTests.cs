using System.Text.Json.Nodes;
using Kelvin.Scoring.Values;
using Kelvin.Server.Api;
using Xunit;

namespace Kelvin.Server.Tests.Api;

public sealed class ExportTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        await server.PutPlan("sales", Jan.Plan);
        await server.Track([.. Jan.Story, """{"type":"page","userId":"=cmd()","messageId":"x","timestamp":"2025-03-01T12:00:00Z","properties":{"title":"a,\"b\"\n"}}"""]);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("leads", 2)]
    [InlineData("events", 7)]
    [InlineData("scores", 2)]
    public async Task Each_kind_is_exported_one_object_a_line_and_the_same_every_time(string kind, int lines)
    {
        var text = await Export($"/api/export/{kind}?at=2025-03-01T12:00:05Z");
        Assert.Equal(lines, text.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!.AsObject()).Count());
        Assert.Equal(text, await Export($"/api/export/{kind}?at=2025-03-01T12:00:05Z"));
    }

    [Fact]
    public async Task Scores_are_exported_as_of_one_instant()
    {
        var scores = (await Export("/api/export/scores?at=2025-03-01T12:00:05Z")).TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!);
        Assert.Equal(46, (int)Assert.Single(scores, score => (string?)score["userId"] == "jan")["score"]!);
    }

    [Fact]
    public async Task Events_come_lead_by_lead_in_the_order_of_time()
    {
        var events = (await Export("/api/export/events")).TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["j2", "j1", "j3", "j4", "j5", "j6"], events.Select(item => (string)item["messageId"]!).Where(id => id != "x"));
        Assert.Equal(events.Select(item => (string)item["leadId"]!).Order(StringComparer.Ordinal), events.Select(item => (string)item["leadId"]!));
    }

    [Fact]
    public async Task A_spreadsheet_runs_nothing_that_a_stranger_wrote()
    {
        var lines = (await Export("/api/export/leads?format=csv")).TrimEnd().Split("\r\n");
        Assert.Equal("id,userId,email,identities,accountId,firstSeen,lastSeen,eventCount,traits", lines[0]);
        Assert.Contains(lines, line => line.Contains(",'=cmd(),"));
        Assert.DoesNotContain(lines, line => line.Contains(",=cmd"));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("\n=x", "\"'\n=x\"")]
    [InlineData("\0x", "'\0x")]
    [InlineData("  =x", "'  =x")]
    [InlineData("＝x", "'＝x")]
    [InlineData("a=b", "a=b")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("", "")]
    public void A_cell_is_written_so_that_it_is_only_text(string text, string cell) => Assert.Equal(cell, CsvExport.Cell(Value.Of(text)));

    [Fact]
    public void A_number_is_no_formula() => Assert.Equal("-5", CsvExport.Cell(Value.Of(-5)));

    [Fact]
    public async Task An_unknown_format_is_refused() => await (await server.Api(HttpMethod.Get, "/api/export/leads?format=xlsx")).IsProblem(400, "format-unknown");

    private async Task<string> Export(string path)
    {
        var response = await server.Api(HttpMethod.Get, path);
        Assert.True(response.IsSuccessStatusCode);
        return await response.Text();
    }
}
