using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Server.Tests.BadInput;

/// <summary>
/// Whatever comes, nothing breaks, nothing is slow, and the good calls among the bad are counted exactly.
/// KELVIN_FUZZ_REQUESTS=100000 makes it a campaign, KELVIN_FUZZ_SEED another one.
/// </summary>
public class FuzzTests
{
    private static readonly int Requests = Setting("KELVIN_FUZZ_REQUESTS", 5_000);
    private static readonly int Seed = Setting("KELVIN_FUZZ_SEED", 1);
    private const int Senders = 8;

    [Fact]
    public async Task The_good_ones_among_the_bad_are_counted_exactly()
    {
        await using var server = await RunningServer.Start(settings: ("Ingest:Limits:PublicEventsPerMinutePerAddress", "1000000"));
        var fuzzer = new Fuzzer(Seed);
        var requests = Enumerable.Range(0, Requests).Select(_ => fuzzer.Next()).ToList();
        var complaints = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = Senders }, async (request, _) =>
        {
            if (await Complaint(server, request) is { } complaint) complaints.Enqueue($"{request.Method} {request.Path} {Convert.ToBase64String(request.Body.AsSpan(0, Math.Min(300, request.Body.Length)))}: {complaint}");
        });
        Assert.Empty(complaints);
        await server.Settle();
        Assert.DoesNotContain(server.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));

        var sent = requests.Select(request => request.ValidId).OfType<string>().Order(StringComparer.Ordinal);
        var export = await (await server.Api(HttpMethod.Get, "/api/export/events")).Text();
        var kept = export.TrimEnd('\n').Split('\n').Select(line => (string)JsonNode.Parse(line)!["messageId"]!).Where(id => id.StartsWith("valid-", StringComparison.Ordinal));
        Assert.Equal(sent, kept.Order(StringComparer.Ordinal));
    }

    private static async Task<string?> Complaint(RunningServer server, FuzzRequest request)
    {
        var watch = Stopwatch.StartNew();
        using var response = await server.Send(request.ToMessage());
        var answer = await response.Text();
        if ((int)response.StatusCode >= 500) return $"{(int)response.StatusCode} {answer}";
        if (watch.Elapsed > TimeSpan.FromSeconds(5)) return $"took {watch.Elapsed}";
        if (answer.Contains(" at Kelvin") || answer.Contains("Exception") || answer.Contains("select ")) return "tells too much: " + answer;
        if (request.ValidId is { } id && (!response.IsSuccessStatusCode || answer.Contains(id))) return $"{(int)response.StatusCode} {answer}";
        return null;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var set) ? set : otherwise;
}
