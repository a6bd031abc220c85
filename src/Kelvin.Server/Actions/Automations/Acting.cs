using System.Security.Cryptography;
using Kelvin.Server.Api;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Leads;

namespace Kelvin.Server.Actions.Automations;

/// <summary>
/// Rules and tracks at work: on every crossing and watched event, and when a wait is over. It runs in the slices of the pipeline, so
/// that what is done stands or falls with what caused it, and is done once.
/// </summary>
internal sealed class Acting(Store store, AutomationBook book, Performer performer, Tracks tracks, PlanCache plans, ILogger<Acting> log)
{
    private const long Day = 86_400_000;
    private const int DueAtOnce = 50;

    /// <summary>How soon what waits is looked at again while its rule or track is paused.</summary>
    private const long PausedFor = 5 * 60_000;

    /// <summary>What came in longer after it happened is history, and nobody is told of it.</summary>
    private const long FreshFor = Day;

    private readonly List<(StreamId Lead, string Event, StreamId Id, long At)> seen = [];

    private IReadOnlyList<Automation> all = [];
    private IReadOnlySet<string> watched = new HashSet<string>();

    public Performer Performer => performer;

    /// <summary>At the beginning of a slice: which rules and tracks there are.</summary>
    public void Prepare(Session tx) => (all, watched) = book.Now(tx);

    /// <summary>An event was stored. Those that something begins or ends with are looked at once the lead is scored.</summary>
    public void Saw(StreamId lead, string eventName, long at, long now)
    {
        if (watched.Contains(eventName) && now - at <= FreshFor) seen.Add((lead, eventName, OutboxItem.NewId(lead, now), at));
    }

    /// <summary>The events of the slice, and those whose waiting is over. Says whether there are more.</summary>
    public bool Work(Session tx, long now)
    {
        if (seen.Count > 0)
        {
            foreach (var (lead, eventName, id, at) in seen) Guarded(lead, () => OnEvent(tx, lead, eventName, id, at, now));
            seen.Clear();
        }
        var due = store.Runs.Due(tx, now, DueAtOnce);
        foreach (var run in due)
        {
            if (!Guarded(run.Lead, () => OnDue(tx, run, now))) store.Runs.Put(tx, run with { DueAt = now + Day });
        }
        return due.Count == DueAtOnce;
    }

    /// <summary>A crossing or a move was raised.</summary>
    public void On(Session tx, StoredMessage message, long now)
    {
        if (message.Type is not (MessageType.LeadCrossing or MessageType.LeadStageChanged)) return;
        var wanting = all.Where(automation => automation.IsActive && automation.Wants(message.Topic)).ToList();
        var scoreStops = all.Any(automation => automation.Track?.Stop is { Score: not null } or { Stages: not null });
        if (wanting.Count == 0 && !scoreStops) return;
        Guarded(message.Subject, () =>
        {
            using var reading = LeadReading.Within(tx, store, plans.Of(tx), now);
            if (reading.Find(message.Subject) is not { } lead || store.Outbox.DataOf(tx, message) is not { } data) return;
            var reason = Reason.OfCrossing(data, FadesAt(reading, lead, message.Topic?.Plan));
            // A person's move and a segment are no plan's: then it is said what the lead is worth now.
            if (reason.Score is null) reason = ReasonNow(reading, lead, reason.What);
            foreach (var automation in wanting) Begin(new Occasion(tx, reading, lead, automation, message.Id, reason, now));
            if (scoreStops) tracks.Stop(tx, reading, lead, null, now);
        });
    }

    /// <summary>A person puts a lead on a track; in a transaction of its own. Null: there is no such lead.</summary>
    public string? Enter(Session tx, StreamId id, int track, string by, long now)
    {
        using var reading = LeadReading.Within(tx, store, plans.Of(tx), now);
        if (reading.Find(id) is not { } lead || book.Find(tx, track) is not { } automation) return null;
        return tracks.Enter(new Occasion(tx, reading, lead, automation, OutboxItem.NewId(lead.Id, now), ReasonNow(reading, lead, "Put on the track by " + by), now), track);
    }

    /// <summary>As <see cref="Enter"/>: takes it off.</summary>
    public string? Leave(Session tx, StreamId id, int track, long now)
    {
        using var reading = LeadReading.Within(tx, store, plans.Of(tx), now);
        if (reading.Find(id) is not { } lead || book.Find(tx, track) is not { } automation) return null;
        return tracks.Leave(new Occasion(tx, reading, lead, automation, default, ReasonNow(reading, lead, ""), now), track);
    }

    public void Forget() => seen.Clear();

