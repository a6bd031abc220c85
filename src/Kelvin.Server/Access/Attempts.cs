using System.Net;

namespace Kelvin.Server.Access;

/// <summary>
/// Wrong sign-ins of the current minute by address. Each address is counted for itself, so that nobody can lock another out.
/// </summary>
internal sealed class Attempts(TimeProvider clock)
{
    private const int MostPerMinute = 20;

    /// <summary>Addresses counted apart; those beyond share one count.</summary>
    private const int AddressesMost = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, int> wrong = [];
    private long minute = -1;

    /// <summary>The seconds after which the address may try again; null: now.</summary>
    public int? Wait(IPAddress? address)
    {
        lock (gate)
        {
            var now = Turn();
            return wrong.GetValueOrDefault(Counted(address)) < MostPerMinute ? null : (int)(60 - now / 1000 % 60);
        }
    }

    public void Failed(IPAddress? address)
    {
        lock (gate)
        {
            Turn();
            var counted = Counted(address);
            wrong[counted] = wrong.GetValueOrDefault(counted) + 1;
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

    private IPAddress Counted(IPAddress? address) =>
        address is not null && (wrong.ContainsKey(address) || wrong.Count < AddressesMost) ? address : IPAddress.None;
}
