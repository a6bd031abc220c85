using Kelvin.Server.Identity;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.EventFiles;

/// <summary>
/// Identities that links connect, directly or not, and what leads they are. Nearly all components have one user at most and
/// few identities: then no rule can forbid a link, no order of replay matters, and the component is a lead. The others are
/// <see cref="ToReplay"/>.
/// </summary>
internal sealed class Components
{
    private readonly int[] parents;
    private readonly int[] sizes;
    private readonly int[] users;
    private readonly bool[] severalUsers;

    public Components(EventRecords records, Identities identities)
    {
        var links = new List<(int From, int To, LinkKind Kind)>();
        for (var caller = 0; caller < records.CallerCount; caller++)
        {
            // Only a previousId can name an identity that no caller has in its own place.
            if ((records.CallerOf(caller)[0] & CallerBytes.Previous) != 0) identities.AddLinks(caller, links);
        }
        parents = [.. Enumerable.Range(0, identities.Count)];
        sizes = new int[identities.Count];
        users = new int[identities.Count];
        severalUsers = new bool[identities.Count];
        for (var identity = 0; identity < identities.Count; identity++)
        {
            sizes[identity] = 1;
            users[identity] = identities.KindOf(identity) == IdentityKind.User ? identity : -1;
        }
        for (var caller = 0; caller < records.CallerCount; caller++)
        {
            identities.AddLinks(caller, links);
            foreach (var (from, to, _) in links) Unite(from, to);
        }
        for (var identity = 0; identity < parents.Length; identity++)
        {
            if (RootOf(identity) == identity && (severalUsers[identity] || sizes[identity] > Clusters.MaxPartnersOfOneKind)) ToReplay.Add(identity);
        }
    }

    /// <summary>The roots of the components in which the order of links matters.</summary>
    public HashSet<int> ToReplay { get; } = [];

    /// <summary>The identity that stands for the lead of an identity; before a replay, for its component.</summary>
    public int RootOf(int identity)
    {
        while (parents[identity] != identity)
        {
            parents[identity] = parents[parents[identity]];
            identity = parents[identity];
        }
        return identity;
    }

    /// <summary>The user that names the lead of a root, or -1.</summary>
    public int UserOf(int root) => users[root];

    /// <summary>What a replay found of one identity.</summary>
    public void Settle(int identity, int root, int user)
    {
        parents[identity] = root;
        if (identity == root) users[root] = user;
    }

    private void Unite(int left, int right)
    {
        int a = RootOf(left), b = RootOf(right);
        if (a == b) return;
        var (root, child) = sizes[a] >= sizes[b] ? (a, b) : (b, a);
        parents[child] = root;
        sizes[root] += sizes[child];
        severalUsers[root] |= severalUsers[child] || (users[root] >= 0 && users[child] >= 0);
        if (users[root] < 0) users[root] = users[child];
    }
}
