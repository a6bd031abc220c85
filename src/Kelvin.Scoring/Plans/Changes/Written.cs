using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Plans.Changes;

/// <summary>What stands in a plan, as short text, and whether two places say the same.</summary>
internal static class Written
{
    private const int Longest = 120;

    /// <summary>The same value: keys in any order, numbers by value.</summary>
    public static bool Same(PlanNode left, PlanNode right, params string[] except) => (left, right) switch
    {
        (PlanScalar one, PlanScalar other) => SameScalar(one, other),
        (PlanSequence one, PlanSequence other) => one.Items.Count == other.Items.Count && one.Items.Zip(other.Items).All(pair => Same(pair.First, pair.Second)),
        (PlanMapping one, PlanMapping other) => Entries(one, except).Count() == Entries(other, except).Count()
            && Entries(one, except).All(entry => other[entry.Key.Text] is { } value && Same(entry.Value, value)),
        _ => false,
    };

    private static IEnumerable<PlanEntry> Entries(PlanMapping mapping, string[] except) => mapping.Entries.Where(entry => !except.Contains(entry.Key.Text));

    private static bool SameScalar(PlanScalar left, PlanScalar right)
    {
        if (left.IsNumber && right.IsNumber) return left.Number.Equals(right.Number);
        if (left.Kind != right.Kind) return false;
        return left.Kind != ScalarKind.Text || left.Text == right.Text;
    }

    /// <summary>In one line as it would stand in the file, cut where it gets long.</summary>
    public static string Short(PlanNode node, params string[] except)
    {
        var text = node is PlanMapping mapping && except.Length > 0
            ? string.Join(", ", Entries(mapping, except).Select(entry => $"{entry.Key.Text}: {Whole(entry.Value)}"))
            : Whole(node);
        if (text.Length <= Longest) return text;
        var end = Longest - 1;
        if (char.IsHighSurrogate(text[end - 1])) end--;
        return text[..end] + "…";
    }

    /// <summary>In one line as it would stand in the file.</summary>
    public static string Whole(PlanNode node) => node switch
    {
        PlanScalar { IsNumber: true } scalar => Numbers.ToText(scalar.Number),
        PlanScalar { Kind: ScalarKind.Null } => "null",
        PlanScalar { IsTruth: true } scalar => scalar.Kind == ScalarKind.True ? "true" : "false",
        PlanScalar scalar => Shown.Line(scalar.Text),
        PlanSequence list => $"[{string.Join(", ", list.Items.Select(Whole))}]",
        PlanMapping mapping => $"{{ {string.Join(", ", mapping.Entries.Select(entry => $"{Shown.Line(entry.Key.Text)}: {Whole(entry.Value)}"))} }}",
        _ => "?",
    };
}
