using Kelvin.Server.Leads;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Identity;

/// <summary>
/// The identities that slices of work look at. A cache as <see cref="LeadBook"/> is one: all changes go through here, on
/// the writer's thread.
/// </summary>
internal sealed class IdentityBook(Store store)
{
    private const int IdentitiesMost = 50_000;

    private readonly Recent<StreamId, KnownIdentity> known = new(IdentitiesMost);

    public KnownIdentity? Find(Session tx, StreamId id)
    {
        if (known.Find(id) is { } lately) return lately;
        if (store.Identities.Find(tx, id) is not { } stored) return null;
        var identity = new KnownIdentity(stored, null, store.Identities);
        known.Add(id, identity);
        return identity;
    }

    public KnownIdentity Add(Session tx, StreamId id, IdentityKind kind, ReadOnlySpan<byte> value, IdentityMarks marks)
    {
        var stored = store.Identities.Add(tx, id, kind, value, (byte)marks, out var seal);
        var identity = new KnownIdentity(stored, seal, store.Identities);
        known.Add(id, identity);
        return identity;
    }

    public void Mark(Session tx, KnownIdentity identity, IdentityMarks marks)
    {
        identity.Marks = marks;
        store.Identities.SetMarks(tx, identity.Id, (byte)marks);
    }

    /// <summary>Gives an identity, with its stream, to another lead. Both are touched.</summary>
    public void Move(Session tx, KnownIdentity identity, StreamId lead, LeadBook leads)
    {
        var (from, to) = (leads.Find(tx, identity.Lead), leads.Find(tx, lead, isAlone: Find(tx, lead)?.Lead == lead));
        from.Give(identity.Id, to);
        leads.Touch(from);
        leads.Touch(to);
        identity.Lead = lead;
        store.Identities.SetLead(tx, identity.Id, lead);
    }

    public void Delete(Session tx, KnownIdentity identity)
    {
        store.Identities.Delete(tx, identity.Id);
        known.Remove(identity.Id);
        identity.Dispose();
    }

    /// <summary>The key of a stream; of an identity that the store has.</summary>
    public Seal SealOf(Session tx, StreamId stream) =>
        Find(tx, stream)?.Seal ?? throw new StoreException($"The stream {stream} belongs to a lead but has no key.");

    /// <summary>Between slices: keeps the cache within its bound.</summary>
    public void Trim()
    {
        foreach (var identity in known.Trim()) identity.Dispose();
    }

    public void Forget()
    {
        foreach (var identity in known.Clear()) identity.Dispose();
    }
}
