using Kelvin.Server.Tests.Commands;
using Kelvin.Server.Tests.Pipelines;
using Kelvin.Server.Verification;
using Kelvin.Storage;
using Kelvin.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Kelvin.Server.Tests.Faults;

/// <summary>Copies of a store, and stores that a hand has damaged.</summary>
public class BackupTests
{
    private const int Clients = 3;

    private static readonly string[] Damages =
    [
        "update scores set score = score + 1",
        "update scores set score = score - 1, engagement = engagement - 1",
        "delete from events",
        "delete from scores",
    ];

    [Fact]
    public async Task A_backup_made_under_load_is_exact_for_one_moment() =>
        await Runs.Of("B1", "backup under load, restored", ci: 1, release: 20).Try(async random =>
        {
            using var folder = new KelvinFolder();
            var (path, restored) = (folder.PathOf("kelvin.db"), folder.PathOf("restored.db"));
            await Model.Publish(path);
            var clients = Enumerable.Range(0, Clients).Select(number => new Sender(number, random.Next())).ToList();
            HashSet<SentBatch> acknowledged;
            using (var server = ServerProcess.Start(path))
            {
                await server.Ready();
                using var stop = new CancellationTokenSource();
                var running = clients.Select(client => client.Run(server.Http, stop.Token)).ToList();
                await Task.Delay(random.Next(50, 1_500), TestContext.Current.CancellationToken);
                acknowledged = [.. clients.SelectMany(client => client.SentSoFar).Where(batch => batch.IsAcknowledged)];
                Done(folder.Run($"backup {folder.PathOf("backup.db")} --store {path}"));
                await stop.CancelAsync();
                await Task.WhenAll(running);
            }
            Done(folder.Run($"restore {folder.PathOf("backup.db")} --store {restored}"));

            using (var server = ServerProcess.Start(restored))
            {
                await server.Ready();
                await Model.Settle(restored);
                Model.Check(restored, [.. clients.SelectMany(client => client.Sent).Select(batch => new SentBatch(batch.Calls) { IsAcknowledged = acknowledged.Contains(batch) })]);
            }
            var stored = Model.Stored(restored);
            Assert.All(clients, client => Assert.DoesNotContain(true, client.Sent.Select(batch => stored.Contains(batch.Calls[0].MessageId)).SkipWhile(isThere => isThere)));
        });

    [Fact]
    public async Task What_a_hand_has_changed_is_found()
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-hand-").FullName;
        using (var kelvin = new Deployment(folder))
        {
            await kelvin.Publish("counting", Model.Plan);
            for (var i = 0; i < 60; i++) await kelvin.Process($$"""{"type":"page","userId":"user {{i % 12}}","messageId":"m{{i}}"}""");
        }
        var path = Path.Combine(folder, "kelvin.db");
        Assert.Empty(Verify(path));
        await Runs.Of("B2", "one row changed or deleted by hand", ci: 8, release: 100).Try(random =>
        {
            var damaged = Path.Combine(folder, "damaged.db");
            File.Copy(path, damaged, overwrite: true);
            Damage(damaged, Damages[random.Next(Damages.Length)], random);
            Assert.NotEmpty(Verify(damaged));
            return Task.CompletedTask;
        });
        Directory.Delete(folder, recursive: true);
    }

    private static void Done(KelvinFolder.Outcome outcome) => Assert.True(outcome.Code == 0, outcome.Output + outcome.Error);

    /// <summary>One row of the statement's table, any of them.</summary>
    private static void Damage(string path, string sql, Random random)
    {
        var (table, key) = sql.Contains("scores", StringComparison.Ordinal) ? ("scores", "lead") : ("events", "message");
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var count = new SqliteCommand($"select count(*) from {table}", connection);
        var row = random.Next((int)(long)count.ExecuteScalar()!);
        using var damage = new SqliteCommand($"{sql} where {key} = (select {key} from {table} order by {key} limit 1 offset {row})", connection);
        Assert.Equal(1, damage.ExecuteNonQuery());
    }

    private static List<Finding> Verify(string path)
    {
        using var store = Store.OpenForReading(new StoreSettings { Path = path });
        using var snapshot = store.Read();
        var findings = new List<Finding>();
        new Verifier(store, snapshot, findings.Add).Run(CancellationToken.None);
        return findings;
    }
}
