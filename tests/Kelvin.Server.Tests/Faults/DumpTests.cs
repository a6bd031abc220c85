using System.Diagnostics;
using System.Text;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Tests.Postgres;
using Xunit;

namespace Kelvin.Server.Tests.Faults;

/// <summary>On PostgreSQL a backup is its own dump, as the guide to running Kelvin says.</summary>
public class DumpTests
{
    [Fact]
    public async Task A_dump_that_is_restored_forgets_who_was_erased_since()
    {
        var cluster = PostgresCluster.Shared;
        var folder = Directory.CreateTempSubdirectory("kelvin-dump-").FullName;
        var (address, erased, dump) = (cluster.NewDatabase(), Path.Combine(folder, "erased"), Path.Combine(folder, "kelvin.dump"));
        await Process(address, """{"type":"page","userId":"jan","messageId":"m1"}""", """{"type":"page","userId":"eva","messageId":"m2"}""");
        Run("pg_dump", "--format=custom", $"--file={dump}", address);

        using (var server = Open(address, erased))
        {
            await Erasure.ErasedAgain.Apply(server, TimeProvider.System);
            StreamId jan = server.Key.IdentityOf(IdentityKind.User, "jan");
            server.Erased!.Append([server.Erasures.TombstoneOf(jan, 1)]);
        }
        Run("pg_restore", "--clean", "--if-exists", $"--dbname={address}", dump);

        using (var restored = Open(address, erased))
        {
            Assert.True(Knows(restored, "jan"));
            Assert.Equal(1, await Erasure.ErasedAgain.Apply(restored, TimeProvider.System));
            Assert.Equal((false, true), (Knows(restored, "jan"), Knows(restored, "eva")));
            using var snapshot = restored.Read();
            var findings = new List<Verification.Finding>();
            new Verification.Verifier(restored, snapshot, findings.Add).Run(CancellationToken.None);
            Assert.Empty(findings);
        }
        cluster.Drop(address);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task Process(string address, params string[] calls)
    {
        using var server = ServerProcess.Start(address);
        await server.Ready();
        using var answer = await server.Http.PostAsync("/v1/batch", new StringContent($$"""{"batch":[{{string.Join(',', calls)}}]}""", Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
        await Model.Settle(address);
    }

    private static Store Open(string address, string erased) => Store.Open(new StoreSettings { Path = address, ErasedFile = erased, PageCacheKilobytes = 2048 }, TimeProvider.System);

    private static bool Knows(Store store, string userId)
    {
        using var snapshot = store.Read();
        return store.Identities.LeadOf(snapshot, store.Key.IdentityOf(IdentityKind.User, userId)) is not null;
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
    }
}
