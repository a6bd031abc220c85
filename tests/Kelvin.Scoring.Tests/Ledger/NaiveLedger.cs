using System.Text.Json.Nodes;
using Kelvin.Scoring.Tests.Naive;

namespace Kelvin.Scoring.Tests.Ledger;

/// <summary>
/// A ledger that is kept by looking at the naive evaluator at every instant that matters, one after the other. It writes what
/// it raises as lines of text: "instant plan what".
/// </summary>
/// <param name="order">The funnel's stages, those aside last.</param>
/// <param name="score">What a plan says of the subject at an instant.</param>
/// <param name="events">The names of the subject's events of an instant, in their order; machine-made ones left out.</param>
internal sealed class NaiveLedger(IReadOnlyList<JsonNode> plans, List<string> order, Func<JsonNode, long, NaiveScore?> score, Func<long, IEnumerable<string>> events)
{
    private readonly Dictionary<JsonNode, NaiveScore?> announced = plans.ToDictionary(p => p, _ => (NaiveScore?)null);
    private readonly Dictionary<(JsonNode Plan, string Stage), long> tooLow = [];
    private string? stage;
    private string? movedBy;
    private long since = long.MinValue;

    public List<string> Lines { get; } = [];

    /// <summary>Looks at each instant in (after, until], and at whatever lies between two of them if something differs.</summary>
    public void Look(IEnumerable<long> instants, long after, long until)
    {
        var waiting = new SortedSet<long>(instants.Where(t => t > after && t <= until));
        for (var here = after; ;)
        {
            foreach (var deadline in Deadlines().Where(t => t > here && t <= until)) waiting.Add(deadline);
            if (waiting.Count == 0) return;
            var next = waiting.Min;
            waiting.Remove(next);
            if (FirstDifference(here, next) is { } earlier)
            {
                waiting.Add(next);
                next = earlier;
            }
            LookAt(next, next, "");
            here = next;
        }
    }

    /// <summary>The state at an instant, whatever it was that was announced: the difference, as of now.</summary>
    public void LookLate(long evaluated, long now) => LookAt(evaluated, now, " late");

    /// <summary>Takes over what another has announced.</summary>
    public void GoOnFrom(NaiveLedger other)
    {
        foreach (var plan in plans) announced[plan] = other.announced[plan];
        foreach (var (key, from) in other.tooLow) tooLow[key] = from;
        (stage, movedBy, since) = (other.stage, other.movedBy, other.since);
    }

    private void LookAt(long t, long now, string late)
    {
        var reached = new List<(JsonNode Plan, string Stage)>();
        foreach (var plan in plans)
        {
            var (was, then) = (announced[plan], score(plan, t));
            announced[plan] = then;
            void Raise(string what) => Lines.Add($"{now} {Id(plan)} {what}{late}");
            if (was?.Grade != then?.Grade) Raise($"grade {was?.Grade ?? "-"} to {then?.Grade ?? "-"}");
            if (was?.Level != then?.Level) Raise($"level {was?.Level ?? "-"} to {then?.Level ?? "-"}");
            if (was?.Verdict != then?.Verdict) Raise($"verdict {was?.Verdict ?? "-"} to {then?.Verdict ?? "-"}");
            foreach (var line in LinesOf(plan))
            {
                var (before, after) = (was is not null && was.Score >= line, then is not null && then.Score >= line);
                if (before != after) Raise($"{line} {(after ? "up" : "down")}");
            }
            foreach (var name in then?.StagesThatHold ?? [])
            {
                if (was is null || !was.StagesThatHold.Contains(name)) reached.Add((plan, name));
            }
            foreach (var (name, least, _) in Exits(plan))
            {
                if (then is not null && then.Score >= least) tooLow.Remove((plan, name));
                else tooLow.TryAdd((plan, name), t);
            }
        }
        MoveAt(t, now, late, reached);
    }

