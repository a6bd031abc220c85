using Kelvin.Server.Leads;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Identity;

/// <summary>
/// Reads all that hangs together with some identities, asks the rules who is one lead, and moves streams where the answer
/// is a new one.
/// </summary>
internal sealed class ComponentReplay(Store store, IdentityBook identities, LeadBook leads)
{
    public void Run(Session tx, IEnumerable<KnownIdentity> from)
    {
        var members = new Dictionary<StreamId, KnownIdentity>();
        var links = Read(tx, from, members);
        if (links.Count == 0) return;
        var byName = members.Values.ToDictionary(member => member.Named);
        var named = links.Select(link => LinkRows.Named(link, members)).ToList();
        MarkShared(tx, byName, named);
        foreach (var lead in IdentityResolver.Resolve(byName.ToDictionary(pair => pair.Key, pair => pair.Value.Marks), named))
        {
            var streams = lead.Identities.Select(identity => byName[identity]).ToList();
            var id = lead.User is { } user ? byName[user].Id : streams.Min(stream => stream.Id);
            foreach (var stream in streams.Where(stream => stream.Lead != id)) identities.Move(tx, stream, id, leads);
        }
    }

    /// <summary>The identities that can be reached over links that are not void, and those links.</summary>
    private List<StoredLink> Read(Session tx, IEnumerable<KnownIdentity> from, Dictionary<StreamId, KnownIdentity> members)
    {
        var links = new HashSet<StoredLink>();
        var row = new List<StoredLink>();
        var open = new Queue<KnownIdentity>(from);
        while (open.TryDequeue(out var identity))
        {
            if (!members.TryAdd(identity.Id, identity)) continue;
            row.Clear();
            store.Links.Of(tx, identity.Id, row);
            foreach (var link in row)
            {
                var other = identities.Find(tx, link.From == identity.Id ? link.To : link.From)
                    ?? throw new StoreException($"The identity {identity.Id} is linked with one that the store does not have.");
                if (LinkRows.IsVoid(identity.Marks | other.Marks, (KeyPower)link.Power)) continue;
                links.Add(link);
                open.Enqueue(other);
            }
        }
        return [.. links];
    }

    /// <summary>
    /// What turns out to be shared is remembered: from then on its links are void, need not be read and are no longer kept,
    /// so that what a whole site has in common costs nothing.
    /// </summary>
    private void MarkShared(Session tx, Dictionary<LeadIdentity, KnownIdentity> byName, List<Link> links)
    {
        foreach (var (name, mark) in IdentityResolver.SharedAmong(links))
        {
            if (byName[name] is var shared && (shared.Marks & mark) == 0) identities.Mark(tx, shared, shared.Marks | mark);
        }
    }
}

/// <summary>Links as they lie in the store, and as the rules know them.</summary>
internal static class LinkRows
{
    public static Link Named(StoredLink link, Dictionary<StreamId, KnownIdentity> members) =>
        new(members[link.From].Named, members[link.To].Named, (LinkKind)link.Kind, (KeyPower)link.Power, new Stamp(link.Timestamp, link.MessageId));

    /// <summary>Whether a link between two, given the marks of both, has no force and never will have.</summary>
    public static bool IsVoid(IdentityMarks marks, KeyPower power) =>
        (marks & IdentityMarks.Shared) != 0 || (power == KeyPower.Public && (marks & IdentityMarks.SharedInPublic) != 0);
}
