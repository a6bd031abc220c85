using Kelvin.Scoring.Values;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Timelines;

namespace Kelvin.Storage.Leads;

/// <summary>What lists show of a lead: a cache of what its history says, written when that changes.</summary>
/// <param name="Names">All names by which it is known, in canonical order.</param>
/// <param name="Traits">The fold of its <c>identify</c> events; null where they are too long to be kept here.</param>
/// <param name="AccountId">The account of its last <c>group</c>.</param>
/// <param name="IdentifiedAt">The time of the last <c>identify</c> in the fold; null for none.</param>
/// <param name="GroupedAt">That of the last <c>group</c>.</param>
public sealed record LeadSummary(IReadOnlyList<(IdentityKind Kind, string Value)> Names, JsonObject? Traits, string? AccountId, long? IdentifiedAt, long? GroupedAt)
{
    /// <summary>Longer traits are left where they came in.</summary>
    public const int BytesMost = 4_000;

    private const byte Format = 1;

    /// <summary>Whether this is what would be kept of another that was made anew.</summary>
    public bool SaysTheSame(LeadSummary other)
    {
        var kept = Read(other.Write());
        return Names.SequenceEqual(kept.Names) && AccountId == kept.AccountId && (IdentifiedAt, GroupedAt) == (kept.IdentifiedAt, kept.GroupedAt)
            && (Traits is { } traits ? traits.Equals(kept.Traits) : kept.Traits is null);
    }

    internal byte[] Write()
    {
        var to = new ByteWriter();
        Write(to, Traits);
        if (to.Written.Length <= BytesMost || Traits is null) return to.Written.ToArray();
        to.Clear();
        Write(to, null);
        return to.Written.ToArray();
    }

    internal static LeadSummary Read(ReadOnlySpan<byte> bytes)
    {
        var from = new ByteReader(bytes);
        if (from.Byte() is var format && format != Format) throw new StoreException($"A summary is stored in format {format}, which this version of Kelvin does not know.");
        var names = new (IdentityKind, string)[(int)from.Number()];
        for (var i = 0; i < names.Length; i++) names[i] = ((IdentityKind)from.Byte(), ValueFormat.ReadText(ref from));
        var has = from.Byte();
        return new LeadSummary(
            names,
            (has & 1) != 0 ? ValueFormat.Read(ref from).AsObject : null,
            (has & 2) != 0 ? ValueFormat.ReadText(ref from) : null,
            (has & 4) != 0 ? from.Signed() : null,
            (has & 8) != 0 ? from.Signed() : null);
    }

    private void Write(ByteWriter to, JsonObject? traits)
    {
        to.Byte(Format);
        to.Number((ulong)Names.Count);
        foreach (var (kind, value) in Names)
        {
            to.Byte((byte)kind);
            ValueFormat.Write(to, value);
        }
        to.Byte((byte)((traits is null ? 0 : 1) | (AccountId is null ? 0 : 2) | (IdentifiedAt is null ? 0 : 4) | (GroupedAt is null ? 0 : 8)));
        if (traits is not null) ValueFormat.Write(to, Value.Of(traits));
        if (AccountId is not null) ValueFormat.Write(to, AccountId);
        if (IdentifiedAt is { } identified) to.Signed(identified);
        if (GroupedAt is { } grouped) to.Signed(grouped);
    }
}
