using System.Net;
using System.Net.Sockets;

namespace Kelvin.Server.Ingest;

/// <summary>
/// What public keys have added in the current minute, by address and by key. Everyone can read a browser's key,
/// so this is what keeps one visitor from filling the store with events or with leads who do not exist.
/// New identities stand in for new leads: whether an identity is a new lead is only known after the 200.
/// </summary>
internal sealed class PublicRates(IngestLimits limits, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, Count> bySource = [];
    private readonly Dictionary<UInt128, Count> byAddress = [];
    private long minute = -1;

    /// <summary>Counts a request's events and identities, or says after how many seconds it may come again.</summary>
    public int? Take(int source, IPAddress? address, ReadOnlySpan<int> identities)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        lock (gate)
        {
            if (now / 60_000 != minute)
            {
                minute = now / 60_000;
                bySource.Clear();
                byAddress.Clear();
            }
            if (!bySource.TryGetValue(source, out var ofKey)) bySource[source] = ofKey = new Count();
            var ofAddress = CountOf(Network(address));
            var fits = ofAddress.Fits(identities, limits.PublicEventsPerMinutePerAddress, limits.PublicNewIdentitiesPerMinutePerAddress)
                && ofKey.Fits(identities, limits.PublicEventsPerMinutePerKey, limits.PublicNewIdentitiesPerMinutePerKey);
            if (!fits) return (int)(60 - now / 1000 % 60);
            ofAddress.Add(identities);
            ofKey.Add(identities);
            return null;
        }
    }

    /// <summary>An IPv6 caller owns at least a /64, so that is what is counted.</summary>
    private static UInt128 Network(IPAddress? address)
    {
        if (address is null) return UInt128.Zero;
        Span<byte> bytes = stackalloc byte[16];
        (address.IsIPv4MappedToIPv6 ? address : address.AddressFamily == AddressFamily.InterNetwork ? address.MapToIPv6() : address).TryWriteBytes(bytes, out _);
        var whole = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6 ? whole >> 64 << 64 : whole;
    }

    private Count CountOf(UInt128 network)
    {
        if (byAddress.TryGetValue(network, out var count)) return count;
        // Past the bound all newcomers share one count, so a flood from many addresses ends up limited as one.
        if (byAddress.Count >= limits.AddressesCountedPerMinute) network = UInt128.MaxValue;
        if (!byAddress.TryGetValue(network, out count)) byAddress[network] = count = new Count();
        return count;
    }

    private sealed class Count
    {
        private readonly HashSet<int> identities = [];
        private long events;

        public bool Fits(ReadOnlySpan<int> more, int mostEvents, int mostIdentities)
        {
            if (events + more.Length > mostEvents) return false;
            if (identities.Count + more.Length <= mostIdentities) return true;
            var fresh = new HashSet<int>();
            foreach (var identity in more)
            {
                if (!identities.Contains(identity)) fresh.Add(identity);
            }
            return identities.Count + fresh.Count <= mostIdentities;
        }

        public void Add(ReadOnlySpan<int> more)
        {
            events += more.Length;
            foreach (var identity in more) identities.Add(identity);
        }
    }
}
