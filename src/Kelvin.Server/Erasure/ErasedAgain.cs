using Kelvin.Server.Identity;
using Kelvin.Server.Leads;
using Kelvin.Storage;
using Kelvin.Storage.Erasure;

namespace Kelvin.Server.Erasure;

/// <summary>
/// Makes an older copy of a store forget whom the newer one had forgotten: for each tombstone that it does not know it looks
/// for the identity, erases the lead that this belongs to, and puts up the tombstone (decision 0180).
/// </summary>
internal static class ErasedAgain
{
    private const int TombstonesAtOnce = 1_000;

    /// <summary>Before anything else works on the store. Gives how many leads were erased.</summary>
    /// <param name="others">Tombstones from elsewhere, such as the store that is being replaced.</param>
    public static async Task<int> Apply(Store store, TimeProvider clock, IEnumerable<Tombstone>? others = null)
    {
        var kept = store.Erased?.Read(store.Key) ?? [];
        List<Tombstone> known;
        using (var snapshot = store.Read()) known = store.Erasures.Tombstones(snapshot);
        var inStore = known.Select(one => one.Mark).ToHashSet();
        var missing = kept.Concat(others ?? []).Where(one => !inStore.Contains(one.Mark)).DistinctBy(one => one.Mark).ToList();

        var inFile = kept.Select(one => one.Mark).ToHashSet();
        store.Erased?.Append(known.Concat(missing).Where(one => !inFile.Contains(one.Mark)));
        var leads = missing.Count == 0 ? 0 : await Erase(store, missing, clock.GetUtcNow().ToUnixTimeMilliseconds());
        // Last, so that whoever is killed before that begins anew.
        foreach (var some in missing.Chunk(TombstonesAtOnce))
        {
            await store.WriteAsync(tx =>
            {
                foreach (var one in some) store.Erasures.Bury(tx, one);
            });
        }
        return leads;
    }

    private static async Task<int> Erase(Store store, List<Tombstone> missing, long now)
    {
        var (identities, leads) = (new IdentityBook(store), new LeadBook(store));
        var step = new EraseStep(store, identities, leads);
        var erased = 0;
        foreach (var bucket in missing.GroupBy(one => one.Bucket))
        {
            var marks = bucket.Select(one => one.Mark).ToHashSet();
            List<StreamId> back;
            using (var snapshot = store.Read()) back = [.. store.Identities.InBucket(snapshot, bucket.Key).Where(identity => marks.Contains(store.Key.TombstoneOf(identity)))];
            foreach (var identity in back)
            {
                // One that went with another of the same lead is not found any more.
                if (await store.WriteAsync(tx => step.Erase(tx, identity, now)) is not null) erased++;
            }
            identities.Trim();
            leads.Trim();
        }
        return erased;
    }
}
