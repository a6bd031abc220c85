using System.Net;
using System.Net.Sockets;

namespace Kelvin.Server.Access;

/// <summary>
/// Wrong sign-ins of the current minute by address, and by address and account. Nobody is counted for what comes from elsewhere,
/// so that nobody can lock another out. An attempt counts as wrong until it was right: many at once are not looked at for free.
/// </summary>
internal sealed class Attempts(TimeProvider clock)
{
    private const int MostPerMinute = 20;
    private const int MostPerAccount = 10;

    /// <summary>Addresses counted apart; those beyond share one count.</summary>
    private const int AddressesMost = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(IPAddress Address, string? Account), int> wrong = [];
    private long minute = -1;

    /// <summary>Counts an attempt. Gives the seconds after which the address may try; null: now.</summary>
    public int? Begin(IPAddress? address, string? account = null)
    {
        lock (gate)
        {
            var now = Turn();
            var (whole, one) = (Counted(address, null), Counted(address, account));
            if (wrong.GetValueOrDefault(whole) >= MostPerMinute || (account is not null && wrong.GetValueOrDefault(one) >= MostPerAccount)) return (int)(60 - (now / 1000 % 60));
            Add(whole, 1);
            if (account is not null) Add(one, 1);
            return null;
        }
    }

    /// <summary>It was right.</summary>
    public void Succeeded(IPAddress? address, string? account = null)
    {
        lock (gate)
        {
            Turn();
            Add(Counted(address, null), -1);
            if (account is not null) wrong.Remove(Counted(address, account));
        }
    }

    private long Turn()
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (now / 60_000 == minute) return now;
        minute = now / 60_000;
        wrong.Clear();
        return now;
    }

    private void Add((IPAddress, string?) counted, int more) => wrong[counted] = Math.Max(0, wrong.GetValueOrDefault(counted) + more);

    private (IPAddress, string?) Counted(IPAddress? address, string? account)
    {
        var network = address is null ? IPAddress.None : Network(address);
        return wrong.ContainsKey((network, account)) || wrong.Count < AddressesMost ? (network, account) : (IPAddress.None, null);
    }

    /// <summary>Whoever has one address of the sixth version has a whole network of them.</summary>
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
