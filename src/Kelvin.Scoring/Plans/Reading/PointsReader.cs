using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Grammar;
using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads how a rule's points come from a value: operands and the three tables.</summary>
internal sealed class PointsReader(PlanScope scope)
{
    /// <summary>A table by an operand. Null after a problem.</summary>
    /// <param name="bare">What a path without a root is below.</param>
    public Points? ReadBy(Fields fields, OperandRoot bare, Construct operand)
    {
        var by = ReadOperand(fields.Node("by"), bare, operand);
        var of = ReadOperand(fields.Node("of"), bare, operand);
        if (by is null || (of is null && fields.Has("of"))) return fields.Has("values") ? ReadValues(fields, by) : ReadOfNumber(fields, null, null);
        return fields.Has("values") ? ReadValues(fields, by) : ReadOfNumber(fields, by, of);
    }

    /// <summary><c>bands</c> or <c>times</c> of a number; without an operand, of a count or a sum.</summary>
    public Points? ReadOfNumber(Fields fields, Operand? by, Operand? of)
    {
        if (fields.Node("bands") is { } bands) return new BandTable(by, of, ReadBands(bands));
        return fields.Points("times") is { } factor ? new TimesNumber(by, of, factor) : null;
    }

    public Operand? ReadOperand(PlanNode? node, OperandRoot bare, Construct construct)
    {
        if (node is null or PlanBroken) return null;
        if (node is PlanScalar) return Scalars.Name(scope, node) is { } path ? new Operand(bare, path) : null;
        if (Fields.Of(scope, node, construct) is not { } fields) return null;
        foreach (var (key, root) in Words.Roots)
        {
            if (construct.Takes(key) && fields.Name(key) is { } path) return new Operand(root, path);
        }
        return null;
    }

    private ValueTable? ReadValues(Fields fields, Operand? by)
    {
        var otherwise = fields.Points("otherwise") ?? 0;
        if (Lists.Table(scope, fields.Node("values")!, 1) is not { } entries) return null;
        var values = new List<KeyValuePair<string, double>>(entries.Count);
        var seen = new Dictionary<string, PlanScalar>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in entries)
        {
            if (!seen.TryAdd(Texts.Canonical(key.Text), key)) SayEqual(key, seen[Texts.Canonical(key.Text)]);
            if (Scalars.Points(scope, value) is { } points) values.Add(new(key.Text, points));
        }
        return by is null ? null : new ValueTable(by, values, otherwise);
    }

    private List<KeyValuePair<double, double>> ReadBands(PlanNode node)
    {
        var bands = new List<KeyValuePair<double, double>>();
        var seen = new Dictionary<double, PlanScalar>();
        foreach (var (key, value) in Lists.Table(scope, node, 1) ?? [])
        {
            var points = Scalars.Points(scope, value);
            if (CoreSchema.Resolve(key.Text.Trim(), out var from) is not (ScalarKind.Whole or ScalarKind.Float) || !double.IsFinite(from))
            {
                scope.Problems.Add(key, $"'{Shown.Short(key.Text)}' is no number; a band starts at a number.", "a number");
            }
            else if (!seen.TryAdd(from, key))
            {
                SayEqual(key, seen[from]);
            }
            else if (points is { } given)
            {
                bands.Add(new(from, given));
            }
        }
        return [.. bands.OrderBy(b => b.Key)];
    }

    private void SayEqual(PlanScalar key, PlanScalar first) =>
        scope.Problems.Add(key, $"The key '{Shown.Short(key.Text)}' equals the key '{Shown.Short(first.Text)}' in line {first.Line}.");
}
