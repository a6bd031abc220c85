using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Server.Tests.Import;

/// <summary>A file of leads that a page sends: looked through first, taken in once, however often it is sent.</summary>
public sealed class UploadTests
{
    private const string Leads = "Email;Name;Job Title;Company;Created\nanna@x.example;Anna;Director;Acme;2026-01-05\nnobody;Ola;Student;;2026-01-06\njan@x.example;Jan;Engineer;Acme;2026-01-07\n";

    private static HttpContent File(string text) => new ByteArrayContent(Encoding.UTF8.GetBytes(text));

    private static async Task<JsonNode> Send(RunningServer server, string query) => await (await server.Api(HttpMethod.Post, "/api/import/leads" + query, File(Leads))).Json();

    [Fact]
    public async Task A_dry_run_says_what_would_be_and_changes_nothing()
    {
        await using var server = await RunningServer.Start();
        var said = await Send(server, "?name=crm.csv&dryRun=true");
        Assert.Equal(("crm.csv", ";", 3, 1), ((string?)said["file"], (string?)said["separator"], (int)said["rows"]!, (int)said["rejected"]!));
        Assert.Contains(said["columns"]!.AsArray(), column => (string?)column!["column"] == "Job Title" && (string?)column["use"] == "trait" && (string?)column["name"] == "position");
        Assert.Equal(3, (int)said["problems"]!.AsArray().Last()!["line"]!);
        Assert.Empty((await server.Ask("/api/leads"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Twice_is_once()
    {
        await using var server = await RunningServer.Start();
        for (var time = 0; time < 2; time++) await Send(server, "?name=crm.csv");
        await server.Settle();
        var leads = (await server.Ask("/api/leads"))["items"]!.AsArray();
        Assert.Equal(2, leads.Count);
        Assert.All(leads, lead => Assert.Equal(1, (int)lead!["eventCount"]!));
        Assert.Contains((await server.Ask("/api/sources"))["items"]!.AsArray(), source => (string?)source!["name"] == "Import crm.csv");
    }

    [Theory]
    [InlineData("")]
    [InlineData("colour,size\nred,2\n")]
    public async Task A_file_that_names_nobody_is_refused_without_telling_where_it_lay(string text)
    {
        await using var server = await RunningServer.Start();
        var problem = await (await server.Api(HttpMethod.Post, "/api/import/leads?name=x.csv", File(text))).IsProblem(422, "file-not-understood");
        Assert.StartsWith("x.csv", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_preset_is_refused()
    {
        await using var server = await RunningServer.Start();
        await (await server.Api(HttpMethod.Post, "/api/import/leads?preset=nobody", File(Leads))).IsProblem(400, "preset-unknown");
    }

    [Fact]
    public async Task Without_a_token_nothing_is_taken()
    {
        await using var server = await RunningServer.Start();
        await (await server.Api(HttpMethod.Post, "/api/import/leads", File(Leads), token: null)).IsProblem(401, "token-missing");
    }
}
