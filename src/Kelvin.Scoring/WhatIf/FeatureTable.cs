using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.WhatIf;

/// <summary>
/// What plans ask of everybody's histories as of one instant, found once and kept in columns. A plan that asks for more takes
/// one pass for what is missing; one that asks for what is known takes none.
/// </summary>
/// <param name="leads">How many there are; they are known by numbers from 0.</param>
/// <param name="at">The instant, milliseconds UTC.</param>
public sealed class FeatureTable(int leads, long at)
{
    private readonly Dictionary<string, FeatureColumn> columns = new(StringComparer.Ordinal);
    private bool[]? seen;

    public int Leads => leads;
    public long At => at;

    /// <summary>How much memory the columns take.</summary>
    public long Bytes => columns.Values.Sum(column => column.Bytes) + leads;

    /// <summary>How many features are known of each lead.</summary>
    public int Count => columns.Count;

    /// <summary>Whether a plan can be scored without another pass.</summary>
    public bool Knows(PlanForm form) => seen is not null && form.Keys.All(columns.ContainsKey);

    /// <summary>Begins a pass for what some plans ask and the table does not know yet; null when it knows all.</summary>
    public FeaturePass? Begin(params IEnumerable<PlanForm> forms)
    {
        var missing = forms.SelectMany(form => form.Features.Select(feature => (Feature: feature, form.Plan.TimeZone)))
            .DistinctBy(one => one.Feature.Key, StringComparer.Ordinal).Where(one => !columns.ContainsKey(one.Feature.Key)).ToList();
        return missing.Count == 0 && seen is not null ? null : new FeaturePass(leads, at, [.. missing.Select(one => one.Feature)], [.. missing.Select(one => one.TimeZone)]);
    }

    /// <summary>Takes what a pass has found. After it the pass is not used again.</summary>
    public void Take(FeaturePass pass)
    {
        seen = pass.Seen;
        var made = new FeatureColumn[pass.Features.Count];
        Parallel.For(0, made.Length, i => made[i] = FeatureColumn.Of(pass.Found[i]));
        for (var i = 0; i < made.Length; i++) columns[pass.Features[i].Key] = made[i];
    }

    /// <summary>Lets go of what none of these plans asks.</summary>
    public void KeepOnly(IEnumerable<PlanForm> forms)
    {
        var wanted = forms.SelectMany(form => form.Keys).ToHashSet(StringComparer.Ordinal);
        foreach (var key in columns.Keys.Where(key => !wanted.Contains(key)).ToList()) columns.Remove(key);
    }

    internal FeatureColumn this[string key] => columns[key];

    /// <summary>Whether the lead had been seen by the instant.</summary>
    internal ReadOnlySpan<bool> Seen => seen;
}

/// <summary>A pass over everybody's timelines that finds what a table is missing.</summary>
public sealed class FeaturePass
{
    private readonly long at;

    internal FeaturePass(int leads, long at, IReadOnlyList<Feature> features, IReadOnlyList<string> zones)
    {
        (this.at, Features) = (at, features);
        Seen = new bool[leads];
        Found = [.. features.Select(_ => new double[leads])];
        // Rules are grouped by time zone: a plan has one.
        var plans = new List<Plan>();
        var places = new List<int[]>();
        foreach (var zone in zones.DefaultIfEmpty("UTC").Distinct(StringComparer.Ordinal))
        {
            var fit = Enumerable.Range(0, features.Count).Where(i => zones[i] == zone && features[i].Rule is FitRule).ToList();
            var events = Enumerable.Range(0, features.Count).Where(i => zones[i] == zone && features[i].Rule is EventRule).ToList();
            plans.Add(new Plan
            {
                Id = $"features-{plans.Count}",
                TimeZone = zone,
                Source = "",
                Fit = new Side(null, null, [.. fit.Select(i => features[i].Rule)]),
                Engagement = new Side(null, null, [.. events.Select(i => features[i].Rule)]),
            });
            places.Add([.. fit, .. events]);
        }
        Plans = PlanSet.Compile(plans);
        Places = places;
    }

    /// <summary>In whose shapes the timelines must be.</summary>
    public PlanSet Plans { get; }

    internal IReadOnlyList<Feature> Features { get; }
    internal bool[] Seen { get; }
    internal double[][] Found { get; }

    /// <summary>For each plan: which feature each of its rules finds.</summary>
    private IReadOnlyList<int[]> Places { get; }

    /// <summary>Finds everything of one lead. For many threads, each with other leads.</summary>
    public void Visit(int lead, Timeline timeline, Func<string, AccountHistory?> accounts)
    {
        for (var p = 0; p < Plans.LeadPlans.Count; p++)
        {
            if (!Plans.LeadPlans[p].TryFindPoints(timeline, accounts, at, out var points)) return;
            var places = Places[p];
            for (var i = 0; i < places.Length; i++) Found[places[i]][lead] = points[i];
        }
        Seen[lead] = true;
    }
}
