using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Identity;

/// <summary>
/// Keeps what calls say of identities belonging together: each pair once, with its earliest stamp. Bounded, so that nobody
/// can make one identity's links so many that reading them is slow.
/// </summary>
internal sealed class LinkKeeper(Store store, IdentityBook identities)
{
    /// <summary>Links of one identity that are kept: the first in the order of replay (decision 0044).</summary>
    private const int LinksMost = 200;

    private readonly List<StoredLink> links = [];

    public void Keep(Session tx, KnownIdentity from, KnownIdentity to, LinkKind kind, LinkOrder order, LinkNews news)
    {
        if (from == to || IsVoid(from.Marks | to.Marks, order.Power)) return;
        var known = from.Remembered(to.Id, kind, order.Power) ?? Find(tx, from, to, kind, order.Power);
        if (known is { } before && before.CompareTo(order) <= 0) return;
        if (known is null && !(MakeRoom(tx, from, order) && MakeRoom(tx, to, order))) return;
        store.Links.Put(tx, new StoredLink(from.Id, to.Id, (byte)kind, (byte)order.Power, order.Stamp.Timestamp, order.Stamp.MessageId));
        from.Remember(to.Id, kind, order);
        news.Add(from, order);
        news.Add(to, order);
        if (known is not null || kind != LinkKind.Met) return;
        MarkShared(tx, from, to.Kind, news);
        MarkShared(tx, to, from.Kind, news);
    }

    /// <summary>Whether a link between two, given the marks of both, has no force and never will have.</summary>
    public static bool IsVoid(IdentityMarks marks, KeyPower power) =>
        (marks & IdentityMarks.Shared) != 0 || (power == KeyPower.Public && (marks & IdentityMarks.SharedInPublic) != 0);

    /// <summary>False: the identity has enough links that come before this one.</summary>
    private bool MakeRoom(Session tx, KnownIdentity identity, LinkOrder order)
    {
        Read(tx, identity);
        if (links.Count < LinksMost) return true;
        var last = links.MaxBy(LinkOrder.Of);
        if (LinkOrder.Of(last).CompareTo(order) <= 0) return false;
        store.Links.Remove(tx, last);
        identities.Find(tx, last.From)?.ForgetLinks();
        return true;
    }

    private LinkOrder? Find(Session tx, KnownIdentity from, KnownIdentity to, LinkKind kind, KeyPower power)
    {
        if (store.Links.StampOf(tx, from.Id, to.Id, (byte)kind, (byte)power) is not { } stamp) return null;
        var known = new LinkOrder(power, new Stamp(stamp.Timestamp, stamp.MessageId));
        from.Remember(to.Id, kind, known);
        return known;
    }

    /// <summary>
    /// What turns out to be shared is remembered: from then on its links are void, need not be read and are no longer kept,
    /// so that what a whole site has in common costs nothing.
    /// </summary>
    private void MarkShared(Session tx, KnownIdentity identity, IdentityKind partners, LinkNews news)
    {
        if (!SharedRule.Counts(identity.Kind, partners)) return;
        Read(tx, identity);
        if (links.Count <= Clusters.MaxPartnersOfOneKind) return;
        var ends = links.SelectMany(link => new[] { link.From, link.To }).Distinct().Select(id => identities.Find(tx, id)).OfType<KnownIdentity>().ToDictionary(end => end.Id);
        foreach (var (name, mark) in IdentityResolver.SharedAmong([.. links.Select(link => Named(link, ends))]))
        {
            if (name != identity.Named || (identity.Marks & mark) != 0) continue;
            identities.Mark(tx, identity, identity.Marks | mark);
            news.Add(identity, LinkOrder.First);
        }
    }

    public static Link Named(StoredLink link, IReadOnlyDictionary<StreamId, KnownIdentity> ends) =>
        new(ends[link.From].Named, ends[link.To].Named, (LinkKind)link.Kind, (KeyPower)link.Power, new Stamp(link.Timestamp, link.MessageId));

    private void Read(Session tx, KnownIdentity identity)
    {
        links.Clear();
        store.Links.Of(tx, identity.Id, links);
    }
}
