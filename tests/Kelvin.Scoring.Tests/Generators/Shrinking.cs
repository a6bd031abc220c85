using System.Text.Json.Nodes;
using Kelvin.Scoring.Tests.Naive;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>Smaller cases that are still valid: without a plan, a lead, events, a rule, or something that a plan may leave out.</summary>
public static class Shrinking
{
    private static readonly string[] Optional =
    [
        "name", "audience", "timezone", "fit", "engagement", "ceilings", "verdicts", "stages", "thresholds", "committee", "below", "weights", "engaged",
        "where", "within", "decay", "from", "until", "machines", "repeat", "visit", "max", "min", "unknown", "otherwise", "of",
    ];

    private static readonly string[] Lists = ["rules", "ceilings", "verdicts", "stages", "committee", "all", "any", "none", "in", "not_in"];

    public static IEnumerable<RandomCase> Smaller(RandomCase one)
    {
        if (one.Plans.Count > 1)
        {
            yield return one with { Plans = [one.Plans[0]] };
        }

        foreach (var leads in Without(one.World.Leads))
        {
            yield return one with { World = new NaiveWorld(leads) };
        }

        for (var i = 0; i < one.World.Leads.Count; i++)
        {
            var lead = one.World.Leads[i];
            foreach (var events in Without(lead.Events).Concat(lead.Events.SelectMany((e, at) => Simpler(e).Select(s => Replaced(lead.Events, at, s)))))
            {
                yield return one with { World = new NaiveWorld(Replaced(one.World.Leads, i, lead with { Events = events })) };
            }
        }

        for (var i = 0; i < one.Plans.Count; i++)
        {
            foreach (var plan in SmallerPlans(one.Plans[i]))
            {
                yield return one with { Plans = Replaced(one.Plans, i, plan) };
            }
        }
    }

    /// <summary>Without one half, without the other, without each; never without all.</summary>
    private static IEnumerable<List<T>> Without<T>(List<T> items)
    {
        if (items.Count > 3)
        {
            yield return items[..(items.Count / 2)];
            yield return items[(items.Count / 2)..];
        }

        for (var i = 0; items.Count > 1 && i < items.Count; i++)
        {
            yield return [.. items[..i], .. items[(i + 1)..]];
        }
    }

    private static List<T> Replaced<T>(List<T> items, int at, T item) => [.. items[..at], item, .. items[(at + 1)..]];

    private static IEnumerable<NaiveEvent> Simpler(NaiveEvent e)
    {
        foreach (var key in (e.Properties as JsonObject ?? []).Select(p => p.Key).ToList())
        {
            var properties = e.Properties!.DeepClone();
            properties.AsObject().Remove(key);
            yield return e with { Properties = properties };
        }

        if (e.Context is not null)
        {
            yield return e with { Context = null };
        }

        if (e.Machine)
        {
            yield return e with { Machine = false };
        }
    }

    private static IEnumerable<JsonNode> SmallerPlans(JsonNode plan)
    {
        var removals = Removals(plan).Count();
        for (var i = 0; i < removals; i++)
        {
            var smaller = plan.DeepClone();
            Removals(smaller).ElementAt(i)();
            yield return smaller;
        }
    }

    /// <summary>Every single thing that can be taken out of the document, in a fixed order.</summary>
    private static IEnumerable<Action> Removals(JsonNode? node)
    {
        if (node is JsonObject o)
        {
            var isTable = o.Parent is JsonObject parent && o.GetPropertyName() is "values" or "bands" or "grades" or "levels";
            foreach (var (key, value) in o)
            {
                // A rule keeps its name, a grade or a level may be what a ceiling names.
                if (!isTable && Optional.Contains(key) && (key != "name" || o.ContainsKey("plan")))
                {
                    yield return () => o.Remove(key);
                }

                if (value is JsonArray { Count: > 1 } list && Lists.Contains(key))
                {
                    for (var i = 0; i < list.Count; i++)
                    {
                        var at = i;
                        yield return () => list.RemoveAt(at);
                    }
                }

                foreach (var inner in Removals(value))
                {
                    yield return inner;
                }
            }
        }
        else if (node is JsonArray array)
        {
            foreach (var inner in array.SelectMany(Removals))
            {
                yield return inner;
            }
        }
    }
}
