using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;

namespace Kelvin.Server.WhatIf;

/// <summary>How many have a label at the end of a month.</summary>
internal sealed record LabelCount(string? Label, int Leads);

/// <summary>How scores stood at an instant, of those that were looked at.</summary>
internal sealed record MonthShare(DateTimeOffset At, int Leads, double Average, long Median, long P90, IReadOnlyList<LabelCount> Labels);

/// <summary>How everybody stood under one plan at the end of each of the last months: whether scores only ever grow.</summary>
internal static class MonthShares
{
    public const int Months = 12;

    /// <summary>So many leads say enough of a share.</summary>
    public const int SampleMost = 20_000;

    public static IReadOnlyList<MonthShare> Of(EveryLeadNow leads, Plan plan, CancellationToken stopping)
    {
        var scorer = PlanSet.Compile([plan]);
        var instants = Instants(leads.At);
        var step = Math.Max(1, (leads.Count + SampleMost - 1) / SampleMost);
        var found = new Score?[instants.Length][];
        for (var i = 0; i < found.Length; i++) found[i] = new Score?[(leads.Count / step) + 1];
        leads.ForEach(scorer, (number, timeline, accounts) =>
        {
            if (number % step != 0) return;
            for (var i = 0; i < instants.Length; i++) found[i][number / step] = scorer.LeadPlans[0].Score(timeline, accounts, instants[i]);
        }, stopping: stopping);
        return [.. instants.Select((at, i) => Share(at, [.. found[i].OfType<Score>()]))];
    }

    private static MonthShare Share(long at, Score[] scores)
    {
        var values = scores.Select(score => score.Value).Order().ToArray();
        return new MonthShare(
            Kelvin.Server.Instants.Of(at), values.Length, values.Length == 0 ? 0 : Math.Round(values.Average(), 2), values.Length == 0 ? 0 : values[values.Length / 2], values.Length == 0 ? 0 : values[values.Length * 9 / 10],
            [.. scores.GroupBy(score => score.Label).OrderBy(same => same.Key, StringComparer.Ordinal).Select(same => new LabelCount(same.Key, same.Count()))]);
    }

    /// <summary>The first instants of the last months, in UTC, and the one of now.</summary>
    private static long[] Instants(long now)
    {
        var today = DateTimeOffset.FromUnixTimeMilliseconds(now).UtcDateTime;
        var first = new DateTime(today.Year, today.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        return [.. Enumerable.Range(0, Months).Select(back => new DateTimeOffset(first.AddMonths(back + 1 - Months)).ToUnixTimeMilliseconds()).Where(at => at < now), now];
    }
}
