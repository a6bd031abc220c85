using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Tests.Equality;
using Kelvin.Scoring.Tests.Generators;
using Kelvin.Scoring.Tests.Naive;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Identity;
using Kelvin.Server.Tests.Pipelines;
using Kelvin.Server.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Tests.Timelines;

/// <summary>The histories of a random case in a store, each lead's in up to three streams, folded now and then.</summary>
internal sealed class FoldedCase : IDisposable
{
    private readonly Deployment kelvin = new(isAtWork: false);
    private readonly Folder folder;
    private readonly Dictionary<string, List<StreamTally>> leads = new(StringComparer.Ordinal);
    private long accepted;

    public FoldedCase(RandomCase one)
    {
        folder = new Folder(kelvin.Store, kelvin.Clock);
        Plans = PlanSet.Compile([.. one.Plans.Select(plan => EngineCase.Read(plan.ToJsonString()))]);
    }

    public PlanSet Plans { get; }
    public Store Store => kelvin.Store;
    public Folder Folder => folder;

    public async Task Fill(NaiveWorld world, Dice dice)
    {
        if (dice.Chance(0.5)) await folder.FollowAsync(Plans.Shapes.Layout);
        foreach (var lead in world.Leads)
        {
            var streams = new List<StreamTally>();
            for (var i = dice.One(1, 1, 2, 3); i > 0; i--) streams.Add(await NewStream($"{lead.Id} {i}"));
            leads.Add(lead.Id, streams);
            for (var from = 0; from < lead.Events.Count;)
            {
                var count = dice.Between(1, 8);
                await Append(streams, lead.Events.Skip(from).Take(count).Select(EngineCase.EventOf), dice);
                from += count;
                if (dice.Chance(0.4)) await folder.FoldAsync(FoldWhen.Always, CancellationToken.None);
            }
        }
        if (dice.Chance(0.7)) await folder.FoldAsync(FoldWhen.Always, CancellationToken.None);
        await folder.FollowAsync(Plans.Shapes.Layout);
        if (dice.Chance(0.7)) await folder.RepackAsync(CancellationToken.None);
    }

    /// <summary>Runs a statement on the store, as a hand or a fault of the disk would.</summary>
    public Task Damage(string sql) => kelvin.Store.WriteAsync(tx => tx.Sql(sql).Run());

    public Timeline Packed(string lead, out bool fromEvents)
    {
        using var snapshot = kelvin.Store.Read();
        var reader = new TimelineReader(kelvin.Store, Plans.Shapes, isKept: true);
        using var identities = new Identities(kelvin.Store, snapshot);
        var timeline = reader.Read(snapshot, IdOf(lead), leads[lead], null, identities.Find);
        fromEvents = reader.FromEvents > 0;
        return timeline;
    }

    public LeadHistory History(string lead)
    {
        using var snapshot = kelvin.Store.Read();
        using var identities = new Identities(kelvin.Store, snapshot);
        return Histories.Of(IdOf(lead), Histories.Events(kelvin.Store, snapshot, leads[lead], stream => identities.Find(stream).Seal));
    }

    public IReadOnlyList<StreamTally> StreamsOf(string lead) => leads[lead];

    public void Dispose() => kelvin.Dispose();

    private StreamId IdOf(string lead) => leads[lead][0].Stream;

    private async Task<StreamTally> NewStream(string name)
    {
        var id = kelvin.Store.Key.IdentityOf(IdentityKind.User, name);
        await kelvin.Store.WriteAsync(tx =>
        {
            kelvin.Store.Identities.Add(tx, id, IdentityKind.User, "somebody"u8, 0, out var seal);
            seal.Dispose();
        });
        return new StreamTally(id, 0, 0);
    }

    private Task Append(List<StreamTally> streams, IEnumerable<Event> events, Dice dice) => kelvin.Store.WriteAsync(tx =>
    {
        using var identities = new Identities(kelvin.Store, tx);
        foreach (var e in events)
        {
            var at = dice.Between(0, streams.Count - 1);
            var stored = new StoredEvent { Event = e, Key = kelvin.Store.Key.MessageOf(e.MessageId), Accepted = ++accepted, ReceivedAt = e.Timestamp + 250, Source = 1 };
            if (kelvin.Store.Timelines.Append(tx, streams[at].Stream, stored, identities.Find(streams[at].Stream).Seal)) streams[at] = streams[at].With(stored.Key);
        }
    });

    private sealed class Identities(Store store, Session session) : IDisposable
    {
        private readonly Dictionary<StreamId, KnownIdentity> known = [];

        public KnownIdentity Find(StreamId id) =>
            known.TryGetValue(id, out var one) ? one : known[id] = new KnownIdentity(store.Identities.Find(session, id)!, null, store.Identities);

        public void Dispose()
        {
            foreach (var one in known.Values) one.Dispose();
        }
    }
}
