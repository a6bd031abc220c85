using Kelvin.Storage.Identity;

namespace Kelvin.Server.Identity;

/// <summary>One of the names by which a lead is known: as the call reader leaves it (trimmed, e-mail addresses normal).</summary>
public readonly record struct LeadIdentity(IdentityKind Kind, string Value) : IComparable<LeadIdentity>
{
    /// <summary>The canonical order, which settles what time does not: by kind, then by the bytes of UTF-8.</summary>
    public int CompareTo(LeadIdentity other) =>
        Kind != other.Kind ? Kind.CompareTo(other.Kind) : Scoring.Values.Texts.CompareUtf8(Value, other.Value);

    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}:{Value}";
}
