using System.Globalization;
using System.Text;
using Kelvin.Bench.Workload;
using Kelvin.Scoring.Ledger;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Identity;
using Kelvin.Server.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Accounts;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Ledgers;
using Kelvin.Storage.Timelines;

namespace Kelvin.Bench.Packs;

/// <summary>
/// The reference workload in a store whose events are all folded, as years would have left it: written as the pipeline and
/// the folding would have, but at once. A lead has its userId, its browser and its address for names.
/// </summary>
internal sealed class FoldedStore(ReferenceWorkload workload, Store store, PlanSet plans)
{
    private const int LeadsAtOnce = 1_000;

    /// <summary>Its past was looked at as it happened: publishing does not raise it all at once.</summary>
    private readonly KeptLedger evaluated = new(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Placement.Nowhere, []);

    private long accepted;

    public async Task Fill()
    {
        using (var snapshot = store.Read())
        {
            if (store.Counters.Read(snapshot, Counter.Leads) > 0) return;
        }
        await new Folder(store, TimeProvider.System).FollowAsync(plans.Shapes.Layout);
        for (var first = 0; first < workload.Leads; first += LeadsAtOnce)
        {
            var batch = Enumerable.Range(first, Math.Min(LeadsAtOnce, workload.Leads - first)).ToList();
            await Add(batch);
            if (first % 50_000 == 0) Console.WriteLine($"{first:N0} leads");
        }
    }

    private async Task Add(List<int> batch)
    {
        var people = await store.WriteAsync(tx => batch.ConvertAll(lead => Name(tx, lead)));
        PackShapes shapes;
        using (var snapshot = store.Read()) shapes = store.Packs.ShapesOf(snapshot);
        var folded = new (Named Person, List<(Fold Fold, StreamTally Tally)> Folds, List<StoredEvent> Groups)[people.Count];
        Parallel.For(0, people.Count, i => folded[i] = Fold(people[i], shapes));
        var counts = await store.WriteAsync(tx =>
        {
            var events = 0L;
            foreach (var (person, folds, groups) in folded)
            {
                foreach (var (fold, _) in folds)
                {
                    if (!store.Timelines.Write(tx, fold, store.Packs)) throw new InvalidOperationException("The store is not empty.");
                }
                events += folds.Sum(fold => fold.Tally.Events);
                Write(tx, person, [.. folds.Select(fold => fold.Tally)], groups);
            }
            store.Counters.Add(tx, Counter.Events, events);
            store.Counters.Add(tx, Counter.Leads, folded.Length);
            return store.Packs.Save(tx, shapes);
        });
        PackStore.Saved(shapes, counts);
        foreach (var person in people) person.Dispose();
    }

    private Named Name(Session tx, int lead)
    {
        var known = workload.KnownFrom(lead) < 5_000;
        var ids = new List<(StreamId Id, Seal Seal)> { Add(IdentityKind.Anonymous, string.Create(CultureInfo.InvariantCulture, $"b-{lead:D8}")) };
        if (known) ids.Add(Add(IdentityKind.User, string.Create(CultureInfo.InvariantCulture, $"u-{lead:D8}")));
        if (known) ids.Add(Add(IdentityKind.Email, workload.PersonOf(lead).Traits["email"].AsText));
        var name = known ? ids[1].Id : ids[0].Id;
        foreach (var (id, _) in ids) store.Identities.SetLead(tx, id, name);
        return new Named(lead, name, ids, [.. ids.Select(one => new KnownIdentity(store.Identities.Find(tx, one.Id)!, null, store.Identities))]);

        (StreamId, Seal) Add(IdentityKind kind, string value)
        {
            var id = store.Key.IdentityOf(kind, value);
            store.Identities.Add(tx, id, kind, Encoding.UTF8.GetBytes(value), 0, out var seal);
            return (id, seal);
        }
    }

    private (Named, List<(Fold, StreamTally)>, List<StoredEvent>) Fold(Named named, PackShapes shapes)
    {
        var happenings = new List<Happening>();
        workload.HistoryOf(named.Lead, happenings);
        var person = workload.PersonOf(named.Lead);
        var known = workload.KnownFrom(named.Lead);
        var streams = new[] { new List<StoredEvent>(), new List<StoredEvent>() };
        foreach (var happening in happenings)
        {
            var e = workload.EventOf(happening, person);
            e = e with { Context = Context(happening) };
            streams[happening.Ordinal < known ? 0 : 1].Add(new StoredEvent
            {
                Event = e,
                Key = store.Key.MessageOf(e.MessageId),
                Accepted = Interlocked.Increment(ref accepted),
                ReceivedAt = happening.Timestamp + 150 + (happening.Ordinal % 700),
                Source = 1,
            });
        }
        var folds = new List<(Fold, StreamTally)>();
        for (var i = 0; i < 2; i++)
        {
            if (streams[i].Count == 0) continue;
            var tally = streams[i].Aggregate(new StreamTally(named.Ids[i].Id, 0, 0), (sum, stored) => sum.With(stored.Key));
            folds.Add((store.Timelines.PrepareNew(named.Ids[i].Id, streams[i], named.Known[i].Seal, named.Known[i].PackSeal, shapes), tally));
        }
        return (named, folds, [.. streams[1].Where(stored => stored.Event.GroupId is not null)]);
    }

    private void Write(Session tx, Named named, List<StreamTally> tallies, List<StoredEvent> groups)
    {
        foreach (var group in groups)
        {
            var account = store.Key.AccountOf(group.Event.GroupId!);
            store.Accounts.AddFact(tx, account, named.Ids[1].Id, group, named.Known[1].Seal);
            if (store.Accounts.Find(tx, account) is not { } there || there.FirstSeen > group.Event.Timestamp) store.Accounts.Put(tx, new StoredAccount(account, group.Event.GroupId!, group.Event.Timestamp));
        }
        var all = named.Ids.Select(one => tallies.Find(tally => tally.Stream == one.Id) is { Events: > 0 } tally ? tally : new StreamTally(one.Id, 0, 0)).OrderBy(tally => tally.Stream).ToList();
        var happenings = new List<Happening>();
        workload.HistoryOf(named.Lead, happenings);
        store.Leads.Put(tx, new StoredLead(named.Name, all, happenings.Count, happenings[0].Timestamp, happenings[^1].Timestamp, 0, null, Ledger: evaluated), null, isStored: false);
    }

    private static Scoring.Values.Value Context(Happening happening) => Shapes.IsEmail(Shapes.DeedOf(happening.Shape)) || Shapes.DeedOf(happening.Shape) == Deed.Group ? Server : Web;

    private static readonly Scoring.Values.Value Web = Scoring.Values.ValueReader.Read("""{"library":{"name":"analytics.js","version":"2.11.1"}}""");
    private static readonly Scoring.Values.Value Server = Scoring.Values.ValueReader.Read("""{"library":{"name":"analytics-node","version":"2.2.0"}}""");

    private sealed record Named(int Lead, StreamId Name, List<(StreamId Id, Seal Seal)> Ids, List<KnownIdentity> Known) : IDisposable
    {
        public void Dispose()
        {
            foreach (var (_, seal) in Ids) seal.Dispose();
            foreach (var one in Known) one.Dispose();
        }
    }
}
