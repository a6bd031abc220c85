using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kelvin.Server.Tests.Actions;

/// <summary>What a receiver does to whoever sends to it.</summary>
internal enum Hostility
{
    NeverAnswers, AByteASecond, ABodyThatNeverEnds, TenGigabytes, EndlessChunks, EndlessHeaders, EndlessContinues, AGzipBomb, ARedirectToMetadata, NoHttp, HangsUp, ASelfSignedCertificate, NoTls,
}

/// <summary>A receiver that means harm. Counts how much of its answers was taken from it.</summary>
internal sealed class HostileReceiver : IDisposable
{
    private static readonly X509Certificate2 SelfSigned = MakeCertificate();
    private static readonly byte[] Bomb = MakeBomb();

    private readonly Hostility hostility;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private long taken;

    public HostileReceiver(Hostility hostility)
    {
        this.hostility = hostility;
        listener.Start(100);
        _ = Listen();
    }

    public string Url => $"{(hostility is Hostility.ASelfSignedCertificate or Hostility.NoTls ? "https" : "http")}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";

    /// <summary>The most that a single request took of an answer, in bytes, with what lies in the buffers between.</summary>
    public long TakenMost => Volatile.Read(ref taken);

    public void Dispose()
    {
        ending.Cancel();
        listener.Dispose();
    }

    private async Task Listen()
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                _ = Receive(await listener.AcceptTcpClientAsync(ending.Token));
            }
            catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
            {
            }
        }
    }

    private async Task Receive(TcpClient guest)
    {
        using (guest)
        {
            try
            {
                guest.SendBufferSize = 16 * 1024;
                await Answer(guest);
            }
            catch (Exception fault) when (fault is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
            {
            }
        }
    }

    private async Task Answer(TcpClient guest)
    {
        var stream = guest.GetStream();
        if (hostility == Hostility.ASelfSignedCertificate)
        {
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(SelfSigned);
            await Say(tls, "HTTP/1.1 204 No Content\r\n\r\n");
            return;
        }
        if (hostility != Hostility.NoTls) await stream.ReadAtLeastAsync(new byte[64 * 1024], 1, throwOnEndOfStream: false, ending.Token);
        await (hostility switch
        {
            Hostility.NeverAnswers => Task.Delay(Timeout.Infinite, ending.Token),
            Hostility.AByteASecond => Forever(stream, "HTTP/1.1 200 OK\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaa", 1, TimeSpan.FromSeconds(1)),
            Hostility.ABodyThatNeverEnds => Forever(stream, "HTTP/1.1 500 No\r\nContent-Length: 1000\r\n\r\n", 1, TimeSpan.FromSeconds(1)),
            Hostility.TenGigabytes => Forever(stream, "HTTP/1.1 500 No\r\nContent-Length: 10737418240\r\n\r\n", 32 * 1024, TimeSpan.Zero),
            Hostility.EndlessChunks => Forever(stream, "HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n", "1000\r\n" + new string('x', 0x1000) + "\r\n"),
            Hostility.EndlessHeaders => Forever(stream, "HTTP/1.1 200 OK\r\n", "X-More: " + new string('x', 1000) + "\r\n"),
            Hostility.EndlessContinues => Forever(stream, "", "HTTP/1.1 102 Processing\r\n\r\n"),
            Hostility.AGzipBomb => SayBomb(stream),
            Hostility.ARedirectToMetadata => Say(stream, "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/meta-data/\r\nContent-Length: 0\r\n\r\n"),
            Hostility.NoHttp => Say(stream, new string('\u0001', 5_000) + "\r\n\r\n"),
            Hostility.NoTls => Say(stream, "I speak no TLS\r\n\r\n"),
            _ => Task.CompletedTask,
        });
    }

    private Task Say(Stream stream, string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), ending.Token).AsTask();

    private async Task SayBomb(Stream stream)
    {
        await Say(stream, $"HTTP/1.1 500 No\r\nContent-Encoding: gzip\r\nContent-Length: {Bomb.Length}\r\n\r\n");
        await stream.WriteAsync(Bomb, ending.Token);
    }

    private Task Forever(Stream stream, string start, int bytes, TimeSpan pause) => Forever(stream, start, new string('x', bytes), pause);

    private async Task Forever(Stream stream, string start, string more, TimeSpan pause = default)
    {
        var bytes = Encoding.Latin1.GetBytes(more);
        await Say(stream, start);
        for (long all = 0; ;)
        {
            await stream.WriteAsync(bytes, ending.Token);
            all += bytes.Length;
            InterlockedMax(all);
            if (pause > TimeSpan.Zero) await Task.Delay(pause, ending.Token);
        }
    }

    private void InterlockedMax(long value)
    {
        lock (listener) taken = Math.Max(taken, value);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static byte[] MakeBomb()
    {
        var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 200; i++) gzip.Write(zeros);
        }
        return bomb.ToArray();
    }
}
