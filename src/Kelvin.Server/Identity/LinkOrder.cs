using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.Identity;

/// <summary>The place of a link in the replay, but for what settles ties.</summary>
internal readonly record struct LinkOrder(KeyPower Power, Stamp Stamp) : IComparable<LinkOrder>
{
    /// <summary>Before all links.</summary>
    public static readonly LinkOrder First = new(default, new Stamp(long.MinValue, ""));

    public static LinkOrder Of(StoredLink link) => new((KeyPower)link.Power, new Stamp(link.Timestamp, link.MessageId));

    public int CompareTo(LinkOrder other) => Power != other.Power ? Power.CompareTo(other.Power) : Stamp.CompareTo(other.Stamp);
}

/// <summary>What a call has changed about who belongs together: around which identities, and from which place in the replay on.</summary>
internal sealed class LinkNews
{
    private static readonly LinkOrder Last = new((KeyPower)byte.MaxValue, new Stamp(long.MaxValue, ""));

    private readonly HashSet<KnownIdentity> around = [];

    public IReadOnlyCollection<KnownIdentity> Around => around;
    public LinkOrder Since { get; private set; } = Last;

    public void Add(KnownIdentity identity, LinkOrder since)
    {
        around.Add(identity);
        if (since.CompareTo(Since) < 0) Since = since;
    }

    public void Clear()
    {
        around.Clear();
        Since = Last;
    }
}
