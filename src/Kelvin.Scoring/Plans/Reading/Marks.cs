using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Which grades, levels, labels and verdicts a plan can give: what refers to one must name one of these.</summary>
internal sealed class Marks
{
    private const int MostShown = 30;

    private readonly IReadOnlyList<string> grades;
    private readonly IReadOnlyList<string> levels;
    private readonly IReadOnlyList<string> labels;

    public Marks(IReadOnlyList<Band> grades, IReadOnlyList<Band> levels)
    {
        this.grades = [.. grades.Select(b => b.Name)];
        this.levels = [.. levels.Select(b => b.Name)];
        labels = [.. Labels(grades, levels)];
    }

    public string? Grade(PlanScope scope, PlanNode node) => Known(scope, node, "grade", "grades", grades);
    public string? Level(PlanScope scope, PlanNode node) => Known(scope, node, "level", "levels", levels);
    public string? Label(PlanScope scope, PlanNode node) => Known(scope, node, "label", "grades or levels", labels);

    public static string? Verdict(PlanScope scope, PlanNode node, IReadOnlyList<string> verdicts) => Known(scope, node, "verdict", "verdicts", verdicts);

    /// <summary>A grade stands alone where the level can be missing, which it cannot if one level takes everything below; and the other way round.</summary>
    private static IEnumerable<string> Labels(IReadOnlyList<Band> grades, IReadOnlyList<Band> levels)
    {
        IEnumerable<string> first = grades.Select(b => b.Name);
        IEnumerable<string> second = levels.Select(b => b.Name);
        if (CanBeMissing(grades)) first = first.Append("");
        if (CanBeMissing(levels)) second = second.Append("");
        return first.SelectMany(grade => second.Select(level => grade + level)).Where(label => label.Length > 0).Take(PlanLimits.Entries);
    }

    private static bool CanBeMissing(IReadOnlyList<Band> bands) => bands.All(b => b.From is not null);

    private static string? Known(PlanScope scope, PlanNode node, string what, string source, IReadOnlyList<string> known)
    {
        if (Scalars.Mark(scope, node) is not { } name) return null;
        if (known.FirstOrDefault(k => Texts.Same(Texts.Canonical(k), Texts.Canonical(name))) is { } match) return match;
        var allowed = known.Count == 0 ? null : string.Join(", ", known.Take(MostShown)) + (known.Count > MostShown ? ", …" : "");
        var why = known.Count == 0 ? $"the plan has no {source}" : "the plan does not give it";
        // It can never be: odd, but not wrong.
        scope.Problems.Warn(node, $"There is no {what} '{Shown.Short(name)}': {why}.", allowed, Nearest.To(name, known));
        return name;
    }
}
