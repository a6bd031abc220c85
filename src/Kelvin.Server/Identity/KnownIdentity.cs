using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Keys;

namespace Kelvin.Server.Identity;

/// <summary>An identity of the store, as the writer's thread knows it, with the key of its stream.</summary>
internal sealed class KnownIdentity(StoredIdentity stored, Seal? seal, IdentityStore store) : IDisposable
{
    private Seal? seal = seal;
    private LeadIdentity? named;

    public StreamId Id => stored.Id;
    public IdentityKind Kind => stored.Kind;
    public StreamId Lead { get; set; } = stored.Lead;
    public IdentityMarks Marks { get; set; } = (IdentityMarks)stored.Marks;
    public Seal Seal => seal ??= store.SealOf(stored);

    /// <summary>The identity by its value, which must be unsealed for it.</summary>
    public LeadIdentity Named => named ??= new LeadIdentity(Kind, stored.ReadValue(Seal));

    public void Dispose() => seal?.Dispose();
}
