using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.WhatIf;

/// <summary>What may be wrong with a plan that is right as a document.</summary>
public enum HealthKind { NeverFires, FiresForEveryone, AlwaysTogether, EatenByCap, Dominates, NobodySends, OutOfReach }

/// <summary>One such thing.</summary>
/// <param name="Rule">The rule or group that it is about; null: the whole plan.</param>
/// <param name="Share">Of the leads, or of the points; 0 to 1.</param>
/// <param name="Other">The other rule; the name that nobody sends.</param>
public sealed record HealthFinding(HealthKind Kind, string? Rule, double? Share, string? Other, string Text);

/// <summary>What a rule does over everybody.</summary>
/// <param name="Leads">To how many it gives points, or takes them.</param>
/// <param name="Points">All its points together, after its own cap.</param>
/// <param name="Cut">What its own cap took of them.</param>
public sealed record RuleHealth(string Name, string Side, int Leads, double Share, double Points, double Cut);

/// <summary>How the rules of a plan do over everybody, from what was found of them.</summary>
public sealed class PlanHealth
{
    private const double NearlyAll = 0.99;
    private const double EatenShare = 0.5;
    private const double DominantShare = 0.6;
    private const int LeadsForWords = 20;

    private readonly List<HealthFinding> findings = [];
    private readonly List<RuleHealth> rules = [];

    private PlanHealth() { }

    public IReadOnlyList<HealthFinding> Findings => findings;
    public IReadOnlyList<RuleHealth> Rules => rules;

