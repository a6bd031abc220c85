using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Kelvin.Server.Tests.Faults;
using Xunit;

namespace Kelvin.Server.Tests.Actions;

/// <summary>Receivers that mean harm hurt nobody but themselves.</summary>
public sealed class HostileReceiverTests
{
    private const int Hostile = 50, Good = 5, Messages = 40;
    private const long Mebibyte = 1 << 20;

    private const string Plan = """
        plan: forms
        engagement: { rules: [{ name: Forms, on: Form Submitted, points: 10 }] }
        thresholds: [10]
        """;

    public static TheoryData<string, string, int?> Ends => new()
    {
        { nameof(Hostility.NeverAnswers), "timedOut", null },
        { nameof(Hostility.AByteASecond), "timedOut", null },
        { nameof(Hostility.ABodyThatNeverEnds), "refused", 500 },
        { nameof(Hostility.TenGigabytes), "refused", 500 },
        { nameof(Hostility.EndlessChunks), "refused", 500 },
        { nameof(Hostility.EndlessHeaders), "notUnderstood", null },
        { nameof(Hostility.EndlessContinues), "notUnderstood", null },
        { nameof(Hostility.AGzipBomb), "refused", 500 },
        { nameof(Hostility.ARedirectToMetadata), "redirected", 302 },
        { nameof(Hostility.NoHttp), "notUnderstood", null },
        { nameof(Hostility.HangsUp), "notConnected", null },
        { nameof(Hostility.ASelfSignedCertificate), "notTrusted", null },
        { nameof(Hostility.NoTls), "notTrusted", null },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Each_attempt_ends_and_says_how(string hostility, string outcome, int? status)
    {
        using var receiver = new HostileReceiver(Enum.Parse<Hostility>(hostility));
        // Those that can only end by the limit end by a short one; the others have time even where everything is slow.
        await using var server = await RunningServer.Start(settings: [Listening.Private, ("Webhooks:TimeoutSeconds", outcome == "timedOut" ? "2" : "60")]);
        await server.AddWebhook(receiver.Url);
        var attempt = (await (await server.Api(HttpMethod.Post, "/api/webhooks/1/ping")).Json())["history"]![0]!;
        Assert.Equal((outcome, status), ((string)attempt["outcome"]!, (int?)attempt["status"]));
        Assert.InRange(((string?)attempt["answer"])?.Length ?? 0, 0, 1_024);
        Assert.InRange(receiver.TakenMost, 0, 16 * Mebibyte);
    }

    /// <summary>A request may take a minute, so whoever had to wait for a hostile one would wait for longer than the bound below.</summary>
    [Fact]
    public async Task Fifty_of_them_do_not_delay_the_good_ones()
    {
        var receivers = Enumerable.Range(0, Hostile).Select(i => new HostileReceiver((Hostility)(i % Enum.GetValues<Hostility>().Length))).ToList();
        var good = new List<Receiver>();
        for (var i = 0; i < Good; i++) good.Add(await Receiver.Start());
        var folder = Directory.CreateTempSubdirectory("kelvin-hostile-").FullName;
        using (var server = ServerProcess.Start(Path.Combine(folder, "kelvin.db"), "env", "DOTNET_gcServer=0", "Kelvin__Webhooks__AllowPrivateNetworks=true", "Kelvin__Webhooks__TimeoutSeconds=60", "Kelvin__Webhooks__RetrySchedule=0s,1s,1s,1s,1s"))
        {
            await server.Ready();
            Assert.Equal(201, (int)(await server.Api(HttpMethod.Put, "/api/plans/forms", new StringContent(Plan, Encoding.UTF8, "application/yaml"))).StatusCode);
            foreach (var url in receivers.Select(receiver => receiver.Url).Concat(good.Select(receiver => receiver.Url)))
                Assert.Equal(201, (int)(await server.Api(HttpMethod.Post, "/api/webhooks", JsonContent.Create(new JsonObject { ["url"] = url, ["events"] = new JsonArray("lead.crossing") }))).StatusCode);
            var memory = MemoryOf(server);
            var told = new Dictionary<string, DateTimeOffset>();
            for (var i = 0; i < Messages; i++)
            {
                (await server.Http.PostAsync("/v1/track", JsonContent.Create(new JsonObject { ["userId"] = $"user {i}", ["event"] = "Form Submitted" }), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
                told.Add($"user {i}", DateTimeOffset.UtcNow);
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
            foreach (var receiver in good) await receiver.Wait(Messages);
            var delays = good.SelectMany(receiver => receiver.Got).Select(got => (got.At - told[(string)got.Json["data"]!["lead"]!["userId"]!]).TotalMilliseconds).Order().ToList();
            TestContext.Current.SendDiagnosticMessage($"p50 {delays[delays.Count / 2]:0} ms, p99 {delays[(int)(delays.Count * 0.99)]:0} ms, {(MemoryOf(server) - memory) / Mebibyte} MiB more");
            Assert.InRange(delays[(int)(delays.Count * 0.99)], double.MinValue, 30_000);
            Assert.InRange(MemoryOf(server) - memory, long.MinValue, 100 * Mebibyte);
        }
        foreach (var receiver in good) await receiver.DisposeAsync();
        foreach (var receiver in receivers) receiver.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static long MemoryOf(ServerProcess server)
    {
        using var process = Process.GetProcessById(server.Id);
        return process.WorkingSet64;
    }
}
