using System.Globalization;
using System.Text.Json.Nodes;

namespace Kelvin.Scoring.Tests.Naive;

/// <summary>Section 3: rules that look at events.</summary>
public static class NaiveEventRules
{
    public static double Points(JsonObject rule, NaiveScope scope)
    {
        if (rule["absent_for"] is not null)
        {
            return AbsentFor(rule, scope);
        }

        var matches = Matches(rule, scope);
        if (rule["visit"] is JsonObject visit)
        {
            matches = Visits(visit, matches);
        }

        matches = Within(rule, matches, scope);
        var kept = Limited(rule, Unique(rule, matches, scope), scope);

        if (rule["at_least"] is { } atLeast)
        {
            return kept.Count >= NaivePoints.Of(atLeast) ? NaivePoints.Of(rule["points"]) : 0;
        }

        if (rule["count"] is not null)
        {
            return NaivePoints.BandsOrTimes(rule, kept.Count);
        }

        if (rule["sum"] is { } summed)
        {
            double total = 0;
            foreach (var e in kept)
            {
                total += NaiveValues.FirstNumber(NaiveConditions.Operand(summed, "property", scope with { Event = e })) ?? 0;
            }

            return NaivePoints.BandsOrTimes(rule, total);
        }

        double points = 0;
        foreach (var e in kept)
        {
            points += Contribution(rule, e, scope);
        }

        return points;
    }

    /// <summary>Step 1, but for visits and the window: by name, mark, from, until and where.</summary>
    public static List<NaiveEvent> Matches(JsonObject rule, NaiveScope scope)
    {
        var matches = new List<NaiveEvent>();
        foreach (var e in scope.Events)
        {
            if (e.Timestamp <= scope.T
                && NameIsOn(rule["on"]!, e.Name)
                && (!e.Machine || rule["machines"]?.GetValue<bool>() == true)
                && (From(rule, scope) is not { } from || from <= e.Timestamp)
                && (Until(rule, scope) is not { } until || e.Timestamp < until)
                && (rule["where"] is not { } where || NaiveConditions.Holds(where, scope with { Event = e })))
            {
                matches.Add(e);
            }
        }

        return matches;
    }

    private static bool NameIsOn(JsonNode on, string name)
    {
        if (on is JsonArray names)
        {
            return names.Any(one => NameIsOn(one!, name));
        }

        var asked = on.GetValue<string>();
        return asked == "*" ? name is not ("identify" or "group") : asked == name;
    }

    private static long? From(JsonObject rule, NaiveScope scope) => NaiveDates.Date(rule["from"], scope.Zone);

    private static long? Until(JsonObject rule, NaiveScope scope) => NaiveDates.Date(rule["until"], scope.Zone);

    /// <summary>Each visit of at least n matches is one event: its n-th match.</summary>
    private static List<NaiveEvent> Visits(JsonObject visit, List<NaiveEvent> matches)
    {
        var gap = visit["gap"] is { } given ? NaiveDates.Duration(given) : 30 * 60_000L;
        var atLeast = (int)NaivePoints.Of(visit["at_least"]);
        var visits = new List<List<NaiveEvent>>();
        NaiveEvent? previous = null;
        foreach (var e in matches)
        {
            if (previous is null || e.Timestamp - previous.Timestamp >= gap)
            {
                visits.Add([]);
            }

            visits[^1].Add(e);
            previous = e;
        }

        return visits.Where(v => v.Count >= atLeast).Select(v => v[atLeast - 1]).ToList();
    }

    /// <summary>T - within &lt; timestamp.</summary>
    public static List<NaiveEvent> Within(JsonObject rule, List<NaiveEvent> matches, NaiveScope scope) =>
        rule["within"] is { } within
            ? matches.Where(e => scope.T - NaiveDates.Duration(within) < e.Timestamp).ToList()
            : matches;

