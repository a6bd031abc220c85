using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Keys;

namespace Kelvin.Server.Identity;

/// <summary>An identity of the store, as the writer's thread knows it, with the key of its stream.</summary>
internal sealed class KnownIdentity(StoredIdentity stored, Seal? seal, IdentityStore store) : IDisposable
{
    /// <summary>More than that many are asked of the store each time.</summary>
    private const int StampsMost = 8;

    private readonly List<(StreamId To, LinkKind Kind, LinkOrder Order)> stamps = [];
    private Seal? seal = seal;
    private Seal? packSeal;
    private LeadIdentity? named;

    public StreamId Id => stored.Id;
    public ReadOnlySpan<byte> Salt => stored.Salt;
    public IdentityKind Kind => stored.Kind;
    public StreamId Lead { get; set; } = stored.Lead;
    public IdentityMarks Marks { get; set; } = (IdentityMarks)stored.Marks;
    public Seal Seal => seal ??= store.SealOf(stored);

    /// <summary>The key of the stream's packs.</summary>
    public Seal PackSeal => packSeal ??= store.PackSealOf(stored);

    /// <summary>The identity by its value, which must be unsealed for it.</summary>
    public LeadIdentity Named => named ??= new LeadIdentity(Kind, stored.ReadValue(Seal));

    /// <summary>The place in the replay under which a link from here is kept, if that is remembered.</summary>
    public LinkOrder? Remembered(StreamId to, LinkKind kind, KeyPower power)
    {
        foreach (var stamp in stamps)
        {
            if (stamp.To == to && stamp.Kind == kind && stamp.Order.Power == power) return stamp.Order;
        }
        return null;
    }

    public void Remember(StreamId to, LinkKind kind, LinkOrder order)
    {
        stamps.RemoveAll(stamp => stamp.To == to && stamp.Kind == kind && stamp.Order.Power == order.Power);
        if (stamps.Count < StampsMost) stamps.Add((to, kind, order));
    }

    public void ForgetLinks() => stamps.Clear();

    public void Dispose()
    {
        seal?.Dispose();
        packSeal?.Dispose();
    }
}
