using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Xunit;

namespace Kelvin.Server.Tests.Faults;

/// <summary>More than the server can take, and more of one lead than of all others.</summary>
public class OverloadTests
{
    private const int Clients = 96;
    private const int MebibytesMost = 1_024;

    /// <summary>A disk that takes 20 ms for a sync: far more comes meanwhile than there is room for, however fast the machine is.</summary>
    private static readonly string[] SlowDisk = ["env", "Kelvin__InboxItemsMost=1000", "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:delay_enter=20000"];

    private static readonly bool IsCampaign = Environment.GetEnvironmentVariable("KELVIN_RUNS") is { Length: > 0 };

    [Fact]
    public async Task Too_much_is_refused_with_a_word_when_to_come_back_and_nothing_is_lost()
    {
        var runs = Runs.Of("L4", "far more than it can take, for a minute", ci: 1, release: 1);
        await runs.Try(async random =>
        {
            var folder = Directory.CreateTempSubdirectory("kelvin-overload-").FullName;
            var path = Path.Combine(folder, "kelvin.db");
            await Model.Publish(path);
            var crowd = new Crowd(random, Clients, waitsAfterRefusal: false);
            using (var server = ServerProcess.Start(path, SlowDisk))
            {
                await server.Ready();
                var (largest, usual) = (0L, await Worst(server));
                // A client takes 200, and 429 or 503 with Retry-After; at anything else it throws.
                await using (var sending = crowd.SendTo(server))
                {
                    for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(IsCampaign ? 60 : 5); await Task.Delay(100, TestContext.Current.CancellationToken)) largest = Math.Max(largest, Memory(server));
                    await Patience.For(() => crowd.Refused > 100, "Nothing is ever too much.", sending.Ended);
                }
                Assert.InRange(largest, 1, MebibytesMost);
                var (back, normal) = (Stopwatch.StartNew(), usual * 4);
                await Patience.For(async () => await Worst(server) < normal, "Its answers stay slow.");
                Assert.InRange(back.Elapsed, TimeSpan.Zero, Runs.Within(seconds: 30));
                runs.Note(string.Create(CultureInfo.InvariantCulture, $"{crowd.Acknowledged} requests taken, {crowd.Refused} refused, {largest} MiB at most, answers as fast as before after {back.Elapsed.TotalSeconds:F1} s"));
                await Model.Settle(path);
                Model.Check(path, [.. crowd.Sent, .. probes]);
            }
            Directory.Delete(folder, recursive: true);
        });
    }

    private readonly List<SentBatch> probes = [];

    /// <summary>The longest of twenty answers to one call each, one after the other.</summary>
    private async Task<TimeSpan> Worst(ServerProcess server)
    {
        var worst = TimeSpan.Zero;
        for (var i = 0; i < 20; i++)
        {
            var batch = new SentBatch([new SentCall($"probe {probes.Count}", "prober", Form: false)]);
            probes.Add(batch);
            var watch = Stopwatch.StartNew();
            using var answer = await server.Http.PostAsync("/v1/page", new StringContent($$"""{"userId":"prober","messageId":"{{batch.Calls[0].MessageId}}"}""", Encoding.UTF8, "application/json"));
            batch.IsAcknowledged = answer.StatusCode == HttpStatusCode.OK;
            if (watch.Elapsed > worst) worst = watch.Elapsed;
        }
        return worst;
    }

    /// <summary>Mebibytes that the server holds, which is a child of strace.</summary>
    private static long Memory(ServerProcess server)
    {
        foreach (var process in Directory.GetDirectories("/proc").Where(name => char.IsAsciiDigit(Path.GetFileName(name)[0])))
        {
            try
            {
                var status = File.ReadAllLines(process + "/status").Select(line => line.Split(':', 2)).ToDictionary(line => line[0], line => line[^1].Trim());
                if (status["PPid"] != server.Id.ToString(CultureInfo.InvariantCulture)) continue;
                if (status.TryGetValue("VmRSS", out var held)) return long.Parse(held.Split(' ')[0], CultureInfo.InvariantCulture) / 1024;
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }
        return 0;
    }
}
