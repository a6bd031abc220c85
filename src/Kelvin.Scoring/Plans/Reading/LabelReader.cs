using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Grammar;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads what points amount to: grades, levels, ceilings and verdicts.</summary>
internal sealed class LabelReader(PlanScope scope, ConditionReader conditions)
{
    public List<Band> ReadBands(PlanNode node)
    {
        var bands = new List<Band>();
        var names = new UniqueNames(scope, StringComparer.OrdinalIgnoreCase);
        var lines = new Dictionary<long, PlanScalar>();
        PlanScalar? rest = null;
        foreach (var (key, value) in Lists.Table(scope, node, 0, PlanLimits.Marks) ?? [])
        {
            if (Scalars.Mark(scope, key) is not { } name || !names.Add(key, name)) continue;
            if (value is PlanScalar { IsNull: true })
            {
                if (rest is not null) scope.Problems.Add(value, $"'{Shown.Short(rest.Text)}' has null already; only one takes everything below.");
                rest ??= key;
                bands.Add(new Band(name, null));
            }
            else
            {
                var from = Scalars.Whole(scope, value);
                if (from is { } line && !lines.TryAdd(line, key)) scope.Problems.Add(value, $"The threshold {line} is that of '{Shown.Short(lines[line].Text)}' already.");
                bands.Add(new Band(name, from));
            }
        }
        return bands;
    }

    public Ceiling? ReadCeiling(PlanNode node, Marks marks, UniqueNames names)
    {
        if (Fields.Of(scope, node, LabelGrammar.Ceiling) is not { } fields) return null;
        var name = names.Read(fields, "name");
        var when = fields.Node("when") is { } condition ? conditions.Read(condition, ConditionPlace.Scored) : null;
        var score = fields.Whole("score");
        var grade = fields.Node("grade") is { } g ? marks.Grades.Find(scope, g) : null;
        var level = fields.Node("level") is { } l ? marks.Levels.Find(scope, l) : null;
        var verdict = fields.Name("verdict");
        return name is null || when is null ? null : new Ceiling(name, when, score, grade, level, verdict);
    }

    public VerdictRule? ReadVerdict(PlanNode node, Marks marks)
    {
        if (Fields.Of(scope, node, LabelGrammar.Verdict) is not { } fields) return null;
        var labels = fields.Node("label") is { } label ? Lists.OneOrMore(scope, label, item => marks.Labels.Find(scope, item)) : null;
        // Scores are whole, so "at least 29.5" is "at least 30".
        var score = fields.Points("score") is { } least ? (long?)Math.Ceiling(least) : null;
        return fields.Name("verdict") is { } verdict ? new VerdictRule(labels, score, verdict) : null;
    }
}