    /// <summary>Step 2: one event per distinct value; those without a value each stand alone.</summary>
    private static List<NaiveEvent> Unique(JsonObject rule, List<NaiveEvent> matches, NaiveScope scope)
    {
        if (rule["unique_by"] is not { } path)
        {
            return matches;
        }

        var kept = new List<NaiveEvent>();
        var classes = new List<(JsonNode Value, List<NaiveEvent> Events)>();
        foreach (var e in matches)
        {
            var value = NaiveConditions.Operand(path, "property", scope with { Event = e });
            if (value is null)
            {
                kept.Add(e);
            }
            else if (classes.FindIndex(c => NaiveValues.SameJson(c.Value, value)) is var known and >= 0)
            {
                classes[known].Events.Add(e);
            }
            else
            {
                classes.Add((value, [e]));
            }
        }

        kept.AddRange(classes.SelectMany(c => Best(rule, c.Events, 1, scope)));
        kept.Sort(NaiveHistory.CompareEvents);
        return kept;
    }

    /// <summary>Step 2: n events per calendar unit, from the smallest unit up.</summary>
    private static List<NaiveEvent> Limited(JsonObject rule, List<NaiveEvent> events, NaiveScope scope)
    {
        var limits = rule["limit"] switch
        {
            JsonArray list => list.Select(l => l!).ToList(),
            { } one => [one],
            null => [],
        };
        foreach (var unit in new[] { "day", "week", "month", "lifetime" })
        {
            foreach (var limit in limits.Where(l => l["per"]!.GetValue<string>() == unit))
            {
                events = events
                    .GroupBy(e => NaiveDates.CalendarUnit(e.Timestamp, unit, scope.Zone))
                    .SelectMany(inUnit => Best(rule, inUnit.ToList(), (int)NaivePoints.Of(limit["times"]), scope))
                    .ToList();
                events.Sort(NaiveHistory.CompareEvents);
            }
        }

        return events;
    }

    /// <summary>Which of the events are kept.</summary>
    private static List<NaiveEvent> Best(JsonObject rule, List<NaiveEvent> events, int times, NaiveScope scope)
    {
        var best = events.ToList();
        best.Sort(NaiveHistory.CompareEvents);
        var keep = rule["keep"]?.GetValue<string>() ?? "largest";
        if (keep != "first")
        {
            best.Reverse();
        }

        if (keep == "largest" && HasContributions(rule))
        {
            // OrderBy is stable: of equal contributions the later stays before the earlier.
            best = best.OrderByDescending(e => Math.Abs(Contribution(rule, e, scope))).ToList();
        }

        return best.Take(times).ToList();
    }

    private static bool HasContributions(JsonObject rule) =>
        rule["at_least"] is null && rule["count"] is null && rule["sum"] is null;

    /// <summary>Step 3: the points of an event times its decay.</summary>
    private static double Contribution(JsonObject rule, NaiveEvent e, NaiveScope scope)
    {
        var keptByLargest = (rule["unique_by"] is not null || rule["limit"] is not null)
            && (rule["keep"]?.GetValue<string>() ?? "largest") == "largest";
        var points = rule["by"] is null
            ? NaivePoints.Of(rule["points"])
            : NaivePoints.By(rule, "property", keptByLargest, scope with { Event = e });
        return points * Decay(rule["decay"], scope.T - e.Timestamp);
    }

    public static double Decay(JsonNode? decay, long age)
    {
        if (decay?["half_life"] is { } halfLife)
        {
            return Math.Pow(2, -(double)age / NaiveDates.Duration(halfLife));
        }

        if (decay?["linear"] is { } linear)
        {
            return Math.Max(0, 1 - (double)age / NaiveDates.Duration(linear));
        }

        if (decay?["steps"] is { } steps)
        {
            var lose = double.Parse(steps["lose"]!.GetValue<string>().TrimEnd('%'), CultureInfo.InvariantCulture);
            return Math.Pow(1 - lose / 100, age / NaiveDates.Duration(steps["every"]));
        }

        return 1;
    }

    private static double AbsentFor(JsonObject rule, NaiveScope scope)
    {
        var from = From(rule, scope);
        if (scope.T < from || scope.T >= Until(rule, scope))
        {
            return 0;
        }

        var last = Matches(rule, scope).LastOrDefault()?.Timestamp ?? scope.FirstSeen;
        if (last < from)
        {
            last = from.Value;
        }

        var duration = NaiveDates.Duration(rule["absent_for"]);
        var silence = scope.T - last;
        if (silence < duration)
        {
            return 0;
        }

        return rule["repeat"] is { } repeat
            ? NaivePoints.Of(rule["points"]) * Math.Min((long)NaivePoints.Of(repeat), silence / duration)
            : NaivePoints.Of(rule["points"]);
    }
}
