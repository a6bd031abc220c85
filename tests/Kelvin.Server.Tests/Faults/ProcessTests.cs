using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Kelvin.Server.Tests.Faults;

/// <summary>A process that is told to end, that has too little memory, and whose clock jumps.</summary>
public class ProcessTests
{
    private const string LibFaketime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

    [Fact]
    public async Task Told_to_end_it_answers_what_it_has_begun_and_ends_well() =>
        await Runs.Of("F9", "SIGTERM under load", ci: 2, release: 50).Try(async random =>
        {
            using var store = new Emptied();
            await Model.Publish(store.Path);
            var crowd = new Crowd(random);
            var begun = Enumerable.Range(0, 10).Select(number => new SentBatch([new SentCall($"begun {number}", "beginner", Form: false)])).ToList();
            using (var server = ServerProcess.Start(store.Path))
            {
                await server.Ready();
                await using var sending = crowd.SendTo(server);
                await crowd.Acknowledges(random.Next(5, 100), sending);
                var requests = new List<Begun>();
                foreach (var batch in begun) requests.Add(await Begun.Begin(server.Http.BaseAddress!.Port, batch));

                var watch = Stopwatch.StartNew();
                server.Signal("TERM");
                await Task.Delay(random.Next(0, 300), TestContext.Current.CancellationToken);
                foreach (var request in requests) Assert.StartsWith("HTTP/1.1 200", await request.End(), StringComparison.Ordinal);
                Assert.Equal(0, server.WaitForEnd());
                Assert.InRange(watch.Elapsed, TimeSpan.Zero, Runs.Within(seconds: 10));
                foreach (var batch in begun) batch.IsAcknowledged = true;
            }
            await StartAndCheck(store.Path, [.. crowd.Sent, .. begun]);
        });

    [Fact]
    public async Task With_too_little_memory_it_refuses_or_dies_but_is_never_wrong() =>
        await Runs.Of("F8", "too little memory", ci: 1, release: 20).Try(async random =>
        {
            using var store = new Emptied();
            await Model.Publish(store.Path);
            var crowd = new Crowd(random, clients: 8);
            var megabytes = random.Next(7, 15);
            using (var server = ServerProcess.Start(store.Path, "env", $"DOTNET_GCHeapHardLimit=0x{megabytes << 20:x}", "DOTNET_GCgen0size=0x400000"))
            {
                // It may be up, or dead, or so short of memory that it does nothing but look for some.
                await Task.WhenAny(server.Ready(orElse: true), Task.Delay(10_000, TestContext.Current.CancellationToken));
                var sending = crowd.SendTo(server, failsAtTimes: true);
                await Task.WhenAny(sending.Ended, Task.Delay(4_000, TestContext.Current.CancellationToken));
                server.Kill();
                await sending.DisposeAsync();
            }
            await StartAndCheck(store.Path, crowd.Sent);
        });

    [Fact]
    public async Task When_the_clock_jumps_nothing_is_lost_and_no_score_differs()
    {
        var runs = Runs.Of("T1", "started 400 days ahead and 3 behind, set back and forth by an hour", ci: 0, release: 40);
        if (runs.Count == 0) runs.Skip("after a jump deliveries may wait for the clock longer than a test can; the campaign tries it (eng/faults)");
        if (!File.Exists(LibFaketime)) runs.Skip("libfaketime is not installed");
        await runs.Try(async random =>
        {
            using var store = new Emptied();
            // While time stands still, until the clock has caught up, nothing is told again: an hour is too long to wait for it here.
            await using var heard = await Heard.Start(refuses: false);
            await Model.Publish(store.Path, heard.Subscribe);
            var crowd = new Crowd(random);
            foreach (var start in new[] { "+0", "+400d", "-3d" })
            {
                var rate = System.IO.Path.Combine(store.Folder, "clock");
                await File.WriteAllTextAsync(rate, start, TestContext.Current.CancellationToken);
                using var server = ServerProcess.Start(store.Path, [.. Heard.Under, $"LD_PRELOAD={LibFaketime}", $"FAKETIME_TIMESTAMP_FILE={rate}", "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"]);
                await server.Ready();
                await IsSetTo(start, server);
                await using (var sending = crowd.SendTo(server))
                {
                    foreach (var step in new[] { start, $"{start[..1]}{start[1..].TrimEnd('d')}.04d", start })
                    {
                        await crowd.Acknowledges(random.Next(5, 30), sending);
                        await File.WriteAllTextAsync(rate, step, TestContext.Current.CancellationToken);
                    }
                    await crowd.Acknowledges(10, sending);
                }
                await Model.Settle(store.Path);
                await Heard.Settle(store.Path);
                heard.Check(Model.Check(store.Path, crowd.Sent));
                server.Kill();
            }
        });
    }

    /// <summary>The server's own clock is what the test believes that it is.</summary>
    private static async Task IsSetTo(string start, ServerProcess server)
    {
        using var answer = await server.Http.GetAsync("/healthz");
        var ahead = answer.Headers.Date!.Value - DateTimeOffset.UtcNow;
        Assert.InRange(ahead.TotalDays - int.Parse(start.TrimEnd('d'), System.Globalization.CultureInfo.InvariantCulture), -0.1, 0.1);
    }

    private static async Task StartAndCheck(string path, IReadOnlyCollection<SentBatch> sent)
    {
        using var server = ServerProcess.Start(path);
        await server.Ready();
        await Model.Settle(path);
        Model.Check(path, sent);
    }

    /// <summary>A folder for one store, gone afterwards.</summary>
    private sealed class Emptied : IDisposable
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("kelvin-process-").FullName;
        public string Path => System.IO.Path.Combine(Folder, "kelvin.db");

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A request of which the server has got the head and some of the body.</summary>
    private sealed class Begun(TcpClient client, byte[] rest)
    {
        public static async Task<Begun> Begin(int port, SentBatch batch)
        {
            var body = Encoding.UTF8.GetBytes($$"""{"batch":[{"type":"page","userId":"{{batch.Calls[0].UserId}}","messageId":"{{batch.Calls[0].MessageId}}"}]}""");
            var head = Encoding.ASCII.GetBytes($"POST /v1/batch HTTP/1.1\r\nHost: kelvin\r\nAuthorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(ServerProcess.WriteKey + ":"))}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n");
            var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            await client.GetStream().WriteAsync(head);
            // It asks for the body as soon as it reads it: from then on the request is its own.
            Assert.StartsWith("HTTP/1.1 100", await Read(client), StringComparison.Ordinal);
            await client.GetStream().WriteAsync(body.AsMemory(0, 10));
            return new Begun(client, body[10..]);
        }

        public async Task<string> End()
        {
            using (client)
            {
                await client.GetStream().WriteAsync(rest);
                return await Read(client);
            }
        }

        private static async Task<string> Read(TcpClient client)
        {
            var buffer = new byte[4096];
            return Encoding.ASCII.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer));
        }
    }
}