    /// <param name="outcomes">Everybody's, under the plan; those without a score do not count.</param>
    public static PlanHealth Of(PlanForm form, FeatureTable table, ReadOnlySpan<Outcome> outcomes)
    {
        var health = new PlanHealth();
        var scored = new List<int>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].IsScored) scored.Add(i);
        }
        var fired = new List<(string Name, ulong First, ulong Second, int Leads)>();
        foreach (var (side, items) in (ReadOnlySpan<(string, IReadOnlyList<ItemForm>)>)[("fit", form.Fit), ("engagement", form.Engagement)])
        {
            foreach (var item in items) health.Add(side, item, table, scored, fired);
        }
        health.Judge(form.Plan, scored.Count, fired);
        health.JudgeBands(form.Plan, outcomes, scored.Count);
        return health;
    }

    private void Add(string side, ItemForm item, FeatureTable table, List<int> scored, List<(string, ulong, ulong, int)> fired)
    {
        double ofGroup = 0, cutByGroup = 0;
        var columns = item.Rules.Select(rule => rule.Features.Select(feature => table[feature.Key]).ToArray()).ToList();
        var (leads, points, cut) = (new int[item.Rules.Count], new double[item.Rules.Count], new double[item.Rules.Count]);
        var (first, second) = (new ulong[item.Rules.Count], new ulong[item.Rules.Count]);
        Span<double> found = stackalloc double[16];
        foreach (var lead in scored)
        {
            double sum = 0;
            for (var r = 0; r < item.Rules.Count; r++)
            {
                var of = columns[r];
                for (var c = 0; c < of.Length; c++) found[c] = of[c][lead];
                var given = item.Rules[r].PointsOf(found[..of.Length]);
                var kept = Bounds.Clamp(given, item.Rules[r].Rule.Min, item.Rules[r].Rule.Max);
                sum += kept;
                if (given == 0) continue;
                leads[r]++;
                points[r] += Math.Abs(kept);
                cut[r] += Math.Abs(given - kept);
                // Two sums over who it fires for: the same for two rules only if they fire for the same leads, but for chance.
                first[r] += Mixed((ulong)lead);
                second[r] ^= Mixed((ulong)lead + 0x9E3779B97F4A7C15);
            }
            if (item.Group is not { } group) continue;
            ofGroup += Math.Abs(sum);
            cutByGroup += Math.Abs(sum - Bounds.Clamp(sum, group.Min, group.Max));
        }
        for (var r = 0; r < item.Rules.Count; r++)
        {
            rules.Add(new RuleHealth(item.Rules[r].Rule.Name, side, leads[r], scored.Count == 0 ? 0 : leads[r] / (double)scored.Count, points[r], cut[r]));
            fired.Add((item.Rules[r].Rule.Name, first[r], second[r], leads[r]));
        }
        if (item.Group is { } named && ofGroup > 0 && cutByGroup / ofGroup > EatenShare)
            findings.Add(new(HealthKind.EatenByCap, named.Name, cutByGroup / ofGroup, null, $"The cap of the group '{named.Name}' takes {Percent(cutByGroup / ofGroup)} of its points."));
    }

    private void Judge(Plan plan, int scored, List<(string Name, ulong First, ulong Second, int Leads)> fired)
    {
        if (scored < LeadsForWords) return;
        var all = rules.Sum(rule => rule.Points);
        foreach (var rule in rules)
        {
            if (rule.Leads == 0) findings.Add(new(HealthKind.NeverFires, rule.Name, 0, null, $"'{rule.Name}' gives nobody points."));
            else if (rule.Share >= NearlyAll) findings.Add(new(HealthKind.FiresForEveryone, rule.Name, rule.Share, null, $"'{rule.Name}' gives points to {Percent(rule.Share)} of the leads: it tells nobody apart."));
            if (rule.Points + rule.Cut > 0 && rule.Cut / (rule.Points + rule.Cut) > EatenShare)
                findings.Add(new(HealthKind.EatenByCap, rule.Name, rule.Cut / (rule.Points + rule.Cut), null, $"The cap of '{rule.Name}' takes {Percent(rule.Cut / (rule.Points + rule.Cut))} of its points."));
            if (rules.Count > 2 && all > 0 && rule.Points / all > DominantShare)
                findings.Add(new(HealthKind.Dominates, rule.Name, rule.Points / all, null, $"'{rule.Name}' makes {Percent(rule.Points / all)} of all points of '{plan.Id}'."));
        }
        foreach (var same in fired.Where(rule => rule.Leads > 0 && rule.Leads < scored * NearlyAll).GroupBy(rule => (rule.First, rule.Second, rule.Leads)).Where(same => same.Count() > 1))
        {
            var names = same.Select(rule => rule.Name).ToList();
            foreach (var other in names.Skip(1))
                findings.Add(new(HealthKind.AlwaysTogether, names[0], same.Key.Leads / (double)scored, other, $"'{names[0]}' and '{other}' always fire together, for the same {same.Key.Leads} leads."));
        }
    }

    /// <summary>Bands in which nobody is.</summary>
    private void JudgeBands(Plan plan, ReadOnlySpan<Outcome> outcomes, int scored)
    {
        if (scored < LeadsForWords) return;
        ulong held = 0;
        foreach (ref readonly var outcome in outcomes) held |= outcome.Stages;
        for (var i = 0; i < plan.Stages.Count; i++)
        {
            if (plan.Stages[i].At is not null && (held >> i & 1) == 0)
                findings.Add(new(HealthKind.OutOfReach, null, 0, plan.Stages[i].Name, $"Nobody fulfils what the stage '{plan.Stages[i].Name}' asks."));
        }
    }

    /// <summary>Adds what the plan asks for and nobody sends, with the nearest name that somebody does.</summary>
    /// <param name="events">Names of events that come in; empty: not known yet.</param>
    /// <param name="traits">Top-level traits that come in.</param>
    public void AddUnsent(Plan plan, IReadOnlyCollection<string> events, IReadOnlyCollection<string> traits, IReadOnlyCollection<string> accountTraits)
    {
        var asked = Asked.Of(plan);
        if (events.Count > 0)
        {
            foreach (var (rule, name) in asked.Events.Where(one => !events.Contains(one.Name, StringComparer.Ordinal))) Add("event", rule, name, events);
        }
        if (traits.Count > 0)
        {
            foreach (var (rule, name) in asked.Traits.Where(one => !Knows(traits, one.Name))) Add("trait", rule, name, traits);
        }
        if (accountTraits.Count > 0)
        {
            foreach (var (rule, name) in asked.AccountTraits.Where(one => !Knows(accountTraits, one.Name))) Add("account trait", rule, name, accountTraits);
        }

        void Add(string what, string? rule, string name, IReadOnlyCollection<string> known)
        {
            var nearest = Plans.Reading.Nearest.To(name, known);
            findings.Add(new(HealthKind.NobodySends, rule, null, name, $"Nobody sends the {what} '{name}'{(rule is null ? "" : $" that '{rule}' asks for")}.{(nearest is null ? "" : $" Did you mean '{nearest}'?")}"));
        }
    }

    private static bool Knows(IReadOnlyCollection<string> known, string path) => known.Contains(path, StringComparer.Ordinal) || known.Contains(path.Split('.')[0], StringComparer.Ordinal);

    private static string Percent(double share) => share.ToString("P0", System.Globalization.CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);

    private static ulong Mixed(ulong x)
    {
        x = (x + 1) * 0xBF58476D1CE4E5B9;
        x ^= x >> 29;
        x *= 0x94D049BB133111EB;
        return x ^ (x >> 32);
    }
}

