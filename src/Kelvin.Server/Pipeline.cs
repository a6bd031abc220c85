using System.Security.Cryptography;
using Kelvin.Server.Accounts;
using Kelvin.Server.Actions;
using Kelvin.Server.Erasure;
using Kelvin.Server.Identity;
using Kelvin.Server.Ingest;
using Kelvin.Server.Leads;
using Kelvin.Server.Ledgers;
using Kelvin.Server.Scores;
using Kelvin.Server.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server;

/// <summary>
/// The way of an event, after it was answered: inbox, identity, timeline, score, ledger, outbox. It runs in slices on the writer's thread;
/// one transaction holds all effects of a slice, so that a crash leaves the call either waiting or done.
/// </summary>
internal sealed class Pipeline : IWorker
{
    private const int CallsAtOnce = 1_000;

    /// <summary>With so many calls waiting a slice takes its usual time, with more as many times longer, up to the most.</summary>
    private const double WaitingInStep = 1_000;
    private const double LongestSlice = 10;

    /// <summary>The same while nobody waits for the writer.</summary>
    private const double LongestAlone = 40;

    /// <summary>The part of a slice in which calls are taken from the inbox; the rest is for what follows from them.</summary>
    private const double TakingShare = 0.4;
    private const int WorkAtOnce = 100;
    private const int SweepAtOnce = 200;
    private const int SweepBesideCalls = 20;
    private const long TimelineBytes = 128L << 20;

    /// <summary>Leads that are due, and taken in a slice however little of its time is left.</summary>
    private const int DueAtLeast = 10;
    private const int DueAtOnce = 25;

    /// <summary>Where calls took more than their part of a slice, those who are due get so much of what was spent until then.</summary>
    private const double DueShare = 0.25;

    /// <summary>How long something damaged is left alone that cannot be evaluated.</summary>
    private const long DamagedFor = 60 * 60 * 1000;

    private readonly Store store;
    private readonly Alarm alarm;
    private readonly Router router;
    private readonly LeadIndex index;
    private readonly ILogger<Pipeline> log;

    private readonly IdentityBook identities;
    private readonly LeadBook leads;
    private readonly IdentityStep identity;
    private readonly TimelineStep timeline;
    private readonly AccountStep account;
    private readonly TimelineCache timelines;
    private readonly LeadLedger leadLedger;
    private readonly LeadScoring leadScoring;
    private readonly AccountScoring accountScoring;
    private readonly EraseStep erase;
    private readonly Marking marking;
    private readonly Sweep sweep;
    private readonly SliceCounts counts = new();
    private readonly List<WaitingCalls> taken = [];
    private readonly List<SeenEvent> seen = [];
    private ActivePlans? plans;
    private int workBucket;
    private bool isCareful;

    public Pipeline(Store store, TimeProvider clock, Router router, LeadIndex index, ILogger<Pipeline> log)
    {
        (this.store, this.router, this.index, this.log) = (store, router, index, log);
        alarm = new Alarm(store, clock as SteadyClock ?? new SteadyClock(clock));
        router.Acting.Performer.Move = Move;
        var funnels = new FunnelBook(store);
        identities = new IdentityBook(store);
        leads = new LeadBook(store);
        identity = new IdentityStep(store, identities, leads);
        timeline = new TimelineStep(store, leads);
        account = new AccountStep(store);
        timelines = new TimelineCache(TimelineBytes);
        leadLedger = new LeadLedger(store, identities, funnels);
        leadScoring = new LeadScoring(store, identities, new SummaryStep(store, identities), timelines, leadLedger);
        accountScoring = new AccountScoring(store, identities, leads, new AccountLedger(store, funnels));
        erase = new EraseStep(store, identities, leads);
        marking = new Marking(store, identities, leads);
        sweep = new Sweep(store, leads);
    }

    /// <summary>Who is told of the events of a slice, once it is done.</summary>
    public Action<SeenEvent[]>? Seen { get; set; }

    /// <summary>Takes calls from the inbox for part of the slice, then what others have left to do, then scores whoever was touched.</summary>
    public bool Work(Session tx, SliceTime time)
    {
        var now = alarm.Now;
        UsePlans(tx);
        router.Acting.Prepare(tx);
        leads.Recall(tx);
        timeline.UseMarks(tx);
        var more = TakeCalls(tx, time);
        TakeWork(tx, time, now);
        more |= marking.Advance(tx, time);
        more |= erase.DeleteEvents(tx, time);
        // Calls go before the sweep, but it must not starve over them.
        more |= sweep.Advance(tx, plans!.Epoch, now, taken.Count == 0 ? SweepAtOnce : SweepBesideCalls);
        ScoreTouched(tx, now);
        QueueMembers(tx, now);
        counts.Leads += leads.Write(tx);
        more |= TakeDue(tx, time, now);
        counts.Write(tx, store.Counters);
        more |= router.Route(tx, now);
        alarm.Set(tx, taken.Count > 0);
        return more || store.Work.Any(tx);
    }

