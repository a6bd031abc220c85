using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Kelvin.Server.Tests.Faults;

/// <summary>Disks that are full, that fail, and that lose what was not synced.</summary>
public class DiskTests
{
    [Fact]
    public async Task On_a_full_disk_it_refuses_and_reads_and_goes_on_when_there_is_room()
    {
        var runs = Runs.Of("F6", "disk full and back, without a restart", ci: 2, release: 20);
        using var disk = SmallDisk.InMemory(128);
        if (disk is null) runs.Skip("a file system in memory cannot be mounted");
        var path = Path.Combine(disk!.Root, "kelvin.db");
        await Model.Publish(path);
        var crowd = new Crowd(new Random(Runs.Seed));
        using (var server = ServerProcess.Start(path))
        {
            await server.Ready();
            await runs.Try(async _ =>
            {
                await using var sending = crowd.SendTo(server);
                await crowd.Acknowledges(20, sending);
                disk.Fill();
                await Patience.For(async () => await Probe(server) == HttpStatusCode.ServiceUnavailable, "It goes on acknowledging on a full disk.", sending.Ended);
                using (var leads = await server.Api(HttpMethod.Get, "/api/leads")) Assert.Equal(HttpStatusCode.OK, leads.StatusCode);
                using (var alive = await server.Http.GetAsync("/healthz")) Assert.Equal(HttpStatusCode.OK, alive.StatusCode);

                disk.Free();
                var watch = Stopwatch.StartNew();
                await Patience.For(async () => await Probe(server) == HttpStatusCode.OK, "It does not come back when there is room.", sending.Ended);
                Assert.InRange(watch.Elapsed, TimeSpan.Zero, Runs.Within(seconds: 10));
                await crowd.Acknowledges(20, sending);
            });
            await Model.Settle(path);
            Model.Check(path, [.. crowd.Sent, .. probes]);
            server.Kill();
        }
        using var again = ServerProcess.Start(path);
        await again.Ready();
        Model.Check(path, [.. crowd.Sent, .. probes]);
    }

    [Fact]
    public async Task Errors_of_the_disk_lose_nothing_that_was_acknowledged() =>
        await Runs.Of("F7", "EIO or ENOSPC from fsync or pwrite64, once or for good", ci: 3, release: 400).Try(async random =>
        {
            var folder = Directory.CreateTempSubdirectory("kelvin-errors-").FullName;
            var path = Path.Combine(folder, "kelvin.db");
            await Model.Publish(path);
            var crowd = new Crowd(random);
            var (call, error) = random.Next(2) == 0 ? ("fsync,fdatasync", "EIO") : ("pwrite64", random.Next(2) == 0 ? "EIO" : "ENOSPC");
            var (when, forGood) = (random.Next(5, call != "pwrite64" ? 40 : 200), random.Next(3) == 0);
            var trace = Path.Combine(folder, "trace");
            using (var server = ServerProcess.Start(path, "strace", "-f", "-qq", "-o", trace, "-e", "trace=fsync,fdatasync,pwrite64,openat", "-e", $"inject={call}:error={error}:when={when}{(forGood ? "+" : "")}"))
            {
                if (await server.Ready(orElse: forGood) is not null)
                {
                    await using var sending = crowd.SendTo(server);
                    if (forGood) await Patience.For(() => crowd.Refused > 20 || sending.Ended.IsCompleted, "It goes on acknowledging though its disk fails.", sending.Ended);
                    else await Patience.For(() => IsInjected(trace) || sending.Ended.IsCompleted, "The error never came.", sending.Ended);
                    // A disk that failed once is used again without a restart.
                    if (!forGood) await crowd.Acknowledges(20, sending);
                }
            }
            if (call != "pwrite64") OpensAgainBeforeItSyncs(trace);
            using var again = ServerProcess.Start(path);
            await again.Ready();
            await Model.Settle(path);
            Model.Check(path, crowd.Sent);
            again.Kill();
            Directory.Delete(folder, recursive: true);
        });

    [Fact]
    public async Task What_was_acknowledged_before_the_power_failed_is_there() =>
        await Power(Runs.Of("F5", "power lost: the device as it stood", ci: 1, release: 100));

    private static async Task Power(Runs runs)
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-power-").FullName;
        var (image, cut) = (Path.Combine(folder, "image"), Path.Combine(folder, "cut"));
        using (var disk = SmallDisk.InFile(image, 96))
        {
            if (disk is null) runs.Skip("an image of a disk cannot be mounted");
            var path = Path.Combine(disk!.Root, "kelvin.db");
            await Model.Publish(path);
            var crowd = new Crowd(new Random(Runs.Seed));
            using var server = ServerProcess.Start(path);
            await server.Ready();
            await runs.Try(async random =>
            {
                HashSet<SentBatch> acknowledged;
                await using (var sending = crowd.SendTo(server))
                {
                    await crowd.Acknowledges(random.Next(1, 60), sending);
                    // Nothing is written or synced while the device is copied, and what was acknowledged had been.
                    server.Signal("STOP");
                    acknowledged = [.. crowd.Sent.Where(batch => batch.IsAcknowledged)];
                    File.Copy(image, cut, overwrite: true);
                    server.Signal("CONT");
                }
                using var left = SmallDisk.OfFile(cut);
                var found = Path.Combine(left!.Root, "kelvin.db");
                using var again = ServerProcess.Start(found);
                await again.Ready();
                await Model.Settle(found);
                Model.Check(found, [.. crowd.Sent.Select(batch => new SentBatch(batch.Calls) { IsAcknowledged = acknowledged.Contains(batch) })]);
                again.Kill();
            });
            server.Kill();
        }
        Directory.Delete(folder, recursive: true);
    }

    private readonly List<SentBatch> probes = [];

    /// <summary>Sends one call of its own, and gives the status of the answer.</summary>
    private async Task<HttpStatusCode> Probe(ServerProcess server)
    {
        var batch = new SentBatch([new SentCall($"probe {probes.Count}", "prober", Form: false)]);
        probes.Add(batch);
        using var answer = await server.Http.PostAsync("/v1/batch", new StringContent($$"""{"batch":[{"type":"page","userId":"prober","messageId":"{{batch.Calls[0].MessageId}}"}]}""", Encoding.UTF8, "application/json"));
        batch.IsAcknowledged = answer.StatusCode == HttpStatusCode.OK;
        return answer.StatusCode;
    }

    private static bool IsInjected(string trace) => Lines(trace).Any(line => line.Contains("(INJECTED)", StringComparison.Ordinal));

    /// <summary>
    /// After a sync that failed, the kernel may have forgotten what it could not write and say yes to the next: so the store is
    /// opened anew before anything is synced again.
    /// </summary>
    private static void OpensAgainBeforeItSyncs(string trace)
    {
        var after = Lines(trace).SkipWhile(line => !line.Contains("(INJECTED)", StringComparison.Ordinal)).Skip(1)
            .FirstOrDefault(line => Regex.IsMatch(line, @"openat\(.*kelvin\.db(-wal)?""") || Regex.IsMatch(line, @"f(data)?sync\(\d+\)\s+= 0"));
        Assert.True(after is null || after.Contains("openat", StringComparison.Ordinal), "It syncs the files that failed: " + after);
    }

    private static List<string> Lines(string trace)
    {
        if (!File.Exists(trace)) return [];
        using var reader = new StreamReader(new FileStream(trace, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n')];
    }
}
