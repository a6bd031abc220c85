using Kelvin.Scoring.Timelines;
using Kelvin.Server.Identity;
using Kelvin.Server.Leads;
using Kelvin.Server.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Accounts;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Erasure;

/// <summary>
/// Forgets a person. One transaction takes away the names, and with them the keys of all that the person did, leaves a
/// tombstone for each name, and takes the lead off every list; the events, unreadable by then, are deleted in slices.
/// </summary>
internal sealed class EraseStep(Store store, IdentityBook identities, LeadBook leads)
{
    /// <summary>Events deleted between two looks at the clock.</summary>
    private const int EventsAtOnce = 500;

    /// <summary>The lead's id; null when there is no such lead.</summary>
    public StreamId? Erase(Session tx, StreamId id, long now)
    {
        if (identities.Find(tx, id) is not { } named) return null;
        var lead = leads.Find(tx, named.Lead);
        var streams = lead.Streams;
        var members = streams.Select(stream => identities.Find(tx, stream.Stream)).OfType<KnownIdentity>().ToList();
        ForgetAccounts(tx, lead, now);
        foreach (var member in members)
        {
            RemoveLinks(tx, member);
            store.Crossings.DeleteAll(tx, member.Id);
            store.Marks.Forget(tx, member.Id);
            store.Erasures.Bury(tx, member.Id, now);
            store.Erasures.QueueStream(tx, member.Id, now);
            store.Outbox.Forget(tx, member.Id);
            store.Owners.Forget(tx, member.Id);
            store.Tasks.Forget(tx, member.Id);
            store.Runs.Forget(tx, member.Id);
        }
        foreach (var member in members) identities.Delete(tx, member);
        store.Counters.Add(tx, Counter.Events, -streams.Sum(stream => (long)stream.Events));
        if (lead.EventsStored > 0) store.Counters.Add(tx, Counter.Leads, -1);
        leads.Delete(tx, lead);
        store.Outbox.Append(tx, ErasedMessage.Of(lead.Id, members.Select(member => member.Id), now));
        // Before the commit: a name too many in that file is erased at the next start, one too few would come back with a backup.
        store.Erased?.Append(members.Select(member => store.Erasures.TombstoneOf(member.Id, now)));
        return lead.Id;
    }

    /// <summary>Deletes events of erased streams while there is time. Says whether there are more.</summary>
    public bool DeleteEvents(Session tx, SliceTime time)
    {
        while (store.Erasures.NextStream(tx) is { } stream)
        {
            if (!store.Timelines.Delete(tx, stream, EventsAtOnce)) store.Erasures.StreamDone(tx, stream);
            store.Writer.EmptyLog();
            if (time.Spent > 0.3) return true;
        }
        return false;
    }

    private void RemoveLinks(Session tx, KnownIdentity member)
    {
        var links = new List<StoredLink>();
        store.Links.Of(tx, member.Id, links);
        foreach (var link in links)
        {
            store.Links.Remove(tx, link);
            identities.Find(tx, link.From)?.ForgetLinks();
        }
    }

    /// <summary>What the person said of accounts goes too; what is left of them is scored again, and so are the other members.</summary>
    private void ForgetAccounts(Session tx, LeadDraft lead, long now)
    {
        var events = Histories.Events(store, tx, lead.Streams, stream => identities.SealOf(tx, stream));
        foreach (var accountId in events.Select(stored => stored.Event).Where(e => e.Name == Event.Group).Select(e => e.GroupId).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var account = store.Key.AccountOf(accountId);
            foreach (var stream in lead.Streams) store.Accounts.DeleteFacts(tx, account, stream.Stream);
            var left = store.Accounts.Facts(tx, account);
            if (left.Count == 0)
            {
                store.Accounts.Delete(tx, account);
                continue;
            }
            store.Accounts.Put(tx, new StoredAccount(account, accountId, left.Min(fact => fact.Timestamp)));
            store.Work.Queue(tx, WorkKind.Account, account, now);
            foreach (var other in left.Select(fact => identities.Find(tx, fact.Stream)?.Lead).OfType<StreamId>().Distinct()) store.Work.Queue(tx, WorkKind.Lead, other, now);
        }
    }
}
