using System.Net;
using System.Net.Sockets;

namespace Kelvin.Server.Tests;

/// <summary>
/// Ports for those who must know theirs before they listen. They lie below those that the system gives out by itself, so
/// nobody gets one of them by chance between the asking and the listening.
/// </summary>
internal static class Ports
{
    private const int First = 12_000, Past = 30_000;
    private static int next = Random.Shared.Next(First, Past);

    public static int Free()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref next) % (Past - First));
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
            }
        }
    }
}
