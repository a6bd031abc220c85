using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kelvin.Bench.Acting;

/// <summary>A receiver of the barest kind: notes when a request's first bytes are there, and says 204.</summary>
internal sealed class Listener : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, long> arrived = [];

    public Listener()
    {
        listener.Start(512);
        _ = Accept();
    }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    /// <summary>When the first request came that names such a user, on the stopwatch's clock.</summary>
    public long? ArrivalOf(string user) => arrived.TryGetValue(user, out var at) ? at : null;

    public void Dispose() => listener.Dispose();

    private async Task Accept()
    {
        try
        {
            while (true) _ = Receive(await listener.AcceptTcpClientAsync());
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Receive(TcpClient guest)
    {
        using var _ = guest;
        guest.NoDelay = true;
        var stream = guest.GetStream();
        var buffer = new byte[64 * 1024];
        try
        {
            for (var filled = 0; ;)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(filled));
                if (read == 0) return;
                var at = Stopwatch.GetTimestamp();
                filled += read;
                while (!IsWhole(buffer, filled)) filled += await stream.ReadAtLeastAsync(buffer.AsMemory(filled), 1);
                if (UserIn(Encoding.UTF8.GetString(buffer, 0, filled)) is { } user) arrived.TryAdd(user, at);
                await stream.WriteAsync(Answer);
                filled = 0;
            }
        }
        catch (IOException)
        {
        }
    }

    private static bool IsWhole(byte[] buffer, int filled)
    {
        var text = Encoding.Latin1.GetString(buffer, 0, filled);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return false;
        var length = text[..end].Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))[15..];
        return filled >= end + 4 + int.Parse(length, CultureInfo.InvariantCulture);
    }

    private static string? UserIn(string request)
    {
        const string Before = "\"userId\":\"";
        var start = request.IndexOf(Before, StringComparison.Ordinal);
        return start < 0 ? null : request[(start + Before.Length)..request.IndexOf('"', start + Before.Length)];
    }
}
