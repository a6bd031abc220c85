using Kelvin.Server.Api;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Leads;

namespace Kelvin.Server.Actions.Automations;

/// <summary>
/// Leads on their way through tracks. Where each is stands in the store, by the step that comes next and when; a step and the move to
/// the next are one transaction, so a step is done once, whatever ends in between. A run goes on by the version it entered.
/// </summary>
internal sealed class Tracks(Store store, AutomationBook book, Performer performer)
{
    private const int StepsAtOnce = 100;

    /// <summary>A person or a rule puts the lead on a track. Says what came of it.</summary>
    public string Enter(Occasion on, int track)
    {
        if (book.Find(on.Tx, track) is not { Track: not null, IsActive: true } found) return $"not entered: there is no active track {track}";
        return Enter(on with { Automation = found });
    }

    public string Enter(Occasion on)
    {
        var (track, before) = (on.Automation, RunsOf(on.Tx, on.Lead, on.Automation.Number));
        if (before.Exists(run => run.State == RunState.Underway)) return "not entered: it is in the track already";
        if (before.Count > 0 && (Automation.DurationOf(track.Track!.Again) is not { } again || on.Now - before.Max(run => run.EndedAt ?? run.EnteredAt) < again)) return "not entered: it was in the track before";
        var run = new StoredRun(OutboxItem.NewId(on.Lead.Id, on.Now), on.Lead.Id, track.Number, track.Version, track.Track!.Steps[0].Id, RunState.Underway, on.Now, on.Now, null, null, on.Run);
        store.Runs.Put(on.Tx, run);
        Advance(on with { Run = run.Id }, run);
        return $"entered {track.Name}";
    }

    /// <summary>Takes the lead off a track.</summary>
    public string Leave(Occasion on, int track)
    {
        var underway = RunsOf(on.Tx, on.Lead, track).FindAll(run => run.State == RunState.Underway);
        foreach (var run in underway) End(on.Tx, run, "left", on.Now);
        return underway.Count == 0 ? "not left: it is not in the track" : $"left track {track}";
    }

    /// <summary>From the step that comes next as far as it goes now.</summary>
    public void Advance(Occasion on, StoredRun run)
    {
        var track = on.Automation;
        // Two leads that were in the track at the same time became one: the one that entered first goes on.
        if (RunsOf(on.Tx, on.Lead, track.Number).Exists(other => other.Id != run.Id && (other.EnteredAt, other.Id).CompareTo((run.EnteredAt, run.Id)) < 0 && (other.EndedAt ?? long.MaxValue) > run.EnteredAt))
        {
            End(on.Tx, run, "merged", on.Now);
            return;
        }
        for (var i = 0; i < StepsAtOnce; i++)
        {
            if (Stopped(on.Reading, on.Lead, track) is { } stopped)
            {
                End(on.Tx, run, stopped, on.Now);
                return;
            }
            if (track.Step(run.Step) is not { } step)
            {
                End(on.Tx, run, "finished", on.Now);
                return;
            }
            if (step.End is { } end)
            {
                End(on.Tx, run, end, on.Now);
                return;
            }
            var next = step.If is null ? track.Behind(step.Id)
                : track.BranchOf(step.Id)?.Holds(on.Reading, on.Lead) == true ? step.Then ?? track.Behind(step.Id) : step.Else ?? track.Behind(step.Id);
            if (step.Do is { } wish) Do(wish, on, step.Id);
            var wait = Automation.DurationOf(step.Wait) ?? 0;
            run = run with { Step = next ?? "", DueAt = on.Now + wait };
            if (wait == 0) continue;
            store.Runs.Put(on.Tx, run);
            return;
        }
        // A circle without a wait: it goes on in the next slice, and others have their turn.
        store.Runs.Put(on.Tx, run with { DueAt = on.Now + 1_000 });
    }

    /// <summary>Something happened to the lead: whatever track it ends, ends.</summary>
    /// <param name="happened">An event and when it was; null: a crossing.</param>
    public void Stop(Session tx, LeadReading reading, StoredLead lead, (string Event, long At)? happened, long now)
    {
        foreach (var run in Ids(lead).SelectMany(id => store.Runs.Of(tx, id)).Where(run => run.State == RunState.Underway).ToList())
        {
            if (book.Find(tx, run.Automation, run.Version) is not { Track: { } track } automation) continue;
            if (happened is { } one && track.Stop?.Events?.Contains(one.Event, StringComparer.Ordinal) == true && one.At >= run.EnteredAt) End(tx, run, one.Event, now);
            else if (Stopped(reading, lead, automation) is { } stopped) End(tx, run, stopped, now);
        }
    }

    public List<StoredRun> RunsOf(Session session, StoredLead lead, int track) => [.. Ids(lead).SelectMany(id => store.Runs.Of(session, id)).Where(run => run.Automation == track)];

    private void Do(ActionWish wish, Occasion on, string step)
    {
        var reason = on.Reason with { What = $"{on.Automation.Name}: {step}" };
        _ = wish.Do switch
        {
            "enter" => Enter(on, wish.Track!.Value),
            "leave" => Leave(on, wish.Track!.Value),
            _ => performer.Do(wish, on with { Reason = reason }),
        };
    }

    private static string? Stopped(LeadReading reading, StoredLead lead, Automation track)
    {
        if (track.Track!.Stop is not { } stop) return null;
        if (stop.Stages is { } stages && lead.Stage is { } stage && stages.Contains(stage)) return "stage " + stage;
        if (stop.Score is not { } score || reading.Plans.Leads.FirstOrDefault(plan => plan.Scorer.Plan.Id == stop.Plan) is not { } active) return null;
        return reading.Store.Scores.Of(reading.Session, lead.Id).Find(row => row.Plan == active.Number)?.Score >= score ? $"score {score}" : null;
    }

    private void End(Session tx, StoredRun run, string outcome, long now) =>
        store.Runs.Put(tx, run with { State = RunState.Ended, DueAt = null, EndedAt = now, Outcome = outcome });

    private static IEnumerable<StreamId> Ids(StoredLead lead) => lead.Streams.Select(stream => stream.Stream).Append(lead.Id).Distinct();
}
