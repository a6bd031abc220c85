using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.WhatIf;

/// <summary>Something that is found of every lead: under which key, and by what rule, which gives it as its points.</summary>
internal sealed record Feature(string Key, Rule Rule);

/// <summary>
/// A rule taken apart: what it asks of a history, which takes a pass over everybody, and what it makes of that, which is cheap.
/// Its points, caps and thresholds are only in the second.
/// </summary>
/// <param name="Features">What is to be found of each lead.</param>
/// <param name="PointsOf">From what was found, in the order of the features, the rule's points before its clamp.</param>
internal sealed record RuleForm(Rule Rule, IReadOnlyList<Feature> Features, Func<ReadOnlySpan<double>, double> PointsOf)
{
    /// <summary>A table with more entries is found as a whole: changing what it gives then takes a pass.</summary>
    private const int EntriesMost = 12;

    private const double UnknownCode = -1;

    /// <summary>Stands for a number that is not known; none that comes from outside is as large.</summary>
    private const double NoNumber = 4e300;

    public double ClampedPointsOf(ReadOnlySpan<double> found) => Bounds.Clamp(PointsOf(found), Rule.Min, Rule.Max);

    public static RuleForm Of(Rule rule, string zone) => rule switch
    {
        FitRule fit => OfFit(fit, zone),
        EventRule events => OfEvents(events, zone),
        _ => throw new ArgumentException($"No form for {rule}."),
    };

    private static RuleForm OfFit(FitRule rule, string zone)
    {
        var bare = rule with { Name = "fit", Min = null, Max = null };
        switch (rule.Points)
        {
            case FixedPoints points:
                return new(rule, [new(FeatureKey.Of("outcome", zone, bare), bare with { Points = new FixedPoints(1, 0), Unknown = UnknownCode })],
                    found => found[0] < 0 ? rule.Unknown : found[0] > 0 ? points.Value : points.Otherwise);
            case ValueTable table:
                var values = table with { Values = [.. table.Values.Select((entry, i) => new KeyValuePair<string, double>(entry.Key, i + 1))], Otherwise = 0 };
                return new(rule, [new(FeatureKey.Of("entry", zone, bare), bare with { Points = values, Unknown = UnknownCode })],
                    found => found[0] < 0 ? rule.Unknown : found[0] == 0 ? table.Otherwise : table.Values[(int)found[0] - 1].Value);
            case BandTable table:
                var bands = table with { Bands = [.. table.Bands.Select((band, i) => new KeyValuePair<double, double>(band.Key, i + 1))] };
                return new(rule, [new(FeatureKey.Of("band", zone, bare), bare with { Points = bands, Unknown = UnknownCode })],
                    found => found[0] < 0 ? rule.Unknown : found[0] == 0 ? 0 : table.Bands[(int)found[0] - 1].Value);
            case TimesNumber times:
                return new(rule, [new(FeatureKey.Of("number", zone, bare), bare with { Points = times with { Factor = 1 }, Unknown = NoNumber })],
                    found => found[0] == NoNumber ? rule.Unknown : found[0] * times.Factor);
            default: throw new ArgumentException($"No form for {rule.Points}.");
        }
    }

    private static RuleForm OfEvents(EventRule rule, string zone)
    {
        var bare = rule with { Name = "events", Min = null, Max = null };
        switch (rule.Measure)
        {
            case EachEvent each: return OfEach(rule, bare, each, zone);
            case AtLeastEvents enough:
                return new(rule, [CountOf(bare, zone)], found => found[0] >= enough.Count ? enough.Points : 0);
            case Total { SumOf: null, Points: var points }:
                var ofCount = NumberPoints.From(points);
                return new(rule, [CountOf(bare, zone)], found => ofCount.Of(found[0]));
            case Total total:
                var ofSum = NumberPoints.From(total.Points);
                return new(rule, [new(FeatureKey.Of("sum", zone, bare), bare with { Measure = total with { Points = new TimesNumber(null, null, 1) } })], found => ofSum.Of(found[0]));
            case AbsentFor silence:
                return new(rule, [new(FeatureKey.Of("silence", zone, bare), bare with { Measure = new AbsentFor(silence.Duration, 1, int.MaxValue) })],
                    found => silence.Points * Math.Min(silence.Repeat ?? 1, found[0]));
            default: throw new ArgumentException($"No form for {rule.Measure}.");
        }
    }

    private static Feature CountOf(EventRule bare, string zone)
    {
        var counted = bare with { Measure = new Total(null, new TimesNumber(null, null, 1)) };
        return new(FeatureKey.Of("count", zone, counted), counted);
    }

    private static RuleForm OfEach(EventRule rule, EventRule bare, EachEvent each, string zone)
    {
        // Where events are kept by what they are worth, a table decides which: then nothing can be taken apart.
        var chooses = rule.Keep == Keep.Largest && (rule.UniqueBy is not null || rule.Limits.Count > 0);
        switch (each.Points)
        {
            case FixedPoints points:
                return new(rule, [new(FeatureKey.Of("worth", zone, bare), bare with { Measure = each with { Points = new FixedPoints(1, 0) } })], found => found[0] * points.Value);
            case ValueTable table when !chooses && table.Values.Count < EntriesMost:
                double[] given = [.. table.Values.Select(entry => entry.Value), table.Otherwise];
                return new(rule, [.. given.Select((_, i) => new Feature(FeatureKey.Of("worth of entry", zone, bare, Text(i)), bare with { Measure = each with { Points = Only(table, i) } }))], found => Sum(found, given));
            case BandTable table when !chooses && table.Bands.Count <= EntriesMost:
                double[] ofBands = [.. table.Bands.Select(band => band.Value)];
                return new(rule, [.. ofBands.Select((_, i) => new Feature(FeatureKey.Of("worth of band", zone, bare, Text(i)), bare with { Measure = each with { Points = Only(table, i) } }))], found => Sum(found, ofBands));
            case TimesNumber times when !chooses:
                return new(rule, [new(FeatureKey.Of("worth of number", zone, bare), bare with { Measure = each with { Points = times with { Factor = 1 } } })], found => found[0] * times.Factor);
            default:
                return new(rule, [new(FeatureKey.Of("points", zone, bare, [.. GivenBy(each.Points)]), bare)], found => found[0]);
        }
    }

    private static ValueTable Only(ValueTable table, int entry) => table with
    {
        Values = [.. table.Values.Select((one, i) => new KeyValuePair<string, double>(one.Key, i == entry ? 1 : 0))],
        Otherwise = entry == table.Values.Count ? 1 : 0,
    };

    private static BandTable Only(BandTable table, int entry) =>
        table with { Bands = [.. table.Bands.Select((band, i) => new KeyValuePair<double, double>(band.Key, i == entry ? 1 : 0))] };

    private static IEnumerable<string> GivenBy(Points points) => points switch
    {
        ValueTable table => table.Values.Select(entry => Text(entry.Value)).Append(Text(table.Otherwise)),
        BandTable table => table.Bands.Select(band => Text(band.Value)),
        TimesNumber times => [Text(times.Factor)],
        _ => [],
    };

    private static double Sum(ReadOnlySpan<double> found, double[] given)
    {
        double sum = 0;
        for (var i = 0; i < given.Length; i++)
        {
            if (given[i] != 0) sum += found[i] * given[i];
        }
        return sum;
    }

    private static string Text(double number) => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
