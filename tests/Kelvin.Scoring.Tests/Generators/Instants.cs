using System.Text.Json.Nodes;
using Kelvin.Scoring.Tests.Naive;
using NodaTime;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>The instants at which a score may change, each with its neighbours a millisecond away.</summary>
public static class Instants
{
    private static readonly string[] RelativeKeys = ["older_than", "newer_than", "due_within"];

    private static readonly string[] RepeatingKeys = ["every", "absent_for"];

    private static readonly string[] DurationKeys = [.. RelativeKeys, .. RepeatingKeys, "within", "half_life", "linear", "gap", "for"];

    private const long Day = 86_400_000;

    /// <summary>All of them, in order, and some at random.</summary>
    public static List<long> Of(IReadOnlyList<JsonNode> plans, NaiveWorld world, Dice dice) =>
        [.. new SortedSet<long>(Kinds(plans, world, dice).SelectMany(kind => kind).SelectMany(edge => new[] { edge - 1, edge, edge + 1 }))];

    /// <summary>That many of them, each kind as likely as the others, however many it has.</summary>
    public static List<long> Some(IReadOnlyList<JsonNode> plans, NaiveWorld world, Dice dice, int count)
    {
        var kinds = Kinds(plans, world, dice).Where(kind => kind.Count > 0).ToList();
        return Enumerable.Range(0, count).Select(_ => dice.OneOf(dice.OneOf(kinds)) + dice.One(-1, 0, 0, 1)).Distinct().Order().ToList();
    }

    /// <summary>The instants that a plan names: from, until, and what dates are compared with.</summary>
    public static List<long> Named(JsonNode plan) => Dates(Texts(plan), [NaiveDates.Zone(plan)]);

    private static List<List<long>> Kinds(IReadOnlyList<JsonNode> plans, NaiveWorld world, Dice dice)
    {
        List<long> Durations(string[] keys) =>
            plans.SelectMany(p => Objects(p)).SelectMany(o => o).Where(m => keys.Contains(m.Key)).Select(m => NaiveDates.Duration(m.Value)).Distinct().ToList();

        var zones = plans.Select(NaiveDates.Zone).Distinct().ToList();
        var events = world.Leads.SelectMany(l => l.Events).ToList();
        var times = events.Select(e => e.Timestamp).Distinct().ToList();
        var starts = world.Leads.Select(l => l.Events.Min(e => e.Timestamp)).Concat(times).Concat(plans.SelectMany(Named)).ToList();
        var dates = Dates(events.SelectMany(e => Texts(e.Properties).Concat(Texts(e.Context))), zones);

        return
        [
            times,
            times.SelectMany(t => Durations(DurationKeys).Select(d => t + d)).ToList(),
            starts.SelectMany(t => Durations(RepeatingKeys).SelectMany(d => new[] { t + d, t + (2 * d), t + (3 * d), t + (4 * d) })).ToList(),
            plans.SelectMany(Named).ToList(),
            dates,
            plans.SelectMany(p => Objects(p)).SelectMany(test => RelativeEdges(test, events, zones)).ToList(),
            times.SelectMany(t => zones.SelectMany(zone => Midnights(t, zone))).ToList(),
            Enumerable.Range(0, 20).Select(_ => dice.Between(times.Min() - Day, times.Max() + (100 * Day))).ToList(),
        ];
    }

    /// <summary>Where a test of a date against a duration turns: at the dates that its path has held, the duration before and after.</summary>
    private static IEnumerable<long> RelativeEdges(JsonObject test, List<NaiveEvent> events, List<DateTimeZone> zones)
    {
        var durations = test.Where(m => RelativeKeys.Contains(m.Key)).Select(m => NaiveDates.Duration(m.Value)).ToList();
        if (durations.Count == 0)
        {
            return [];
        }

        var path = test.First(m => m.Key is "trait" or "account" or "property" or "context").Value!.GetValue<string>();
        var held = events.SelectMany(e => new[] { e.Properties, e.Context }).SelectMany(document => Texts(NaiveHistory.At(document, path)));
        return Dates(held, zones).SelectMany(t => durations.SelectMany(d => new[] { t - d, t + d }));
    }

    private static IEnumerable<long> Midnights(long timestamp, DateTimeZone zone)
    {
        var date = Instant.FromUnixTimeMilliseconds(timestamp).InZone(zone).Date;
        return new[] { date, date.PlusDays(1), date.Next(IsoDayOfWeek.Monday), date.PlusMonths(1).With(DateAdjusters.StartOfMonth) }
            .Select(day => day.AtStartOfDayInZone(zone).ToInstant().ToUnixTimeMilliseconds());
    }

    private static List<long> Dates(IEnumerable<string> texts, List<DateTimeZone> zones) =>
        texts.Distinct().SelectMany(text => zones.Select(zone => NaiveDates.Date(NaiveValues.Text(text), zone))).OfType<long>().Distinct().ToList();

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(member => Objects(member.Value)).Prepend(o),
        JsonArray a => a.SelectMany(Objects),
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
