using System.Text.Json;
using Kelvin.Server.Api;
using Kelvin.Server.Tests.Commands;
using Kelvin.Server.Tests.Pipelines;
using Kelvin.Storage;
using Xunit;

namespace Kelvin.Server.Tests.EventFiles;

/// <summary>The same calls in the same order: the server and <c>kelvin score</c> find the same leads, and give them the same scores.</summary>
public class AgreementTests
{
    private const string Plan = """
        plan: interest
        fit: { rules: [{ name: Title, by: title, values: { boss: 20, clerk: 3 } }, { name: Large, when: { account: employees, gte: 3 }, points: 10 }] }
        engagement:
          rules:
            - { name: Pages, on: page, points: 5 }
            - { name: Bought, on: Bought, by: amount, bands: { 1: 1, 5: 7 } }
            - { name: First, on: Bought, at_least: 1, within: 20d, points: 100 }
        """;

    [Theory]
    [InlineData(1, 5, 60)]
    [InlineData(2, 20, 300)]
    [InlineData(3, 40, 600)]
    [InlineData(4, 3, 200)]
    public async Task The_server_and_files_agree(int seed, int people, int count)
    {
        var random = new Random(seed);
        var calls = Enumerable.Range(0, count).Select(_ => Call(random, people, count)).ToArray();
        using var kelvin = new Deployment();
        await kelvin.Publish("interest", Plan);
        foreach (var request in calls.Chunk(37)) await kelvin.Process(request);
        Assert.Equal(OfFile(calls), OfServer(kelvin));
    }

    /// <summary>MessageIds are few, so that many come again: with the same ids or others, of the same kind or another.</summary>
    private static string Call(Random random, int people, int count)
    {
        var at = $"2025-02-{random.Next(1, 28):00}T{random.Next(24):00}:00:00Z";
        var user = random.Next(3) > 0 ? $"\"userId\":\"user {random.Next(people)}\"," : "";
        var browser = user.Length == 0 || random.Next(2) == 0 ? $"\"anonymousId\":\"browser {random.Next(people)}\"," : "";
        var ids = $"{user}{browser}\"messageId\":\"m{random.Next(count * 2 / 3)}\",\"timestamp\":\"{at}\"";
        return random.Next(8) switch
        {
            0 => $$$"""{"type":"identify",{{{ids}}},"traits":{"title":"{{{(random.Next(2) == 0 ? "boss" : "clerk")}}}"}}""",
            1 => $$$"""{"type":"group",{{{ids}}},"groupId":"acme {{{random.Next(3)}}}","traits":{"employees":{{{random.Next(6)}}}}}""",
            2 => $$"""{"type":"alias","userId":"user {{random.Next(people)}}","previousId":"user {{random.Next(people)}}","messageId":"m{{random.Next(count)}}","timestamp":"{{at}}"}""",
            3 or 4 => $$$"""{"type":"track","event":"Bought",{{{ids}}},"properties":{"amount":{{{random.Next(8)}}}}}""",
            _ => $$"""{"type":"page",{{ids}}}""",
        };
    }

    private static string OfFile(string[] calls)
    {
        using var folder = new KelvinFolder().With("p.yaml", Plan).With("e.jsonl", string.Join('\n', calls));
        var outcome = folder.Run("score --plan p.yaml --events e.jsonl --at 2025-03-01T12:00:00Z");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return string.Join('\n', outcome.Lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Select(lead => Line(lead.GetProperty("userId").GetString(), lead.GetProperty("anonymousId").GetString(), lead.GetProperty("fit").GetInt64(), lead.GetProperty("engagement").GetInt64()))
            .Order(StringComparer.Ordinal));
    }

    private static string OfServer(Deployment kelvin)
    {
        using var reading = LeadReading.Open(kelvin.Store, new PlanCache(kelvin.Store), kelvin.Clock);
        return string.Join('\n', kelvin.Store.Leads.IdsAfter(reading.Session, default, 10_000)
            .Select(id => LeadViews.Now(reading, reading.Find(id)!))
            .Select(lead => Line(lead.UserId, lead.AnonymousIds.FirstOrDefault(), lead.Scores[0].Fit, lead.Scores[0].Engagement))
            .Order(StringComparer.Ordinal));
    }

    // Of several browsers only a lead without a userId is named by one.
    private static string Line(string? userId, string? anonymousId, long fit, long engagement) => $"{userId ?? anonymousId}: {fit} + {engagement}";
}
