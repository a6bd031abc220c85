using Kelvin.Server.Ingest;
using Kelvin.Storage;
using Kelvin.Storage.Identity;

namespace Kelvin.Server.Erasure;

/// <summary>
/// Who was erased, in memory, so that their calls need not even enter the inbox. The pipeline asks the store again, so
/// this may lag behind.
/// </summary>
internal sealed class Burials
{
    private readonly Store store;
    private readonly Lock changing = new();
    private volatile HashSet<StreamId> tombstones = [];
    private int version;

    public Burials(Store store)
    {
        this.store = store;
        Read();
    }

    /// <summary>Differs whenever they were read again: what is kept in memory of anybody is then to be forgotten.</summary>
    public int Version => Volatile.Read(ref version);

    /// <summary>Reads them again; after an erasure.</summary>
    public void Read()
    {
        lock (changing)
        {
            using var snapshot = store.Read();
            tombstones = store.Erasures.All(snapshot);
            Interlocked.Increment(ref version);
        }
    }

    /// <summary>Whether nothing of the call is to be kept. What only its browser has in common with an erased person is for the pipeline to judge.</summary>
    public bool Cover(in Call call)
    {
        if (tombstones.Count == 0) return false;
        return IsBuried(IdentityKind.User, call.UserId) || IsBuried(IdentityKind.Email, call.Email)
            || IsBuried(IdentityKind.User, call.PreviousId) || IsBuried(IdentityKind.Anonymous, call.PreviousId)
            || (call.UserId.IsEmpty && IsBuried(IdentityKind.Anonymous, call.AnonymousId));
    }

    private bool IsBuried(IdentityKind kind, ReadOnlySpan<byte> value) =>
        !value.IsEmpty && tombstones.Contains(store.Key.TombstoneOf(store.Key.IdentityOf(kind, value)));
}
