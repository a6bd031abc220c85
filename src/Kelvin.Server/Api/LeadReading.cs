using Kelvin.Scoring.Timelines;
using Kelvin.Server.Access;
using Kelvin.Server.Accounts;
using Kelvin.Server.Identity;
using Kelvin.Server.Leads;
using Kelvin.Server.Scores;
using Kelvin.Server.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Ledgers;
using Kelvin.Storage.Sqlite;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Api;

/// <summary>Reads leads and accounts from one snapshot of the store, with the keys of their streams. Dispose it soon.</summary>
internal sealed class LeadReading : IDisposable
{
    private readonly Store store;
    private readonly Session snapshot;
    private readonly bool isBorrowed;
    private readonly Dictionary<StreamId, KnownIdentity?> identities = [];
    private readonly Dictionary<StreamId, StoredLead?> leads = [];
    private TimelineReader? timelines;

    private LeadReading(Store store, Session snapshot, ActivePlans plans, long now, Sight? sight, bool isBorrowed = false)
    {
        this.isBorrowed = isBorrowed;
        (this.store, this.snapshot, Plans, Now, Sight) = (store, snapshot, plans, now, sight);
        Accounts = new AccountBook(store, snapshot, FactSourceOf);
    }

    /// <summary>For whoever makes the request: leads that they may not see are not there.</summary>
    public static LeadReading Open(Store store, PlanCache plans, TimeProvider clock) => Open(store, plans, clock, Sight.Current);

    /// <summary>For the server itself.</summary>
    public static LeadReading OpenAll(Store store, PlanCache plans, TimeProvider clock) => Open(store, plans, clock, null);

    /// <summary>For the server itself, within a transaction: what it has written is seen.</summary>
    public static LeadReading Within(Session tx, Store store, ActivePlans plans, long now) => new(store, tx, plans, now, null, isBorrowed: true);

    private static LeadReading Open(Store store, PlanCache plans, TimeProvider clock, Sight? sight)
    {
        var snapshot = store.Read();
        try
        {
            return new LeadReading(store, snapshot, plans.Of(snapshot), clock.GetUtcNow().ToUnixTimeMilliseconds(), sight);
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    public Session Session => snapshot;
    public Store Store => store;
    public ActivePlans Plans { get; }
    public AccountBook Accounts { get; }

    /// <summary>Milliseconds since 1970: the instant at which what is read is evaluated.</summary>
    public long Now { get; }

    /// <summary>Which leads are to be seen; null: all.</summary>
    public Sight? Sight { get; }

    public bool Sees(StoredLead lead) => Sight?.Sees(snapshot, lead) ?? true;

    /// <param name="id">Of a lead that is there.</param>
    public bool Sees(string id) => Sight is null || Find(id) is not null;

    /// <summary>The lead of that id, or of an id that it had before.</summary>
    public StoredLead? Find(StreamId id) => Lead(store.Identities.LeadOf(snapshot, id) ?? id) is { } lead && Sees(lead) ? lead : null;

    public StoredLead? Find(string id) => StreamId.TryParse(id, out var parsed) ? Find(parsed) : null;

    /// <summary>The lead that is known by that name.</summary>
    public StoredLead? Find(IdentityKind kind, string value) => Find(store.Key.IdentityOf(kind, value));

    public IReadOnlyList<LeadIdentity> IdentitiesOf(StoredLead lead) =>
        [.. lead.Streams.Select(stream => Identity(stream.Stream)?.Named).OfType<LeadIdentity>().Order()];

    /// <summary>The lead's events in the order of their acceptance, each messageId once.</summary>
    public List<StoredEvent> EventsOf(StoredLead lead) =>
        [.. Histories.Events(store, snapshot, lead.Streams, SealOf).DistinctBy(stored => stored.Event.MessageId, StringComparer.Ordinal)];

    public LeadHistory HistoryOf(StoredLead lead) => Histories.Of(lead.Id, Histories.Events(store, snapshot, lead.Streams, SealOf));

    /// <summary>The lead as the active plans see it, without messageIds and names: for scores, not for explanations.</summary>
    public Timeline TimelineOf(StoredLead lead) =>
        (timelines ??= new TimelineReader(store, Plans.Set.Shapes, isKept: true)).Read(snapshot, lead.Id, lead.Streams, lead.Events,
            stream => Identity(stream) ?? throw new StoreException($"The stream {stream} belongs to a lead but has no key."));

    /// <summary>What lists show of the lead: as it is kept, or from its history.</summary>
    public LeadSummary SummaryOf(StoredLead lead) =>
        store.Summaries.Find(snapshot, lead.Id) is { Traits: not null } kept ? kept : SummaryStep.Of(IdentitiesOf(lead), HistoryOf(lead));

    /// <summary>All leads that ever had a <c>group</c> call for the account.</summary>
    public List<StoredLead> CandidatesOf(string accountId) =>
        [.. store.Accounts.Streams(snapshot, store.Key.AccountOf(accountId))
            .Select(stream => Identity(stream)?.Lead).OfType<StreamId>().Distinct().Order()
            .Select(Lead).OfType<StoredLead>()];

    /// <summary>All that was raised of the lead, under whatever id it had then.</summary>
    public IEnumerable<StoredCrossing> CrossingsOf(StoredLead lead) =>
        lead.Streams.Select(stream => stream.Stream).Append(lead.Id).Distinct().SelectMany(id => store.Crossings.Of(snapshot, id));

    /// <summary>Lets go of the leads that were read, where one reading goes through all of them.</summary>
    public void Forget()
    {
        foreach (var identity in identities.Values) identity?.Dispose();
        identities.Clear();
        leads.Clear();
    }

    public void Dispose()
    {
        Forget();
        if (!isBorrowed) snapshot.Dispose();
    }

    private StoredLead? Lead(StreamId id)
    {
        if (!leads.TryGetValue(id, out var lead)) leads.Add(id, lead = store.Leads.Find(snapshot, id));
        return lead is { Events: > 0 } ? lead : null;
    }

    private KnownIdentity? Identity(StreamId id)
    {
        if (identities.TryGetValue(id, out var known)) return known;
        known = store.Identities.Find(snapshot, id) is { } stored ? new KnownIdentity(stored, null, store.Identities) : null;
        identities.Add(id, known);
        return known;
    }

    private Storage.Keys.Seal SealOf(StreamId stream) =>
        Identity(stream)?.Seal ?? throw new StoreException($"The stream {stream} belongs to a lead but has no key.");

    private FactSource? FactSourceOf(StreamId stream) =>
        Identity(stream) is { } known ? new FactSource(known.Lead, store.Leads.Find(snapshot, known.Lead)?.Streams ?? [], known.Seal) : null;
}

/// <summary>The plans that score, compiled once for all readers.</summary>
internal sealed class PlanCache(Store store)
{
    private volatile ActivePlans? last;

    public ActivePlans Of(Session session)
    {
        var epoch = store.Plans.Epoch(session);
        if (last is { } known && known.Epoch == epoch) return known;
        var read = ActivePlans.Read(session, store.Plans, store.Segments);
        last = read;
        return read;
    }
}
