using Xunit;

namespace Kelvin.Server.Tests.Faults;

/// <summary>
/// The server is killed at random moments under load, again and again on one store. After each restart nothing that was
/// acknowledged is lost, nothing counts twice, no batch is torn, every count and score is the model's, and whoever listens
/// has heard of every crossing under one id.
/// </summary>
public class KillTests
{
    private const int Clients = 4;

    [Fact]
    public async Task Whenever_it_is_killed_all_is_exact_after_the_restart()
    {
        await Campaign(Runs.Of("F1", "killed at random moments under load", ci: 25, release: 1_000), new Random(Runs.Seed), LoadAndKill);
    }

    [Fact]
    public async Task Killed_again_and_again_while_it_recovers_it_is_exact_in_the_end()
    {
        await Campaign(Runs.Of("F3", "killed three times more while it recovers", ci: 5, release: 100), new Random(Runs.Seed + 2), async (path, clients, random) =>
        {
            await LoadAndKill(path, clients, random);
            for (var again = 0; again < 3; again++) await KillWhileStarting(path, random);
        });
    }

    [Fact]
    public async Task Killed_at_its_nth_sync_or_write_it_is_exact_after_the_restart()
    {
        await Campaign(Runs.Of("F2", "killed at the k-th fsync or pwrite64", ci: 20, release: 400), new Random(Runs.Seed + 1), async (path, clients, random) =>
        {
            var call = random.Next(2) == 0 ? "fsync,fdatasync" : "pwrite64";
            var when = random.Next(1, call != "pwrite64" ? 30 : 200);
            using var server = ServerProcess.Start(path, [.. Heard.Under, "strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=SIGKILL:when={when}"]);
            if (await server.Ready() is null) return;
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2.5));
            await Task.WhenAll(clients.Select(client => client.Run(server.Http, stop.Token)));
        });
    }

    private static async Task LoadAndKill(string path, IReadOnlyList<Sender> clients, Random random)
    {
        using var server = ServerProcess.Start(path, Heard.Under);
        await server.Ready();
        using var stop = new CancellationTokenSource();
        var running = clients.Select(client => client.Run(server.Http, stop.Token)).ToList();
        await Task.Delay(random.Next(20, 900));
        server.Kill();
        await stop.CancelAsync();
        await Task.WhenAll(running);
    }

    private static async Task KillWhileStarting(string path, Random random)
    {
        using var recovering = ServerProcess.Start(path, Heard.Under);
        await Task.Delay(random.Next(0, 700), TestContext.Current.CancellationToken);
        recovering.Kill();
    }

    /// <summary>Kills, starts again (at times killing that too), and checks, over and over on one store.</summary>
    private static async Task Campaign(Runs runs, Random random, Func<string, IReadOnlyList<Sender>, Random, Task> loadAndKill)
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-kill-").FullName;
        var path = Path.Combine(folder, "kelvin.db");
        await using var heard = await Heard.Start();
        await Model.Publish(path, heard.Subscribe);
        var clients = Enumerable.Range(0, Clients).Select(number => new Sender(number, random.Next())).ToList();
        var (kill, last) = (0, runs.Count);
        await runs.Try(async _ =>
        {
            await loadAndKill(path, clients, random);
            if (random.Next(4) == 0) await KillWhileStarting(path, random);
            using var server = ServerProcess.Start(path, Heard.Under);
            Assert.InRange((await server.Ready())!.Value, TimeSpan.Zero, Runs.Within(seconds: 5));
            await Model.Settle(path);
            await Heard.Settle(path);
            heard.Check(Model.Check(path, [.. clients.SelectMany(client => client.Sent)]));
            if (++kill == last) Assert.Equal(0, server.Stop());
        });
        Assert.Contains(clients.SelectMany(client => client.Sent), batch => batch.IsAcknowledged);
        Directory.Delete(folder, recursive: true);
    }
}
