using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Server.Identity;
using Kelvin.Server.Leads;
using Kelvin.Server.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Exports;

/// <summary>
/// Writes all leads, events or scores of one snapshot in an order that depends on nothing but their content: leads by id,
/// events within a lead by time, scores within a lead by plan. Two stores with one key and one history give equal bytes.
/// </summary>
internal sealed class Exporter
{
    private const int AtOnce = 500;

    private static readonly string[] LeadNames = ["id", "userId", "anonymousIds", "email", "accountId", "firstSeen", "lastSeen", "eventCount", "traits"];
    private static readonly string[] EventNames = ["leadId", "messageId", "name", "timestamp", "receivedAt", "statedTimestamp", "groupId", "machine", "properties", "context"];
    private static readonly string[] ScoreNames = ["leadId", "userId", "plan", "version", "fit", "engagement", "score", "grade", "level", "label", "verdict", "at", "nextChangeAt"];

    private readonly Store store;
    private readonly Session session;
    private readonly IdentityBook identities;
    private readonly LeadBook leads;

    public Exporter(Store store, Session session)
    {
        (this.store, this.session) = (store, session);
        identities = new IdentityBook(store);
        leads = new LeadBook(store);
    }

    public void Leads(Stream into, ExportFormat format, CancellationToken cancellation = default)
    {
        var rows = ExportRows.Begin(into, format, LeadNames);
        foreach (var lead in All(cancellation))
        {
            var names = NamesOf(lead);
            var history = Histories.Of(lead.Id, Histories.Events(store, session, lead.Streams, SealOf));
            var anonymous = names.Where(name => name.Kind == IdentityKind.Anonymous).Select(name => Value.Of(name.Value)).ToArray();
            rows.Write(Value.Of(lead.Id.ToString()), UserId(lead, names), Value.Of(anonymous), ExportValue.Of(names.Find(name => name.Kind == IdentityKind.Email).Value),
                ExportValue.Of(history.AccountAt(long.MaxValue)), ExportValue.OfInstant(lead.FirstSeen), ExportValue.OfInstant(lead.LastSeen),
                Value.Of((double)lead.Events), Value.Of(history.TraitsAt(long.MaxValue)));
        }
    }

    public void Events(Stream into, ExportFormat format, CancellationToken cancellation = default)
    {
        var rows = ExportRows.Begin(into, format, EventNames);
        foreach (var lead in All(cancellation))
        {
            var events = Histories.Events(store, session, lead.Streams, SealOf).DistinctBy(stored => stored.Event.MessageId, StringComparer.Ordinal).ToList();
            events.Sort((left, right) => EventOrder.Compare(left.Event, right.Event));
            foreach (var stored in events)
            {
                var e = stored.Event;
                rows.Write(Value.Of(lead.Id.ToString()), Value.Of(e.MessageId), Value.Of(e.Name), ExportValue.OfInstant(e.Timestamp), ExportValue.OfInstant(stored.ReceivedAt),
                    ExportValue.OfInstant(stored.StatedTimestamp), ExportValue.Of(e.GroupId), Value.Of(e.Machine), e.Properties, e.Context);
            }
        }
    }

    public void Scores(Stream into, ExportFormat format, CancellationToken cancellation = default)
    {
        var plans = store.Plans.All(session).ToDictionary(plan => plan.Number, plan => plan.Plan);
        var rows = ExportRows.Begin(into, format, ScoreNames);
        foreach (var lead in All(cancellation))
        {
            foreach (var score in store.Scores.Of(session, lead.Id).OrderBy(score => plans[score.Plan], StringComparer.Ordinal))
            {
                rows.Write(Value.Of(lead.Id.ToString()), UserId(lead, NamesOf(lead)), Value.Of(plans[score.Plan]), Value.Of((double)score.Version),
                    ExportValue.Of(score.Fit), ExportValue.Of(score.Engagement), ExportValue.Of(score.Score), ExportValue.Of(score.Grade), ExportValue.Of(score.Level),
                    ExportValue.Of(score.Label), ExportValue.Of(score.Verdict), ExportValue.OfInstant(score.At), ExportValue.OfInstant(score.NextChangeAt));
            }
        }
    }

    private IEnumerable<StoredLead> All(CancellationToken cancellation)
    {
        StreamId? last = null;
        while (store.Leads.After(session, last, AtOnce).ToList() is { Count: > 0 } next)
        {
            foreach (var lead in next)
            {
                cancellation.ThrowIfCancellationRequested();
                if (lead.Events > 0) yield return lead;
            }
            last = next[^1].Id;
            identities.Trim();
            leads.Trim();
        }
    }

    /// <summary>The lead's names that some call had in their own place.</summary>
    private List<LeadIdentity> NamesOf(StoredLead lead) =>
        [.. lead.Streams.Select(stream => identities.Find(session, stream.Stream)).OfType<KnownIdentity>()
            .Where(identity => (identity.Marks & IdentityMarks.Seen) != 0).Select(identity => identity.Named).Order()];

    /// <summary>Of several users, joined by alias, the one whose id the lead bears.</summary>
    private Value UserId(StoredLead lead, List<LeadIdentity> names)
    {
        var user = names.Find(name => name.Kind == IdentityKind.User && store.Key.IdentityOf(name.Kind, name.Value) == lead.Id);
        return ExportValue.Of(user.Value);
    }

    private Storage.Keys.Seal SealOf(StreamId stream) => identities.SealOf(session, stream);
}