    private void MoveAt(long t, long now, string late, List<(JsonNode Plan, string Stage)> reached)
    {
        var (furthest, by) = (stage, default(JsonNode));
        foreach (var (plan, name) in reached)
        {
            if (Place(name) > Place(furthest)) (furthest, by) = (name, plan);
        }
        if (late == "" && LastMover(t) is { } mover && mover.Stage != stage && (Place(mover.Stage) < Place(stage) || Place(mover.Stage) >= Place(furthest)))
        {
            var (before, forward) = (Place(stage), Place(mover.Stage) > Place(stage));
            Move(mover.Stage, mover.Plan, now, "event" + late);
            // What moves back has the last word.
            if (!forward) by = null;
        }
        if (by is not null && Place(furthest) > Place(stage)) Move(furthest, by, now, "reached" + late);
        foreach (var plan in plans)
        {
            if (Deadline(plan) is not { } deadline || deadline > t) continue;
            Move(Below(plan), plan, now, "fell" + late);
            break;
        }
    }

    private (JsonNode Plan, string Stage)? LastMover(long t)
    {
        (JsonNode, string)? last = null;
        foreach (var name in events(t))
        {
            foreach (var plan in plans.Where(p => announced[p] is not null))
            {
                foreach (var named in Stages(plan).Where(s => Names(s["on"]).Contains(name))) last = (plan, named["name"]!.GetValue<string>());
            }
        }
        return last;
    }

    private void Move(string? to, JsonNode plan, long now, string how)
    {
        Lines.Add($"{now} {Id(plan)} stage {stage ?? "-"} to {to ?? "-"} {how}");
        (stage, since, movedBy) = (to, now, Id(plan));
    }

    private string? Below(JsonNode plan)
    {
        var names = Stages(plan).Select(s => s["name"]!.GetValue<string>()).ToList();
        return names.Take(names.IndexOf(stage!)).LastOrDefault(name => Place(name) < Place(stage)) ?? (Place(stage) > 0 && stage != order[^1] ? order[Place(stage) - 1] : null);
    }

    private IEnumerable<long> Deadlines() => plans.Select(Deadline).OfType<long>();

    private long? Deadline(JsonNode plan) =>
        stage is not null && movedBy == Id(plan) && tooLow.TryGetValue((plan, stage), out var from)
            ? Math.Max(from, since) + Exits(plan).Single(exit => exit.Stage == stage).For : null;

    /// <summary>Between two instants points can only fade, in the main; so what differs at the second can be halved to.</summary>
    private long? FirstDifference(long low, long high)
    {
        if (high - low < 2) return null;
        var before = Show(low);
        if (Show(high - 1) == before) return null;
        high--;
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (Show(middle) == before) low = middle;
            else high = middle;
        }
        return high;
    }

    private string Show(long t) => string.Join(";", plans.Select(plan => score(plan, t) is not { } s ? "-" :
        $"{s.Grade} {s.Level} {s.Verdict} {string.Join(",", s.StagesThatHold)} {string.Join(",", LinesOf(plan).Concat(Exits(plan).Select(e => e.Least)).Select(line => s.Score >= line))}"));

    private int Place(string? name) => name is null ? -1 : order.IndexOf(name);

    private static string Id(JsonNode plan) => plan["plan"]!.GetValue<string>();

    private static IEnumerable<JsonNode> Stages(JsonNode plan) => (plan["stages"]?.AsArray() ?? []).Select(s => s!);

    private static IEnumerable<(string Stage, long Least, long For)> Exits(JsonNode plan) => Stages(plan).Where(s => s["below"] is not null)
        .Select(s => (s["name"]!.GetValue<string>(), (long)NaivePoints.Of(s["below"]!["score"]), NaiveDates.Duration(s["below"]!["for"])));

    private static List<long> LinesOf(JsonNode plan) => (plan["thresholds"]?.AsArray() ?? []).Select(t => (long)NaivePoints.Of(t))
        .Concat(Stages(plan).Select(s => s["at"]?["score"]).Where(s => s is not null).Select(s => (long)NaivePoints.Of(s))).Distinct().ToList();

    private static List<string> Names(JsonNode? on) => on switch
    {
        null => [],
        JsonArray list => [.. list.Select(n => n!.GetValue<string>())],
        _ => [on.GetValue<string>()],
    };
}
