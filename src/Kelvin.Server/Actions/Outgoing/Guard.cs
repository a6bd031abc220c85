using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Kelvin.Server.Actions.Outgoing;

/// <summary>The address is one that is not called from here.</summary>
internal sealed class AddressRefusedException() : IOException("The address is not one that may be called.");

/// <summary>The host's name has no address.</summary>
internal sealed class NameUnknownException(Exception? why) : IOException("The host's name has no address.", why);

/// <summary>Finds the addresses of a host's name.</summary>
internal delegate Task<IPAddress[]> FindAddresses(string host, CancellationToken cancellation);

/// <summary>
/// Stands where connections are made: the address is checked at that moment, and the very address that was checked is
/// connected to, so that a name which changes its answer gains nothing.
/// </summary>
internal sealed class Guard(WebhookSettings settings, FindAddresses find)
{
    private const int AddressesTried = 4;

    /// <summary>Looking up a name may block a thread for long, so it gets one of its own, and there are only so many.</summary>
    private static readonly SemaphoreSlim LookUps = new(64);

    public static async Task<IPAddress[]> AskTheSystem(string host, CancellationToken cancellation)
    {
        await LookUps.WaitAsync(cancellation).ConfigureAwait(false);
        var asking = Task.Factory.StartNew(() => Dns.GetHostAddresses(host), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _ = asking.ContinueWith(done => { _ = done.Exception; LookUps.Release(); }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return await asking.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The addresses that a host may be called at. Throws when it has none, or one that is not to be called.</summary>
    public async Task<IPAddress[]> AddressesOf(string host, CancellationToken cancellation)
    {
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : IsThisMachine(host) ? [IPAddress.Loopback] : await find(host, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            throw new NameUnknownException(fault);
        }
        if (addresses.Length == 0) throw new NameUnknownException(null);
        // One bad address among good ones is a trick or a mistake; neither is called.
        return addresses.All(MayCall) ? addresses : throw new AddressRefusedException();
    }

    /// <summary>RFC 6761 gives these names to the loopback, whatever a name server says.</summary>
    private static bool IsThisMachine(string host)
    {
        var name = host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    public bool MayCall(IPAddress address) => Addresses.KindOf(address) switch
    {
        AddressKind.Public => settings.AllowPrivateNetworks || !IsOurs(address),
        AddressKind.Private => settings.AllowPrivateNetworks,
        _ => false,
    };

    /// <summary>This machine under a public address is still this machine: what it hides from the world it may not hide from itself.</summary>
    private static bool IsOurs(IPAddress address) => NetworkInterface.GetAllNetworkInterfaces()
        .Any(card => card.GetIPProperties().UnicastAddresses.Any(own => own.Address.MapToIPv6().Equals(address.MapToIPv6())));

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var to = context.DnsEndPoint;
        if (!Destination.Allows(to.Port, settings)) throw new AddressRefusedException();
        Exception? last = null;
        foreach (var address in (await AddressesOf(to.Host, cancellation).ConfigureAwait(false)).Take(AddressesTried))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, to.Port), cancellation).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception fault)
            {
                socket.Dispose();
                if (fault is not SocketException) throw;
                last = fault;
            }
        }
        throw last!;
    }
}