    /// <summary>Erases a person; in a transaction of its own, between slices.</summary>
    public StreamId? Erase(Session tx, StreamId id)
    {
        var erased = erase.Erase(tx, id, alarm.Now);
        if (erased is null) return null;
        timelines.Remove(erased.Value);
        store.Writer.EmptyLog();
        return erased;
    }

    /// <summary>A person moves a lead to a stage; in a transaction of its own, between slices. Null: there is no such lead.</summary>
    public PersonMove? Move(Session tx, StreamId id, string stage, string? reason, string by)
    {
        if (identities.Find(tx, id) is not { } named || leads.Find(tx, named.Lead) is not { Events: > 0 } lead) return null;
        var now = alarm.Now;
        UsePlans(tx);
        leadScoring.Score(tx, [lead], plans!, Accounts(tx), now);
        var move = leadLedger.Move(tx, lead, plans!, stage, reason, by, now);
        leads.Touch(lead);
        leads.Write(tx);
        return new PersonMove(lead.Id, move);
    }

    /// <summary>A person puts a lead on a track, or takes it off; in a transaction of its own. Null: there is no such lead.</summary>
    public string? Enter(Session tx, StreamId id, int track, string by) => router.Acting.Enter(tx, id, track, by, alarm.Now);

    public string? Leave(Session tx, StreamId id, int track) => router.Acting.Leave(tx, id, track, alarm.Now);

    /// <summary>Marks one event as made by a machine, or takes the mark off; in a transaction of its own. Gives the leads whose event it is.</summary>
    public List<StreamId> Mark(Session tx, IReadOnlyList<StreamId> streams, MessageKey message, bool machine, string? reason, string by)
    {
        var now = alarm.Now;
        UsePlans(tx);
        var marked = marking.One(tx, streams, message, machine, reason, by, now);
        ScoreTouched(tx, now);
        leads.Write(tx);
        return [.. marked.Select(lead => lead.Id).Distinct()];
    }

    public void Done()
    {
        // Before the inbox is said to be empty: whoever waits for that is to find them.
        index.Apply(leads.Changes);
        if (seen.Count > 0) Seen?.Invoke([.. seen]);
        store.Inbox.Removed(taken);
        router.Done();
        isCareful = false;
        EndSlice();
    }

    public void Undone(Exception fault)
    {
        Forget();
        router.Undone();
        // A call that cannot be processed must not stop all others: the next slice takes one row, then one call, by itself.
        isCareful = fault is not StoreFault { IsOfTheStore: true };
        EndSlice();
    }

    /// <summary>What is in memory may say what never came to be.</summary>
    private void Forget()
    {
        identities.Forget();
        leads.Forget();
        timelines.Clear();
        sweep.Forget();
        alarm.Forget();
        router.Acting.Forget();
        plans = null;
    }

    private void EndSlice()
    {
        taken.Clear();
        seen.Clear();
        account.Forget();
        counts.Clear();
        identities.Trim();
        leads.Trim();
    }

    private void UsePlans(Session tx)
    {
        if (plans is null || plans.Epoch != store.Plans.Epoch(tx)) plans = ActivePlans.Read(tx, store.Plans, store.Segments, log.PlanLeftOut);
    }

    private bool TakeCalls(Session tx, SliceTime time)
    {
        if (isCareful) return TakeCarefully(tx);
        // What is derived is written once a slice: the further behind, the more calls share that.
        var behind = Math.Max(1, store.Inbox.Depth / WaitingInStep);
        double share = TakingShare * Math.Min(behind, LongestSlice), alone = TakingShare * Math.Min(behind, LongestAlone);
        while (store.Inbox.Oldest(tx, CallsAtOnce) is { Count: > 0 } waiting)
        {
            var ready = new ReadyCalls(waiting, store.Key);
            try
            {
                for (var place = 0; place < waiting.Count; place++)
                {
                    Take(tx, waiting[place], ready.Of(place));
                    if (time.Spent > (time.OthersWait ? share : alone)) return true;
                }
            }
            finally
            {
                ready.Stop();
            }
        }
        return false;
    }

    private void Take(Session tx, WaitingCalls row, ReadyCall[] calls)
    {
        for (var i = 0; i < calls.Length; i++) Take(tx, row.Batch, calls[i], row.Chunk + i);
        store.Inbox.Remove(tx, row);
        taken.Add(row);
    }

