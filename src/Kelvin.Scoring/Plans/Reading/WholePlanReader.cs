using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Grammar;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads the top of a plan, and has its parts read.</summary>
internal static class WholePlanReader
{
    /// <summary>The plan as far as it could be read; only to be used if there was no problem.</summary>
    public static Plan? Read(PlanNode root, string source, Problems problems)
    {
        var kind = ReadKind(root);
        var scope = new PlanScope(problems, kind, Zones.Read(root, problems));
        if (Fields.Of(scope, root, PlanGrammar.Plan) is not { } fields || RuleCount.IsTooLarge(root, problems)) return null;
        fields.Choice("kind", Words.Kinds);
        var id = fields.Id("plan");
        var (min, max) = RuleBounds.ReadWhole(scope, fields);
        var conditions = new ConditionReader(scope);
        var sides = new SideReader(scope, conditions);
        var plan = new Plan
        {
            Id = id ?? "",
            Name = fields.Name("name"),
            Kind = kind,
            TimeZone = scope.Zone.Id,
            Audience = fields.Node("audience") is { } audience ? conditions.Read(audience, ConditionPlace.Scored) : null,
            Min = min,
            Max = max,
            Fit = fields.Node("fit") is { } fit ? sides.ReadFit(fit) : Side.Empty,
            Engagement = fields.Node("engagement") is { } engagement ? sides.ReadEngagement(engagement) : Side.Empty,
            Source = source,
        };
        return ReadThresholds(fields, scope, ReadLabels(fields, scope, conditions, ReadAccount(fields, scope, conditions, plan)));
    }

    /// <summary>A misspelled kind is taken for the one that was meant, so that the rest of the plan is judged by the right rules.</summary>
    private static PlanKind ReadKind(PlanNode root)
    {
        if ((root as PlanMapping)?["kind"] is not PlanScalar scalar) return PlanKind.Lead;
        var written = scalar.Text.Trim();
        return Words.Kinds.GetValueOrDefault(Words.Kinds.ContainsKey(written) ? written : Nearest.To(written, Words.Kinds.Keys) ?? "", PlanKind.Lead);
    }

    private static Plan ReadAccount(Fields fields, PlanScope scope, ConditionReader conditions, Plan plan)
    {
        if (!scope.IsAccount)
        {
            foreach (var key in PlanGrammar.AccountKeys)
            {
                if (fields.Mapping.Find(key) is { } entry) scope.Problems.Add(entry.Key, $"'{key}' belongs to a plan with 'kind: account'; this one scores leads.");
            }
            return plan;
        }
        var accounts = new AccountReader(scope, conditions);
        var names = new UniqueNames(scope, StringComparer.Ordinal);
        return plan with
        {
            Members = fields.Node("members") is { } members ? accounts.ReadMembers(members, plan.Id) : null,
            Committee = fields.List("committee", item => accounts.ReadRole(item, names)),
        };
    }

    private static Plan ReadLabels(Fields fields, PlanScope scope, ConditionReader conditions, Plan plan)
    {
        var labels = new LabelReader(scope, conditions);
        IReadOnlyList<Band> grades = fields.Node("grades") is { } g ? labels.ReadBands(g) : [];
        IReadOnlyList<Band> levels = fields.Node("levels") is { } l ? labels.ReadBands(l) : [];
        var marks = new Marks(grades, levels);
        var ceilingNames = new UniqueNames(scope, StringComparer.Ordinal);
        var ceilings = fields.List("ceilings", item => labels.ReadCeiling(item, marks, ceilingNames));
        var verdicts = fields.List("verdicts", item => labels.ReadVerdict(item, marks));
        foreach (var verdict in verdicts.Select(v => v.Verdict).Concat(ceilings.Select(c => c.Verdict).OfType<string>())) marks.Verdicts.Add(verdict);
        var stages = new StageReader(scope, conditions, marks);
        var stageNames = new UniqueNames(scope, StringComparer.Ordinal);
        return plan with
        {
            Grades = grades,
            Levels = levels,
            Ceilings = ceilings,
            Verdicts = verdicts,
            Stages = fields.List("stages", item => stages.Read(item, stageNames)),
        };
    }

    private static Plan ReadThresholds(Fields fields, PlanScope scope, Plan plan)
    {
        var seen = new HashSet<long>();
        var thresholds = fields.List("thresholds", item => Scalars.Whole(scope, item) is { } at ? new Threshold(item, at) : null);
        foreach (var (node, at) in thresholds)
        {
            if (!seen.Add(at)) scope.Problems.Add(node, $"The threshold {at} stands in the list twice.");
        }
        return plan with { Thresholds = [.. seen] };
    }

    private sealed record Threshold(PlanNode Node, long At);
}
