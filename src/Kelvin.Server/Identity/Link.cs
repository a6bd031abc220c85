using Kelvin.Scoring.Values;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.Identity;

public enum LinkKind : byte
{
    /// <summary>Both stood on one call.</summary>
    Met,

    /// <summary>An alias call said that the first user is the second from now on. Only this passes the wall between users.</summary>
    Alias,
}

/// <summary>When a link was made, as the call says; the message id settles what time does not.</summary>
public readonly record struct Stamp(long Timestamp, string MessageId) : IComparable<Stamp>
{
    public int CompareTo(Stamp other) =>
        Timestamp != other.Timestamp ? Timestamp.CompareTo(other.Timestamp) : Texts.CompareUtf8(MessageId, other.MessageId);
}

/// <summary>Two identities that a call names together. Kept once per pair, kind and power, with the earliest stamp.</summary>
/// <param name="From">Of an alias the user that was.</param>
/// <param name="To">Of an alias the user that is.</param>
public sealed record Link(LeadIdentity From, LeadIdentity To, LinkKind Kind, KeyPower Power, Stamp Stamp) : IComparable<Link>
{
    /// <summary>
    /// The order of replay: what servers said before what public keys said, so that nobody can take a lead over with a
    /// backdated call; then by stamp; then by the link itself, so that no order of arrival shows.
    /// </summary>
    public int CompareTo(Link? other)
    {
        if (other is null) return 1;
        if (Power != other.Power) return Power.CompareTo(other.Power);
        if (Stamp.CompareTo(other.Stamp) is var byStamp and not 0) return byStamp;
        if (Kind != other.Kind) return Kind.CompareTo(other.Kind);
        return From.CompareTo(other.From) is var byFrom and not 0 ? byFrom : To.CompareTo(other.To);
    }
}