/// <summary>Which names of events and traits a plan asks for, and for which rule.</summary>
internal sealed class Asked
{
    public List<(string? Rule, string Name)> Events { get; } = [];
    public List<(string? Rule, string Name)> Traits { get; } = [];
    public List<(string? Rule, string Name)> AccountTraits { get; } = [];

    private readonly PlanKind kind;

    private Asked(PlanKind kind) => this.kind = kind;

    public static Asked Of(Plan plan)
    {
        var asked = new Asked(plan.Kind);
        foreach (var rule in plan.Fit.Items.Concat(plan.Engagement.Items).SelectMany(item => item is RuleGroup group ? group.Rules : [(Rule)item])) asked.Add(rule);
        foreach (var (name, when) in plan.Ceilings.Select(ceiling => (ceiling.Name, ceiling.When)).Concat(plan.Committee.Select(role => (role.Name, role.When)))) asked.Add(name, when);
        foreach (var stage in plan.Stages)
        {
            foreach (var name in stage.On) asked.Events.Add((stage.Name, name));
            if (stage.At?.When is { } when) asked.Add(stage.Name, when);
        }
        if (plan.Audience is not null) asked.Add(null, plan.Audience);
        foreach (var list in (List<(string? Rule, string Name)>[])[asked.Events, asked.Traits, asked.AccountTraits])
        {
            var distinct = list.DistinctBy(one => one.Name, StringComparer.Ordinal).ToList();
            list.Clear();
            list.AddRange(distinct);
        }
        return asked;
    }

    private void Add(Rule rule)
    {
        switch (rule)
        {
            case FitRule fit:
                if (fit.When is not null) Add(rule.Name, fit.When);
                Add(rule.Name, fit.Points switch { ValueTable table => table.By, BandTable table => table.By, TimesNumber times => times.By, _ => null });
                break;
            case EventRule events: Add(rule.Name, events.Events); break;
        }
    }

    private void Add(string? rule, EventFilter filter)
    {
        foreach (var name in filter.Names ?? []) Events.Add((rule, name));
        if (filter.Where is not null) Add(rule, filter.Where);
    }

    private void Add(string? rule, Operand? operand)
    {
        if (operand is not { Root: OperandRoot.Trait or OperandRoot.Account }) return;
        (kind == PlanKind.Account || operand.Root == OperandRoot.Account ? AccountTraits : Traits).Add((rule, operand.Path));
    }

    private void Add(string? rule, Condition condition)
    {
        switch (condition)
        {
            case AllOf all: foreach (var part in all.Conditions) Add(rule, part); break;
            case AnyOf any: foreach (var part in any.Conditions) Add(rule, part); break;
            case NoneOf none: foreach (var part in none.Conditions) Add(rule, part); break;
            case Test test: Add(rule, test.Operand); break;
            case Did did: Add(rule, did.Events); break;
        }
    }
}
