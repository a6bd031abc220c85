using System.Text.Json.Nodes;
using Kelvin.Server.Access;
using Xunit;

namespace Kelvin.Server.Tests.Api;

/// <summary>The description of the API is complete, points nowhere that is not there, and tells what is really answered.</summary>
public sealed class OpenApiTests(OneServer one) : IClassFixture<OneServer>
{
    private static readonly string[] NotDescribed = ["GET /openapi/{documentName}.json", "GET /setup", "GET /setup.js"];
    private readonly RunningServer server = one.Server;

    [Fact]
    public async Task Every_route_is_described_and_nothing_else()
    {
        var paths = (await Document())["paths"]!.AsObject();
        var described = paths.SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));
        var routes = AccessTable.Routes.Where(route => !route.StartsWith("OPTIONS ", StringComparison.Ordinal) && !NotDescribed.Contains(route)).Select(route => route.Replace(":int}", "}"));
        Assert.Equal(routes.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_document_is_of_version_3_1_and_every_reference_in_it_leads_somewhere()
    {
        var document = await Document();
        Assert.StartsWith("3.1.", (string?)document["openapi"]);
        foreach (var reference in All(document, "$ref").Select(node => (string)node!))
        {
            JsonNode? at = document;
            foreach (var step in reference.TrimStart('#', '/').Split('/')) at = at?[step];
            Assert.True(at is not null, reference);
        }
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_a_summary_and_a_described_answer()
    {
        var operations = (await Document())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (Path: path.Key, Operation: operation.Value!))).ToList();
        Assert.Equal(operations.Count, operations.Select(item => (string)item.Operation["operationId"]!).Distinct().Count());
        foreach (var (path, operation) in operations)
        {
            Assert.False(string.IsNullOrEmpty((string?)operation["summary"]), path);
            var success = operation["responses"]!.AsObject().FirstOrDefault(response => response.Key[0] == '2');
            Assert.True(success.Key is not null, path);
            Assert.True(success.Key == "204" || success.Value!["content"] is JsonObject { Count: > 0 }, path);
        }
    }

    [Fact]
    public async Task Every_parameter_of_a_path_is_declared()
    {
        foreach (var (path, operations) in (await Document())["paths"]!.AsObject())
        {
            foreach (var (_, operation) in operations!.AsObject())
            {
                var declared = operation!["parameters"]?.AsArray().Where(parameter => (string?)parameter!["in"] == "path").Select(parameter => (string)parameter!["name"]!) ?? [];
                var named = System.Text.RegularExpressions.Regex.Matches(path, @"\{(\w+)\}").Select(match => match.Groups[1].Value);
                Assert.Equal(named.Order(StringComparer.Ordinal), declared.Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public async Task What_is_answered_is_what_is_described()
    {
        await server.PutPlan("sales", Jan.Plan);
        await server.PutPlan("accounts", AccountApiTests.Plan);
        await server.Track([.. Jan.Story, """{"type":"group","userId":"jan","groupId":"acme","messageId":"g1","traits":{"employees":50}}"""]);
        var id = (string)(await server.Ask("/api/leads?userId=jan"))["items"]![0]!["id"]!;
        var document = await Document();
        var calls = new (string Path, string Asked)[]
        {
            ("/api/leads", "/api/leads?plan=sales"), ("/api/leads/{id}", $"/api/leads/{id}"), ("/api/leads/{id}/events", $"/api/leads/{id}/events"),
            ("/api/leads/{id}/export", $"/api/leads/{id}/export"), ("/api/leads/{id}/scores/{plan}", $"/api/leads/{id}/scores/sales?at=2025-03-01T12:00:05Z"),
            ("/api/leads/{id}/scores/{plan}/history", $"/api/leads/{id}/scores/sales/history"),
            ("/api/leads/{id}/scores/{plan}/history", $"/api/leads/{id}/scores/sales/history?recorded=true"), ("/api/accounts", "/api/accounts"), ("/api/accounts/{id}", "/api/accounts/acme"),
            ("/api/accounts/{id}/scores/{plan}", "/api/accounts/acme/scores/accounts"), ("/api/plans", "/api/plans"), ("/api/plans/{plan}/versions", "/api/plans/sales/versions"),
            ("/api/plans/{plan}/publications", "/api/plans/sales/publications"), ("/api/plans/{plan}/diff", "/api/plans/sales/diff?from=1&to=1"), ("/api/rescoring", "/api/rescoring"),
            ("/api/sources", "/api/sources"), ("/api/tokens", "/api/tokens"), ("/api/stats", "/api/stats"), ("/api/stages", "/api/stages"), ("/api/leads/{id}/stages", $"/api/leads/{id}/stages"),
            ("/api/events/{messageId}/machine", "/api/events/j3/machine"), ("/api/machine-marks", "/api/machine-marks"), ("/healthz", "/healthz"), ("/readyz", "/readyz"),
        };
        foreach (var (path, asked) in calls)
        {
            var schema = document["paths"]![path]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!;
            Assert.Empty(new SchemaCheck(document).Complaints(schema, await server.Ask(asked), asked));
        }
    }

    private async Task<JsonNode> Document() => await (await server.Get("/openapi/v1.json")).Json();

    private static IEnumerable<JsonNode?> All(JsonNode? node, string name) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key == name && member.Value is JsonValue ? [member.Value] : All(member.Value, name)),
        JsonArray items => items.SelectMany(item => All(item, name)),
        _ => [],
    };
}