    private void OnEvent(Session tx, StreamId id, string eventName, StreamId cause, long at, long now)
    {
        using var reading = LeadReading.Within(tx, store, plans.Of(tx), now);
        if (reading.Find(id) is not { } lead) return;
        tracks.Stop(tx, reading, lead, (eventName, at), now);
        var reason = ReasonNow(reading, lead, $"Did {eventName}");
        foreach (var automation in all.Where(one => one.IsActive && one.When?.Event == eventName)) Begin(new Occasion(tx, reading, lead, automation, cause, reason, now));
    }

    /// <summary>Something that a rule or a track begins with.</summary>
    private void Begin(Occasion on)
    {
        if (on.Automation.Track is not null)
        {
            if (on.Automation.Only?.Holds(on.Reading, on.Lead) == true) tracks.Enter(on);
            return;
        }
        if (on.Automation.After > 0) Put(on, RunState.Underway, on.Now + on.Automation.After, null);
        else Fire(on);
    }

    private void Fire(Occasion on)
    {
        var rule = on.Automation;
        if (rule.Only?.Holds(on.Reading, on.Lead) != true || IsTooSoon(on)) return;
        if (store.Runs.Since(on.Tx, rule.Number, on.Now - Day) >= rule.PerDay)
        {
            log.RuleHeldBack(rule.Number, rule.PerDay);
            return;
        }
        store.Rings.Put(on.Tx, on.Lead.Id, 0, Line(rule), on.Now);
        Put(on, RunState.Ended, null, string.Join("; ", rule.Rule!.Then.Select(wish => wish.Do switch
        {
            "enter" => tracks.Enter(on, wish.Track!.Value),
            "leave" => tracks.Leave(on, wish.Track!.Value),
            _ => performer.Do(wish, on),
        })));
    }

    private void OnDue(Session tx, StoredRun run, long now)
    {
        using var reading = LeadReading.Within(tx, store, plans.Of(tx), now);
        if (book.Find(tx, run.Automation, run.Version) is not { } automation || reading.Find(run.Lead) is not { } lead)
        {
            store.Runs.Put(tx, run with { State = RunState.Ended, DueAt = null, EndedAt = now, Outcome = "gone" });
            return;
        }
        // Paused: looked at again in a while, and nothing is lost.
        if (!automation.IsActive)
        {
            store.Runs.Put(tx, run with { DueAt = now + PausedFor });
            return;
        }
        var on = new Occasion(tx, reading, lead, automation, run.Id, ReasonNow(reading, lead, automation.Name), now);
        if (automation.Track is not null)
        {
            tracks.Advance(on, run);
            return;
        }
        store.Runs.Put(tx, run with { State = RunState.Ended, DueAt = null, EndedAt = now, Outcome = "looked at" });
        Fire(on with { Run = OutboxItem.NewId(lead.Id, now) });
    }

    private void Put(Occasion on, RunState state, long? dueAt, string? outcome) => store.Runs.Put(on.Tx, new StoredRun(
        OutboxItem.NewId(on.Lead.Id, on.Now), on.Lead.Id, on.Automation.Number, on.Automation.Version, "", state, dueAt, on.Now, state == RunState.Ended ? on.Now : null, outcome, on.Run));

    private bool IsTooSoon(Occasion on) => on.Automation.PerLead > 0
        && on.Lead.Streams.Select(stream => stream.Stream).Append(on.Lead.Id).Any(id => store.Rings.Last(on.Tx, id, 0, Line(on.Automation)) is { } last && on.Now - last < on.Automation.PerLead);

    private static string Line(Automation rule) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"rule {rule.Number}");

    private static Reason ReasonNow(LeadReading reading, StoredLead lead, string what)
    {
        var names = reading.Plans.Leads.ToDictionary(plan => plan.Number, plan => plan.Scorer.Plan.Id);
        var best = reading.Store.Scores.Of(reading.Session, lead.Id).Where(row => names.ContainsKey(row.Plan)).MaxBy(row => row.Score);
        return new Reason(what, best is null ? null : names[best.Plan], best?.Label, best?.Verdict, best?.Score, [], Instants.Of(best?.NextChangeAt));
    }

    private static long? FadesAt(LeadReading reading, StoredLead lead, string? plan) =>
        reading.Plans.Leads.FirstOrDefault(active => active.Scorer.Plan.Id == plan) is { } known ? reading.Store.Scores.Of(reading.Session, lead.Id).Find(row => row.Plan == known.Number)?.NextChangeAt : null;

    /// <summary>A lead whose rows are damaged must not hold up the others.</summary>
    private bool Guarded(StreamId lead, Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (Exception fault) when (fault is CryptographicException or StoreException)
        {
            log.NotActedOn(lead, fault);
            return false;
        }
    }
}
