using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Ledger;

/// <summary>What a walk begins with.</summary>
/// <param name="Until">The instant up to which the ledger was kept (E); null when nothing of the subject was ever evaluated.</param>
/// <param name="Now">Where the walk ends; not before <paramref name="Until"/>, or it goes nowhere.</param>
public sealed record WalkStart(long? Until, Placement Place, Funnel Funnel, long Now);

/// <summary>What is new about a plan since the ledger was last kept.</summary>
public enum PlanNews
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is new, or another version: what differs because of it is raised.</summary>
    Raised,

    /// <summary>It is new, or another version: what differs because of it is taken in without a word.</summary>
    Silent,
}

/// <summary>What a walk found. What it raised is in the order in which it is to be recorded.</summary>
/// <param name="Until">The instant to which the ledgers are kept now. Before the end where the walk was cut short: then it is to go on from there.</param>
/// <param name="NextChanges">For each plan the next change after the end if nothing happens; null for none, and where the walk was cut short.</param>
/// <param name="Due">When the subject is to be looked at again if nothing happens: a score changes, or a stage is lost. Null: never.</param>
public sealed record WalkEnd(
    long? Until, Placement Place, IReadOnlyList<Crossing> Crossings, IReadOnlyList<StageMove> Moves, IReadOnlyList<NextChange?> NextChanges, long? Due, bool IsCutShort);

/// <summary>
/// Brings the ledgers of one lead or account from E to now: first what differs at E because the past has changed, once, as of
/// now; then every change in its own instant, those of time alone among them (scoring.md 6).
/// </summary>
internal sealed class Walk
{
    private readonly IReadOnlyList<Follower> followers;
    private readonly IReadOnlyList<PlanLedger> plans;
    private readonly History history;
    private readonly WalkStart start;
    private readonly Ratchet ratchet;
    private readonly List<Crossing> crossings = [];
    private readonly List<Ratchet.Reached> reached = [];
    private readonly NextChange?[] next;
    private readonly bool[] isSearched;
    private readonly bool hasMovers;

    /// <param name="plans">One ledger for each follower; changed as the walk goes.</param>
    public Walk(IReadOnlyList<Follower> followers, IReadOnlyList<PlanLedger> plans, History history, WalkStart start)
    {
        (this.followers, this.plans, this.history, this.start) = (followers, plans, history, start);
        ratchet = new Ratchet(start.Funnel, plans, start.Place);
        next = new NextChange?[plans.Count];
        isSearched = new bool[plans.Count];
        hasMovers = plans.Any(plan => plan.Plan.HasMovers);
    }

    /// <param name="news">For each plan.</param>
    /// <param name="most">How many evaluations of events to make before the walk is cut short: each looks at the whole history.</param>
    public WalkEnd Go(IReadOnlyList<PlanNews> news, int most)
    {
        if (history.First is not { } first) return new WalkEnd(start.Until, start.Place, [], [], next, null, false);
        var now = Math.Max(start.Now, start.Until ?? long.MinValue);
        var here = start.Until ?? Math.Min(first - 1, now);
        if (start.Until is not null) Reconsider(here, now, news);
        else foreach (var follower in followers) follower.Know(here);

        while (true)
        {
            var happens = history.After(here);
            var changes = FirstCrossing(here, Math.Min(happens, now));
            var deadline = ratchet.Deadline() ?? long.MaxValue;
            var at = Math.Min(Math.Min(changes, deadline), happens);
            if (at > now) return End(now, happens, deadline);
            if (most <= 0) return new WalkEnd(here, ratchet.Place, crossings, ratchet.Moves, new NextChange?[plans.Count], null, true);
            if (at == happens) most -= Learn(here, at);
            else most -= Elapse(at);
            if (!(at == happens && hasMovers && FollowEvents(at))) ratchet.Advance(reached, at, late: false, silent: false, at);
            ratchet.Fall(at, late: false, at);
            reached.Clear();
            here = at;
        }
    }

    /// <summary>Nothing more is crossed, but the numbers may have changed, and will.</summary>
    private WalkEnd End(long now, long happens, long deadline)
    {
        var due = Math.Min(happens, deadline);
        for (var i = 0; i < plans.Count; i++)
        {
            plans[i].Take(followers[i].ScoreAt(now), now);
            next[i] = followers[i].NextChange(now);
            if (next[i] is { } change) due = Math.Min(due, change.At);
        }
        return new WalkEnd(now, ratchet.Place, crossings, ratchet.Moves, next, due == long.MaxValue ? null : due, false);
    }

