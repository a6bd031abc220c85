using System.Text.Json.Nodes;
using Kelvin.Scoring.Tests.Naive;
using NodaTime;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>The instants at which a score may change, each with its neighbours a millisecond away.</summary>
public static class Instants
{
    private static readonly string[] DurationKeys =
        ["within", "half_life", "linear", "every", "absent_for", "gap", "older_than", "newer_than", "due_within", "for"];

    private static readonly string[] RepeatingKeys = ["every", "absent_for"];

    private const long Day = 86_400_000;

    public static List<long> Of(IReadOnlyList<JsonNode> plans, NaiveWorld world, Dice dice)
    {
        var zones = plans.Select(NaiveDates.Zone).Distinct().ToList();
        var durations = plans.SelectMany(p => Members(p)).Where(m => DurationKeys.Contains(m.Key)).Select(Duration).Distinct().ToList();
        var repeating = plans.SelectMany(p => Members(p)).Where(m => RepeatingKeys.Contains(m.Key)).Select(Duration).Distinct().ToList();
        var events = world.Leads.SelectMany(l => l.Events).ToList();
        var times = events.Select(e => e.Timestamp).Distinct().ToList();
        var dates = plans.SelectMany(Texts)
            .Concat(events.SelectMany(e => Texts(e.Properties).Concat(Texts(e.Context))))
            .Distinct()
            .SelectMany(text => zones.Select(zone => NaiveDates.Date(NaiveValues.Text(text), zone)))
            .OfType<long>()
            .Distinct()
            .ToList();

        var edges = new HashSet<long>(times);
        edges.UnionWith(dates);
        edges.UnionWith(times.SelectMany(t => durations.Select(d => t + d)));
        edges.UnionWith(times.SelectMany(t => repeating.SelectMany(d => new[] { t + (2 * d), t + (3 * d), t + (4 * d) })));
        edges.UnionWith(dates.SelectMany(t => durations.SelectMany(d => new[] { t - d, t + d })));
        edges.UnionWith(times.SelectMany(t => zones.SelectMany(zone => Midnights(t, zone))));

        var instants = new SortedSet<long>(edges.SelectMany(edge => new[] { edge - 1, edge, edge + 1 }));
        for (var i = 0; i < 20; i++)
        {
            instants.Add(dice.Between(times.Min() - Day, times.Max() + (100 * Day)));
        }

        return [.. instants];
    }

    /// <summary>That many of them, at random; events' own times are as likely as everything else together.</summary>
    public static List<long> Some(IReadOnlyList<JsonNode> plans, NaiveWorld world, Dice dice, int count)
    {
        var own = world.Leads.SelectMany(l => l.Events).Select(e => e.Timestamp).Distinct().ToList();
        var all = Of(plans, world, dice);
        return dice.Some(own, count / 2).Concat(dice.Some(all, count - (count / 2))).Order().ToList();
    }

    private static IEnumerable<long> Midnights(long timestamp, DateTimeZone zone)
    {
        var date = Instant.FromUnixTimeMilliseconds(timestamp).InZone(zone).Date;
        return new[] { date, date.PlusDays(1), date.Next(IsoDayOfWeek.Monday), date.PlusMonths(1).With(DateAdjusters.StartOfMonth) }
            .Select(day => day.AtStartOfDayInZone(zone).ToInstant().ToUnixTimeMilliseconds());
    }

    private static long Duration(KeyValuePair<string, JsonNode?> member) => NaiveDates.Duration(member.Value);

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? node) => node switch
    {
        JsonObject o => o.Concat(o.SelectMany(member => Members(member.Value))),
        JsonArray a => a.SelectMany(Members),
        _ => [],
    };

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(member => Texts(member.Value)),
        JsonArray a => a.SelectMany(Texts),
        _ when NaiveValues.IsText(node) => [node!.GetValue<string>()],
        _ => [],
    };
}
