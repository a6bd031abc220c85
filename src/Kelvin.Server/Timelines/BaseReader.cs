using System.Security.Cryptography;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Identity;
using Kelvin.Storage;
using Kelvin.Storage.Leads;

namespace Kelvin.Server.Timelines;

/// <summary>Reads the timelines of many leads, one after the other, from one snapshot. For one thread.</summary>
internal sealed class BaseReader(Store store, Snapshot snapshot, ShapeTable table) : IDisposable
{
    private readonly TimelineReader reader = new(store, table, isKept: false);
    private readonly Dictionary<StreamId, KnownIdentity> known = [];

    /// <summary>The lead's timeline, good until the next is read; null: it has no events, or they do not open.</summary>
    public Timeline? Read(StoredLead lead)
    {
        if (lead.Events == 0) return null;
        try
        {
            return reader.Read(snapshot, lead.Id, lead.Streams, lead.Events, Find);
        }
        catch (Exception fault) when (fault is CryptographicException or StoreException)
        {
            // kelvin verify names what is damaged, and the others go on.
            return null;
        }
        finally
        {
            foreach (var one in known.Values) one.Dispose();
            known.Clear();
        }
    }

    public StoredLead? Lead(StreamId id) => store.Leads.Find(snapshot, id);

    public List<StoredLead> OfBucket(int bucket) => store.Leads.OfBucket(snapshot, bucket);

    public void Dispose() => snapshot.Dispose();

    private KnownIdentity Find(StreamId stream)
    {
        if (known.TryGetValue(stream, out var one)) return one;
        var stored = store.Identities.Find(snapshot, stream) ?? throw new StoreException($"The stream {stream} belongs to a lead but has no key.");
        return known[stream] = new KnownIdentity(stored, null, store.Identities);
    }
}
