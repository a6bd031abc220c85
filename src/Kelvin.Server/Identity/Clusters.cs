using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.Identity;

/// <summary>What is known of an identity beside its links.</summary>
[Flags]
public enum IdentityMarks : byte
{
    None = 0,

    /// <summary>Some call had it in its own place. A previousId that no call ever had as its userId is no user.</summary>
    Seen = 1,

    /// <summary>An e-mail address that an identify call with a server key set: no public key links it.</summary>
    SetByServer = 2,

    /// <summary>Too many use it for it to tell people apart.</summary>
    Shared = 4,

    /// <summary>The same, but it takes what public keys said to make it so; then it is only public links that it refuses.</summary>
    SharedInPublic = 8,
}

/// <summary>
/// The identities that are one lead each, as numbers, while links are replayed in their order. The same rules serve a
/// component of a few identities on the server and the millions of an event file.
/// </summary>
public sealed class Clusters
{
    /// <summary>Most identities of one lead. A link that would make more is not applied.</summary>
    public const int MaxIdentitiesPerLead = 50;

    /// <summary>An anonymousId or e-mail address that met more users than this is shared, as is an anonymousId that met more e-mail addresses.</summary>
    public const int MaxPartnersOfOneKind = 20;

    private readonly int[] parents;
    private readonly byte[] sizes;
    private readonly int[] users;
    private readonly IdentityKind[] kinds;
    private readonly IdentityMarks[] marks;

    public Clusters(IdentityKind[] kinds, IdentityMarks[] marks)
    {
        this.kinds = kinds;
        this.marks = marks;
        parents = new int[kinds.Length];
        sizes = new byte[kinds.Length];
        users = new int[kinds.Length];
        for (var i = 0; i < kinds.Length; i++)
        {
            parents[i] = i;
            sizes[i] = 1;
            users[i] = kinds[i] == IdentityKind.User ? i : -1;
        }
    }

    /// <summary>The number that stands for the lead of an identity: one of its identities.</summary>
    public int LeadOf(int identity)
    {
        while (parents[identity] != identity)
        {
            parents[identity] = parents[parents[identity]];
            identity = parents[identity];
        }
        return identity;
    }

    /// <summary>The user that names the lead, or -1.</summary>
    public int UserOf(int identity) => users[LeadOf(identity)];

    /// <summary>Applies the next link in the order of replay. False: a rule forbids it.</summary>
    public bool Apply(int from, int to, LinkKind kind, KeyPower power)
    {
        if (((marks[from] | marks[to]) & IdentityMarks.Shared) != 0) return false;
        if (power == KeyPower.Public && !MayLinkInPublic(from, to, kind)) return false;
        if (kind == LinkKind.Alias && ((marks[from] & IdentityMarks.Seen) == 0 || kinds[from] != IdentityKind.User || kinds[to] != IdentityKind.User)) return false;
        int a = LeadOf(from), b = LeadOf(to);
        if (a == b) return true;
        if (sizes[a] + sizes[b] > MaxIdentitiesPerLead) return false;
        // A user is a wall: who has one is not joined with another, unless an alias says so.
        if (users[a] >= 0 && users[b] >= 0 && kind != LinkKind.Alias) return false;
        var user = users[b] >= 0 ? users[b] : users[a];
        var (root, child) = sizes[a] >= sizes[b] ? (a, b) : (b, a);
        parents[child] = root;
        sizes[root] += sizes[child];
        users[root] = user;
        return true;
    }

    /// <summary>A public key may link an anonymousId that is not linked yet, or an e-mail address that nobody has yet.</summary>
    private bool MayLinkInPublic(int from, int to, LinkKind kind) =>
        kind == LinkKind.Met
        && ((marks[from] | marks[to]) & IdentityMarks.SharedInPublic) == 0
        && (IsFree(from) || IsFree(to));

    private bool IsFree(int identity) => sizes[LeadOf(identity)] == 1 && kinds[identity] switch
    {
        IdentityKind.Anonymous => true,
        IdentityKind.Email => (marks[identity] & IdentityMarks.SetByServer) == 0,
        _ => false,
    };
}