    /// <summary>The way of one call.</summary>
    private void Take(Session tx, InboxBatch batch, ReadyCall call, long accepted)
    {
        if (identity.Resolve(tx, call.Names, call.Stamp, batch.Power) is not { } whose)
        {
            counts.Suppressed++;
            return;
        }
        if (call.Event is not { } happened) return;
        var arrival = new Arrival(accepted, batch.ReceivedAt, call.StatedTime, batch.Source);
        if (timeline.Append(tx, whose, happened, call.Key, arrival) is not { } stored)
        {
            counts.Duplicates++;
            return;
        }
        counts.Events++;
        router.Acting.Saw(whose.Lead, happened.Name, happened.Timestamp, batch.ReceivedAt);
        if (Seen is not null) seen.Add(new SeenEvent(stored.Event, whose.Lead));
        account.Copy(tx, whose, stored);
    }

    /// <summary>The oldest row alone; if it fails, cut into rows of one call; a call that fails by itself is set aside.</summary>
    private bool TakeCarefully(Session tx)
    {
        if (store.Inbox.Oldest(tx, 1) is not [var row, ..]) return false;
        try
        {
            tx.Save();
            Take(tx, row, ReadyCall.Of(row.Batch, store.Key));
        }
        catch (Exception fault) when (fault is not (StoreFault { IsOfTheStore: true } or OutOfMemoryException))
        {
            tx.BackToSaved();
            Forget();
            UsePlans(tx);
            account.Forget();
            counts.Clear();
            taken.Clear();
            if (row.Batch.Items.Count > 1) store.Inbox.Split(tx, row);
            else
            {
                store.Inbox.SetAside(tx, row, fault.GetType().Name);
                counts.SetAside++;
                taken.Add(row);
                log.CallSetAside(fault);
            }
        }
        return true;
    }

    /// <summary>Leads and accounts that are to be scored again because of others.</summary>
    private void TakeWork(Session tx, SliceTime time, long now)
    {
        var waiting = store.Work.Take(tx, workBucket, WorkAtOnce);
        var accounts = Accounts(tx);
        foreach (var (kind, subject) in waiting)
        {
            if (kind == WorkKind.Lead) leads.Touch(leads.Find(tx, subject));
            else ScoreAccount(tx, subject, accounts, now);
            store.Work.Done(tx, kind, subject);
            workBucket = subject.Bucket;
            if (time.Spent > 0.7) break;
        }
    }

    private void ScoreAccount(Session tx, StreamId account, AccountBook accounts, long now)
    {
        try
        {
            accountScoring.Score(tx, account, plans!, accounts, now);
        }
        catch (Exception fault) when (fault is CryptographicException or StoreException)
        {
            log.AccountUnreadable(account, fault);
        }
    }

    private void ScoreTouched(Session tx, long now) => leadScoring.Score(tx, leads.Touched, plans!, Accounts(tx), now, byTime: false, PassOver);

    /// <summary>Rows that a hand or a disk has damaged: kelvin verify names them, and the other leads go on.</summary>
    private void PassOver(LeadDraft lead, Exception fault)
    {
        log.LeadUnreadable(lead.Id, fault);
        lead.DueAt = alarm.Now + DamagedFor;
    }

    /// <summary>Those whose scores time has changed, in the order in which they were due. Says whether there are more.</summary>
    private bool TakeDue(Session tx, SliceTime time, long now)
    {
        var taken = 0;
        var end = Math.Max(1, time.Spent * (1 + DueShare));
        var accounts = Accounts(tx);
        while (store.Leads.Due(tx, now, DueAtOnce) is { Count: > 0 } due)
        {
            foreach (var id in due)
            {
                if (taken++ >= DueAtLeast && time.Spent > end) break;
                leads.Touch(leads.Find(tx, id));
            }
            leadScoring.Score(tx, leads.Touched, plans!, accounts, now, byTime: true, PassOver);
            counts.Leads += leads.Write(tx);
            if (time.Spent > end) return true;
        }
        foreach (var account in store.Accounts.Due(tx, now, DueAtLeast))
        {
            store.Accounts.PutOff(tx, account, now + DamagedFor);
            ScoreAccount(tx, account, accounts, now);
            if (time.Spent > end) return true;
        }
        return false;
    }

    /// <summary>Where an account has changed, so that scores may, its members are queued.</summary>
    private void QueueMembers(Session tx, long now)
    {
        if (!plans!.LookAtAccounts || account.Changed.Count == 0) return;
        var accounts = Accounts(tx);
        var since = taken.Min(row => row.Chunk);
        foreach (var accountId in account.Changed)
        {
            if (accounts.Find(accountId) is not { } after || AccountStep.SaysTheSame(accounts.FindBefore(accountId, since), after)) continue;
            foreach (var stream in store.Accounts.Streams(tx, store.Key.AccountOf(accountId)))
            {
                if (identities.Find(tx, stream) is { } member) store.Work.Queue(tx, WorkKind.Lead, member.Lead, now);
            }
        }
    }

    private AccountBook Accounts(Session tx) => new(store, tx, stream =>
        identities.Find(tx, stream) is { } known ? new FactSource(known.Lead, leads.Find(tx, known.Lead).Streams, known.Seal) : null);
}
