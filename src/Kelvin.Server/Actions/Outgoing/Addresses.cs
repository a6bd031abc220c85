using System.Net;
using System.Net.Sockets;

namespace Kelvin.Server.Actions.Outgoing;

/// <summary>What an address is to us.</summary>
internal enum AddressKind
{
    /// <summary>Out in the world.</summary>
    Public,

    /// <summary>This machine, or a network of those who run it.</summary>
    Private,

    /// <summary>Nothing that anyone sends a message to: metadata services, groups, documentation, tunnels into the unknown.</summary>
    Special,
}

/// <summary>Tells public addresses from all others, by the registries of special-purpose addresses (RFC 6890 and after).</summary>
internal static class Addresses
{
    // Private and special first; what no line names is public.
    private static readonly (IPNetwork Network, AddressKind Kind)[] Four =
    [
        Is("10.0.0.0/8", AddressKind.Private), Is("172.16.0.0/12", AddressKind.Private), Is("192.168.0.0/16", AddressKind.Private),
        Is("100.64.0.0/10", AddressKind.Private), Is("127.0.0.0/8", AddressKind.Private),
        Is("0.0.0.0/8", AddressKind.Special), Is("169.254.0.0/16", AddressKind.Special), Is("192.0.0.0/24", AddressKind.Special),
        Is("192.0.2.0/24", AddressKind.Special), Is("192.88.99.0/24", AddressKind.Special), Is("198.18.0.0/15", AddressKind.Special),
        Is("198.51.100.0/24", AddressKind.Special), Is("203.0.113.0/24", AddressKind.Special), Is("224.0.0.0/4", AddressKind.Special),
        Is("240.0.0.0/4", AddressKind.Special),
        // The host of one cloud's virtual machines answers here, in the middle of public space; another's in shared space.
        Is("168.63.129.16/32", AddressKind.Special), Is("100.100.100.200/32", AddressKind.Special),
    ];

    // Only 2000::/3 has been given out to the world, and parts of it lead elsewhere.
    private static readonly IPNetwork World = IPNetwork.Parse("2000::/3");
    private static readonly (IPNetwork Network, AddressKind Kind)[] Six =
    [
        Is("::1/128", AddressKind.Private), Is("fc00::/7", AddressKind.Private),
        Is("fd00:ec2::254/128", AddressKind.Special), Is("fd20:ce::254/128", AddressKind.Special),
        Is("2001::/23", AddressKind.Special), Is("2001:db8::/32", AddressKind.Special), Is("2002::/16", AddressKind.Special), Is("3fff::/20", AddressKind.Special),
    ];

    public static AddressKind KindOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork) return Strictest(Four, address) ?? AddressKind.Public;
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return AddressKind.Special;
        // A zone says which wire to use; the numbers say what the address is.
        var plain = new IPAddress(address.GetAddressBytes());
        return Strictest(Six, plain) ?? (World.Contains(plain) ? AddressKind.Public : AddressKind.Special);
    }

    private static AddressKind? Strictest((IPNetwork Network, AddressKind Kind)[] table, IPAddress address)
    {
        AddressKind? strictest = null;
        foreach (var (network, kind) in table)
        {
            if (network.Contains(address) && (strictest is null || kind > strictest)) strictest = kind;
        }
        return strictest;
    }

    private static (IPNetwork, AddressKind) Is(string network, AddressKind kind) => (IPNetwork.Parse(network), kind);
}
