using Kelvin.Server.Leads;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Identity;

/// <summary>
/// After links have changed, asks the rules again who is one lead, and moves streams where the answer is a new one. It looks
/// only at what the change can reach: the leads around it, and those that later links join to them. Links before the
/// change have been decided without it, and a link to anyone else was refused or came from elsewhere.
/// </summary>
internal sealed class ComponentReplay(Store store, IdentityBook identities, LeadBook leads)
{
    /// <summary>Identities looked at for one change. What hangs together with more is no person's doing (decision 0044).</summary>
    private const int IdentitiesMost = 500;

    private readonly Dictionary<StreamId, KnownIdentity> reached = [];
    private readonly List<StoredLink> links = [];
    private readonly List<StoredLink> some = [];

    public void Run(Session tx, LinkNews news)
    {
        reached.Clear();
        links.Clear();
        Reach(tx, news);
        var inside = links.Where(link => reached.ContainsKey(link.From) && reached.ContainsKey(link.To)).Select(link => LinkKeeper.Named(link, reached));
        var byName = reached.Values.ToDictionary(identity => identity.Named);
        foreach (var lead in IdentityResolver.Resolve(byName.ToDictionary(pair => pair.Key, pair => pair.Value.Marks), inside))
        {
            var streams = lead.Identities.Select(identity => byName[identity]).ToList();
            var id = lead.User is { } user ? byName[user].Id : streams.Min(stream => stream.Id);
            foreach (var stream in streams.Where(stream => stream.Lead != id)) identities.Move(tx, stream, id, leads);
        }
    }

    /// <summary>Whole leads, always: an identity is reached with all others of its lead.</summary>
    private void Reach(Session tx, LinkNews news)
    {
        var open = new Queue<KnownIdentity>(news.Around);
        while (reached.Count < IdentitiesMost && open.TryDequeue(out var next))
        {
            foreach (var stream in leads.Find(tx, next.Lead).Streams)
            {
                if (reached.ContainsKey(stream.Stream)) continue;
                var identity = Known(tx, stream.Stream);
                reached.Add(identity.Id, identity);
                Follow(tx, identity, news.Since, open);
            }
        }
    }

    private void Follow(Session tx, KnownIdentity identity, LinkOrder since, Queue<KnownIdentity> open)
    {
        some.Clear();
        store.Links.Of(tx, identity.Id, some);
        foreach (var link in some)
        {
            var other = Known(tx, link.From == identity.Id ? link.To : link.From);
            if (LinkKeeper.IsVoid(identity.Marks | other.Marks, (KeyPower)link.Power)) continue;
            // Each link lies under both of its ends; one copy is enough.
            if (link.From == identity.Id) links.Add(link);
            if (!reached.ContainsKey(other.Id) && LinkOrder.Of(link).CompareTo(since) >= 0) open.Enqueue(other);
        }
    }

    private KnownIdentity Known(Session tx, StreamId id) =>
        identities.Find(tx, id) ?? throw new StoreException($"The identity {id} is linked or led, but the store does not have it.");
}
