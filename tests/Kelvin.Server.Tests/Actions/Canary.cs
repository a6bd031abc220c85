using System.Net;
using System.Net.Sockets;

namespace Kelvin.Server.Tests.Actions;

/// <summary>Listens on every address of this machine, and counts who comes. Nobody should.</summary>
internal sealed class Canary : IDisposable
{
    private readonly TcpListener listener;
    private int connections;

    public Canary()
    {
        listener = new TcpListener(IPAddress.IPv6Any, 0) { Server = { DualMode = true } };
        listener.Start(1_000);
        _ = Count();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;
    public int Connections => Volatile.Read(ref connections);

    public void Dispose() => listener.Dispose();

    private async Task Count()
    {
        try
        {
            while (true)
            {
                using var guest = await listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref connections);
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
        }
    }
}
