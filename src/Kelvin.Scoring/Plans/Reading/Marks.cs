namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Which grades, levels, labels and verdicts a plan can give.</summary>
internal sealed class Marks
{
    public Marks(IReadOnlyList<Band> grades, IReadOnlyList<Band> levels)
    {
        foreach (var grade in grades) Grades.Add(grade.Name);
        foreach (var level in levels) Levels.Add(level.Name);
        foreach (var label in LabelsOf(grades, levels)) Labels.Add(label);
    }

    public KnownNames Grades { get; } = new("grade", "grades");
    public KnownNames Levels { get; } = new("level", "levels");
    public KnownNames Labels { get; } = new("label", "grades or levels");
    public KnownNames Verdicts { get; } = new("verdict", "verdicts");

    /// <summary>A grade stands alone where the level can be missing, which it cannot if one level takes everything below; and the other way round.</summary>
    private static IEnumerable<string> LabelsOf(IReadOnlyList<Band> grades, IReadOnlyList<Band> levels)
    {
        IEnumerable<string> first = grades.Select(b => b.Name);
        IEnumerable<string> second = levels.Select(b => b.Name);
        if (CanBeMissing(grades)) first = first.Append("");
        if (CanBeMissing(levels)) second = second.Append("");
        return first.SelectMany(grade => second.Select(level => grade + level)).Where(label => label.Length > 0);
    }

    private static bool CanBeMissing(IReadOnlyList<Band> bands) => bands.All(b => b.From is not null);
}