    /// <summary>The state at E under the history and the plans as they are now, against what was announced.</summary>
    private void Reconsider(long at, long now, IReadOnlyList<PlanNews> news)
    {
        var silent = new List<Ratchet.Reached>();
        for (var i = 0; i < plans.Count; i++)
        {
            var plan = plans[i];
            var score = followers[i].Know(at);
            var isSilent = news[i] == PlanNews.Silent;
            if (!isSilent) Differences.Between(plan, score, now, late: true, at, crossings);
            AddReached(plan, score, isSilent ? silent : reached);
            plan.Take(score, at);
        }
        if (!(hasMovers && FollowLateEvents(at, now, news)))
        {
            ratchet.Advance(reached, now, late: true, silent: false, at);
            ratchet.Advance(silent, now, late: true, silent: true, at);
        }
        ratchet.Fall(now, late: true, at);
        reached.Clear();
    }

    /// <summary>Something happens: whoever looks at it scores again.</summary>
    private int Learn(long here, long at)
    {
        var evaluations = 0;
        for (var i = 0; i < plans.Count; i++)
        {
            if (followers[i].Learns(here, at))
            {
                Take(i, followers[i].Know(at), at);
                evaluations++;
            }
            else if (next[i] is { } change && change.At == at) Take(i, change.Score, at);
            // The search went only as far as this.
            else isSearched[i] = false;
        }
        return evaluations;
    }

    /// <summary>Nothing happens, but time has passed.</summary>
    private int Elapse(long at)
    {
        for (var i = 0; i < plans.Count; i++)
        {
            if (next[i] is { } change && change.At == at) Take(i, change.Score, at);
        }
        return 1;
    }

    private void Take(int i, Score? score, long at)
    {
        var plan = plans[i];
        Differences.Between(plan, score, at, late: false, at, crossings);
        AddReached(plan, score, reached);
        plan.Take(score, at);
        (next[i], isSearched[i]) = (null, false);
    }

    private static void AddReached(PlanLedger plan, Score? score, List<Ratchet.Reached> to)
    {
        var holding = (score?.Stages ?? 0) & ~(plan.Score?.Stages ?? 0);
        for (var stage = 0; holding != 0; stage++, holding >>= 1)
        {
            if ((holding & 1) != 0) to.Add(new(plan, stage));
        }
    }

    /// <summary>The first crossing under any plan by time alone.</summary>
    private long FirstCrossing(long here, long until)
    {
        var first = long.MaxValue;
        for (var i = 0; i < plans.Count; i++)
        {
            if (!isSearched[i])
            {
                (next[i], isSearched[i]) = (followers[i].FirstCrossing(here, until, out var lowest), true);
                if (lowest is { } value) plans[i].ComeBy(value);
            }
            if (next[i] is { } change) first = Math.Min(first, change.At);
        }
        return first;
    }

    /// <summary>The events of an instant that move to a stage: the last word is with the last event, under the last plan.</summary>
    private bool FollowEvents(long at)
    {
        (PlanLedger Plan, int Stage, string Name)? last = null;
        foreach (var name in history.NamesAt(at))
        {
            foreach (var plan in plans)
            {
                if (plan.Plan.MovedBy(name) is not (>= 0 and var stage)) continue;
                plan.LastOn = (at, stage);
                // A plan moves only those whom it scores.
                if (plan.Score is not null) last = (plan, stage, name);
            }
        }
        return last is { } move && ratchet.Follow(move.Plan, move.Stage, move.Name, reached, at, late: false, silent: false, at);
    }

    /// <summary>
    /// An event that moves to a stage and came late moves there now, unless something later did: another such event, or a
    /// person. Where only a score moved the lead since, it moves on, not back.
    /// </summary>
    private bool FollowLateEvents(long at, long now, IReadOnlyList<PlanNews> news)
    {
        (long At, int Plan, int Stage, string Name)? last = null;
        for (var i = 0; i < plans.Count; i++)
        {
            var plan = plans[i];
            if (!plan.Plan.HasMovers || LastMover(plan, at) is not { } found || plan.LastOn == (found.At, found.Stage)) continue;
            plan.LastOn = (found.At, found.Stage);
            if (plan.Score is not null && (last is not { } other || other.At <= found.At)) last = (found.At, i, found.Stage, found.Name);
        }
        if (last is not { } move || IsOvertaken(plans[move.Plan], move.Stage, move.At)) return false;
        return ratchet.Follow(plans[move.Plan], move.Stage, move.Name, reached, now, late: true, news[move.Plan] == PlanNews.Silent, at);
    }

    private bool IsOvertaken(PlanLedger plan, int stage, long happened)
    {
        var place = ratchet.Place;
        if (place.Since <= happened) return false;
        return place.Cause is MoveCause.Person or MoveCause.Event
            || start.Funnel.PlaceOf(plan.Plan.Plan.Stages[stage].Name) <= start.Funnel.PlaceOf(place.Stage);
    }

    /// <summary>The last event that moves to a stage under a plan; null if it was before the last that is known.</summary>
    private (long At, int Stage, string Name)? LastMover(PlanLedger plan, long upTo)
    {
        foreach (var (at, name) in history.NamesBackFrom(upTo))
        {
            if (plan.LastOn is { } known && at < known.At) return null;
            if (plan.Plan.MovedBy(name) is >= 0 and var stage) return (at, stage, name);
        }
        return null;
    }
}
