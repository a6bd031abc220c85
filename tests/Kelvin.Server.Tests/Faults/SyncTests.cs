using System.Text;
using Xunit;

namespace Kelvin.Server.Tests.Faults;

/// <summary>A kill cannot show a missing sync, because the kernel keeps what was written; so the syncs are counted.</summary>
public class SyncTests
{
    private const int Batches = 100;

    [Fact]
    public async Task A_hundred_acknowledged_batches_make_a_hundred_syncs() => await Runs.Of("F4", "syncs counted over 100 acknowledged batches", ci: 1, release: 1).Try(async _ =>
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-sync-").FullName;
        var trace = Path.Combine(folder, "trace");
        using (var server = ServerProcess.Start(Path.Combine(folder, "kelvin.db"), "strace", "-f", "-qq", "-o", trace, "-e", "trace=fsync,fdatasync"))
        {
            await server.Ready();
            var before = SyncsIn(trace);
            for (var i = 0; i < Batches; i++)
            {
                using var answer = await server.Http.PostAsync("/v1/batch", new StringContent($$"""{"batch":[{"type":"page","userId":"jan","messageId":"{{i}}"}]}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
                answer.EnsureSuccessStatusCode();
                Assert.True(SyncsIn(trace) - before > i, $"Batch {i} was acknowledged before it was synced.");
            }
        }
        Directory.Delete(folder, recursive: true);
    });

    private static int SyncsIn(string trace)
    {
        using var reader = new StreamReader(new FileStream(trace, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n').Count(line => line.Contains("sync(", StringComparison.Ordinal));
    }
}
