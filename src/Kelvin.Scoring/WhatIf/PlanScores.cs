using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.WhatIf;

/// <summary>Scores everybody by one plan from what was found of them. Safe for many threads, each with leads of its own.</summary>
public sealed class PlanScores
{
    private const int BlockLeads = 2_048;

    /// <summary>Into how many parts everybody is cut, so that each core has something to do to the end.</summary>
    private const int Parts = 64;

    private readonly FeatureTable table;
    private readonly Finish finish;
    private readonly ItemScores[] fit;
    private readonly ItemScores[] engagement;
    private readonly FeatureColumn? audience;
    private readonly FeatureColumn[] ceilings;
    private readonly FeatureColumn?[] stages;
    private readonly PlanForm form;
    private readonly int levels;

    /// <param name="table">Must know what the plan asks.</param>
    public PlanScores(PlanForm form, FeatureTable table)
    {
        (this.form, this.table) = (form, table);
        var plan = form.Plan;
        finish = new Finish(plan, _ => new NotAsked());
        fit = [.. form.Fit.Select(item => new ItemScores(item, table))];
        engagement = [.. form.Engagement.Select(item => new ItemScores(item, table))];
        var conditions = new Queue<Feature>(form.Conditions);
        audience = plan.Audience is null ? null : table[conditions.Dequeue().Key];
        ceilings = [.. plan.Ceilings.Select(_ => table[conditions.Dequeue().Key])];
        stages = [.. plan.Stages.Select(stage => stage.At?.When is null ? null : table[conditions.Dequeue().Key])];
        var (grades, ofLevels) = (finish.Verdicts.Grades.Names, finish.Verdicts.Levels.Names);
        levels = ofLevels.Length + 1;
        Labels = [.. Enumerable.Range(-1, grades.Length + 1).SelectMany(g => Enumerable.Range(-1, levels)
            .Select(l => new LabelParts(finish.Verdicts.LabelOf(g, l), g < 0 ? null : grades[g], l < 0 ? null : ofLevels[l])))];
        Verdicts = [.. plan.Verdicts.Select(entry => entry.Verdict).Concat(plan.Ceilings.Select(ceiling => ceiling.Verdict).OfType<string>()).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Every label that the plan can give, by its number.</summary>
    public IReadOnlyList<LabelParts> Labels { get; }

    /// <summary>Every verdict that the plan can give, by its number.</summary>
    public IReadOnlyList<string> Verdicts { get; }

    /// <summary>Scores some leads.</summary>
    /// <param name="into">As long as there are leads to score.</param>
    public void Score(int first, Span<Outcome> into)
    {
        var buffers = new Buffers();
        for (var done = 0; done < into.Length; done += BlockLeads)
        {
            var count = Math.Min(BlockLeads, into.Length - done);
            ScoreBlock(first + done, into.Slice(done, count), buffers);
        }
    }

    /// <summary>Everybody, on all cores.</summary>
    public Outcome[] ScoreAll()
    {
        var outcomes = new Outcome[table.Leads];
        Parallel.For(0, Parts, part =>
        {
            var (from, to) = ((int)((long)outcomes.Length * part / Parts), (int)((long)outcomes.Length * (part + 1) / Parts));
            Score(from, outcomes.AsSpan(from, to - from));
        });
        return outcomes;
    }

    private void ScoreBlock(int first, Span<Outcome> into, Buffers buffers)
    {
        var fits = buffers.Fit.AsSpan(0, into.Length);
        var engagements = buffers.Engagement.AsSpan(0, into.Length);
        Sum(fit, first, fits, buffers);
        Sum(engagement, first, engagements, buffers);
        var plan = form.Plan;
        var seen = table.Seen;
        for (var i = 0; i < into.Length; i++)
        {
            var lead = first + i;
            if (!seen[lead] || (audience is not null && audience[lead] == 0))
            {
                into[i] = Outcome.None;
                continue;
            }
            var holding = new Found(this, lead);
            var ofFit = Bounds.Round(Bounds.Clamp(fits[i], plan.Fit.Min, plan.Fit.Max));
            var ofEngagement = Bounds.Round(Bounds.Clamp(engagements[i], plan.Engagement.Min, plan.Engagement.Max));
            var standing = finish.Stand(ofFit, ofEngagement, holding);
            into[i] = new Outcome(
                ofFit, ofEngagement, standing.Value, finish.StagesOf(standing, holding),
                (short)(((standing.GradePlace + 1) * levels) + standing.LevelPlace + 1), NumberOf(standing.Verdict));
        }
    }

    private static void Sum(ItemScores[] items, int first, Span<double> sums, Buffers buffers)
    {
        sums.Clear();
        foreach (var item in items) item.AddTo(first, sums, buffers.Group);
    }

    private short NumberOf(string? verdict)
    {
        if (verdict is null) return -1;
        for (var i = 0; i < Verdicts.Count; i++)
        {
            if (ReferenceEquals(Verdicts[i], verdict) || Verdicts[i] == verdict) return (short)i;
        }
        return -1;
    }

    private readonly struct Found(PlanScores scores, int lead) : IHolding
    {
        public bool Ceiling(int ceiling) => scores.ceilings[ceiling][lead] != 0;
        public bool Stage(int stage) => scores.stages[stage]![lead] != 0;
    }

    private sealed class Buffers
    {
        public readonly double[] Fit = new double[BlockLeads];
        public readonly double[] Engagement = new double[BlockLeads];
        public readonly double[] Group = new double[BlockLeads];
    }

    /// <summary>Takes the place of a condition whose answer is in the table.</summary>
    private sealed class NotAsked : Predicate
    {
        public override bool IsOfEvent => false;
        public override bool DependsOnlyOn(TraitSource trait) => false;
        public override bool Holds(Subject subject, Timelines.Shape? e) => throw new InvalidOperationException("The table knows whether it holds.");
    }

    /// <summary>A rule or a group with the columns that it looks at.</summary>
    private sealed class ItemScores(ItemForm form, FeatureTable table)
    {
        private readonly RuleScores[] rules = [.. form.Rules.Select(rule => new RuleScores(rule, table))];

        public void AddTo(int first, Span<double> sums, double[] buffer)
        {
            if (form.Group is not { } group)
            {
                rules[0].AddTo(first, sums);
                return;
            }
            var ofGroup = buffer.AsSpan(0, sums.Length);
            ofGroup.Clear();
            foreach (var rule in rules) rule.AddTo(first, ofGroup);
            for (var i = 0; i < sums.Length; i++) sums[i] += Bounds.Clamp(ofGroup[i], group.Min, group.Max);
        }
    }

    private sealed class RuleScores
    {
        private readonly RuleForm form;
        private readonly FeatureColumn[] columns;

        /// <summary>Where one column with codes decides: what the rule gives, by code.</summary>
        private readonly double[]? byCode;

        public RuleScores(RuleForm form, FeatureTable table)
        {
            this.form = form;
            columns = [.. form.Features.Select(feature => table[feature.Key])];
            if (columns is not [{ IsCoded: true } only]) return;
            byCode = new double[only.Values.Length];
            for (var code = 0; code < byCode.Length; code++) byCode[code] = form.ClampedPointsOf(only.Values.Slice(code, 1));
        }

        public void AddTo(int first, Span<double> sums)
        {
            if (byCode is { } points)
            {
                var codes = columns[0].Codes.Slice(first, sums.Length);
                for (var i = 0; i < sums.Length; i++) sums[i] += points[codes[i]];
                return;
            }
            Span<double> found = stackalloc double[columns.Length];
            for (var i = 0; i < sums.Length; i++)
            {
                for (var c = 0; c < columns.Length; c++) found[c] = columns[c][first + i];
                sums[i] += form.ClampedPointsOf(found);
            }
        }
    }
}
