using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Server.Identity;
using Kelvin.Server.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Leads;

/// <summary>
/// Who is it? Keeps what lists show of a lead, in the transaction that changes it. Most events say nothing new of that; the
/// next <c>identify</c> is laid over what is kept, and only what came late or was moved makes the history be read again.
/// </summary>
internal sealed class SummaryStep(Store store, IdentityBook identities)
{
    /// <summary>Before the lead is scored: that takes its fresh events as known. Gives the summary where it changed.</summary>
    public LeadSummary? Keep(Session tx, LeadDraft lead)
    {
        if (lead.Streams.Count == 0 || identities.Find(tx, lead.Id) is not { } named) return null;
        var news = lead.Fresh.Where(e => e.Name is Event.Identify or Event.Group).ToList();
        if (lead is { IsStored: true, IsRearranged: false } && news.Count == 0) return null;
        var summary = lead.IsRearranged ? OfHistory(tx, lead)
            : !lead.IsStored ? Of(tx, lead, new LeadHistory(lead.Id.ToString(), lead.Fresh))
            : store.Summaries.Find(tx, lead.Id) is { } known && Laid(known, news) is { } laid ? laid
            : OfHistory(tx, lead);
        store.Summaries.Put(tx, lead.Id, summary, named.Salt);
        return summary;
    }

    /// <summary>As the history says it; <c>kelvin verify</c> asks for it too.</summary>
    public static LeadSummary Of(IEnumerable<LeadIdentity> names, LeadHistory history)
    {
        var told = history.Events.Where(e => e.Name is Event.Identify or Event.Group).ToList();
        return new LeadSummary(
            [.. names.Order().Select(name => (name.Kind, name.Value))], history.TraitsAt(long.MaxValue), history.AccountAt(long.MaxValue),
            told.LastOrDefault(e => e.Name == Event.Identify)?.Timestamp, told.LastOrDefault(e => e.Name == Event.Group)?.Timestamp);
    }

    private LeadSummary OfHistory(Session tx, LeadDraft lead) =>
        Of(tx, lead, Histories.Of(lead.Id, Histories.Events(store, tx, lead.Streams, stream => identities.SealOf(tx, stream))));

    private LeadSummary Of(Session tx, LeadDraft lead, LeadHistory history) =>
        Of(lead.Streams.Select(stream => identities.Find(tx, stream.Stream)?.Named).OfType<LeadIdentity>(), history);

    /// <summary>Null where something came late, so that its place is among what is known.</summary>
    private static LeadSummary? Laid(LeadSummary known, List<Event> news)
    {
        news.Sort(EventOrder.Compare);
        if (known.Traits is not { } traits) return null;
        foreach (var e in news)
        {
            if (e.Name == Event.Identify)
            {
                if (e.Timestamp <= known.IdentifiedAt) return null;
                traits = TraitFold.Of([Value.Of(traits), e.Properties]);
                known = known with { IdentifiedAt = e.Timestamp };
            }
            else
            {
                if (e.Timestamp <= known.GroupedAt) return null;
                known = known with { AccountId = e.GroupId, GroupedAt = e.Timestamp };
            }
        }
        return known with { Traits = traits };
    }
}
