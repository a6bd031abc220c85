using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;

namespace Kelvin.Scoring.Ledger;

/// <summary>
/// How a lead moves through the funnel under all its plans: forward when an <c>at</c> became true further on than where it
/// is; anywhere by an event; back by <c>below</c> (scoring.md 6). Persons move it by <see cref="Move"/>.
/// </summary>
internal sealed class Ratchet(Funnel funnel, IReadOnlyList<PlanLedger> plans, Placement place)
{
    public Placement Place { get; private set; } = place;

    public List<StageMove> Moves { get; } = [];

    /// <summary>A stage of a plan whose <c>at</c> has just become true.</summary>
    public readonly record struct Reached(PlanLedger Plan, int Stage);

    /// <summary>Moves to the furthest of the stages whose <c>at</c> became true, if that is further than where it is.</summary>
    public void Advance(IEnumerable<Reached> reached, long at, bool late, bool silent, long evaluated)
    {
        var furthest = funnel.PlaceOf(Place.Stage);
        Reached? best = null;
        foreach (var candidate in reached)
        {
            var place = funnel.PlaceOf(NameOf(candidate));
            if (place <= furthest) continue;
            furthest = place;
            best = candidate;
        }
        if (best is { } move) Move(NameOf(move), MoveCause.Reached, move.Plan, at, late, silent, evaluated, null);
    }

    /// <summary>
    /// An event moves the lead to the stage that names it, be it forward or back. One that moves it forward makes way for an
    /// <c>at</c> that became true further on; one that moves it back has the last word. Says whether it moved the lead.
    /// </summary>
    public bool Follow(PlanLedger plan, int stage, string eventName, IEnumerable<Reached> reached, long at, bool late, bool silent, long evaluated)
    {
        var name = plan.Plan.Plan.Stages[stage].Name;
        var place = funnel.PlaceOf(name);
        if (place < 0 || name == Place.Stage) return false;
        if (place > funnel.PlaceOf(Place.Stage) && reached.Any(other => funnel.PlaceOf(NameOf(other)) > place)) return false;
        Move(name, MoveCause.Event, plan, at, late, silent, evaluated, eventName);
        return true;
    }

    /// <summary>Lets the lead fall back where its score has been too low for long enough at the instant that was evaluated.</summary>
    public void Fall(long at, bool late, long evaluated)
    {
        foreach (var plan in plans)
        {
            if (DeadlineUnder(plan) is not { } deadline || deadline > evaluated) continue;
            Move(StageBelow(plan), MoveCause.Fell, plan, at, late, silent: false, evaluated, null);
            return;
        }
    }

    /// <summary>When the lead falls back if its score stays as it is.</summary>
    public long? Deadline()
    {
        long? first = null;
        foreach (var plan in plans)
        {
            if (DeadlineUnder(plan) is { } deadline && (first is null || deadline < first)) first = deadline;
        }
        return first;
    }

    /// <summary>
    /// A plan lets those fall whom it brought to the stage, or whom no plan did. The time counts from when the lead came there,
    /// or a person could not put it there at all.
    /// </summary>
    private long? DeadlineUnder(PlanLedger plan)
    {
        if (plan.Plan.Exits.Length == 0 || (Place.Plan is not null && Place.Plan != plan.Plan.Plan.Id)) return null;
        var stage = plan.Plan.StageOf(Place.Stage);
        if (stage < 0 || plan.BelowSince[stage] is not { } since) return null;
        return Math.Max(since, Place.Since) + plan.Plan.Plan.Stages[stage].Below!.For;
    }

    /// <summary>The stage before this one in the plan, or else in the funnel.</summary>
    private string? StageBelow(PlanLedger plan)
    {
        var here = funnel.PlaceOf(Place.Stage);
        for (var i = plan.Plan.StageOf(Place.Stage) - 1; i >= 0; i--)
        {
            var name = plan.Plan.Plan.Stages[i].Name;
            if (funnel.PlaceOf(name) is var place && place >= 0 && place < here) return name;
        }
        return funnel.Before(Place.Stage!);
    }

    private void Move(string? to, MoveCause cause, PlanLedger plan, long at, bool late, bool silent, long evaluated, string? eventName)
    {
        var id = plan.Plan.Plan.Id;
        Moves.Add(new StageMove(Place.Stage, to, cause, id, at, late, silent, evaluated, plan.Score, eventName));
        Place = new Placement(to, at, cause, id);
    }

    private static string NameOf(Reached reached) => reached.Plan.Plan.Plan.Stages[reached.Stage].Name;
}
