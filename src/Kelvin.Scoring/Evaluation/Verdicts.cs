using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>Grades or levels: names with the points from which they count, best first.</summary>
internal sealed class Ladder
{
    private readonly Band[] bands;

    public Ladder(IReadOnlyList<Band> written)
    {
        bands = [.. written.OrderByDescending(b => b.From ?? long.MinValue)];
        Names = [.. bands.Select(b => b.Name)];
    }

    /// <summary>Best first.</summary>
    public string[] Names { get; }

    /// <summary>The place of the best band that the points reach; -1 if none.</summary>
    public int PlaceOf(long points)
    {
        for (var i = 0; i < bands.Length; i++)
        {
            if (bands[i].From is not { } from || from <= points) return i;
        }
        return -1;
    }

    /// <summary>The place of a name; -1 if there is none such.</summary>
    public int PlaceOf(string? name) => name is null ? -1 : Array.FindIndex(Names, n => Texts.Same(Texts.Canonical(n), Texts.Canonical(name)));

    /// <summary>No better than the cap; a missing one stays missing.</summary>
    public static int Capped(int place, int cap) => place < 0 || cap < 0 ? place : Math.Max(place, cap);
}

/// <summary>From grade and level to the label, from label and score to the verdict.</summary>
internal sealed class Verdicts
{
    private readonly string?[,] labels;
    private readonly (bool[,]? Labels, long? Score, string Verdict)[] entries;

    public Verdicts(Plan plan, Ladder grades, Ladder levels)
    {
        Grades = grades;
        Levels = levels;
        labels = new string?[grades.Names.Length + 1, levels.Names.Length + 1];
        for (var g = -1; g < grades.Names.Length; g++)
        {
            for (var l = -1; l < levels.Names.Length; l++)
            {
                var label = (g < 0 ? "" : grades.Names[g]) + (l < 0 ? "" : levels.Names[l]);
                labels[g + 1, l + 1] = label.Length == 0 ? null : label;
            }
        }
        entries = [.. plan.Verdicts.Select(v => (v.Labels is null ? null : Listed(v.Labels), v.Score, v.Verdict))];
    }

    public Ladder Grades { get; }
    public Ladder Levels { get; }

    public string? LabelOf(int grade, int level) => labels[grade + 1, level + 1];

    public string? VerdictOf(int grade, int level, long score)
    {
        foreach (var (listed, least, verdict) in entries)
        {
            if (listed is not null && !listed[grade + 1, level + 1]) continue;
            if (least is { } bound && bound > score) continue;
            return verdict;
        }
        return null;
    }

    /// <summary>For each pair of grade and level, whether its label is in the list, compared as texts.</summary>
    public bool[,] Listed(IReadOnlyList<string> list)
    {
        var wanted = list.Select(Texts.Canonical).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var listed = new bool[labels.GetLength(0), labels.GetLength(1)];
        for (var g = 0; g < listed.GetLength(0); g++)
        {
            for (var l = 0; l < listed.GetLength(1); l++) listed[g, l] = labels[g, l] is { } label && wanted.Contains(Texts.Canonical(label));
        }
        return listed;
    }
}
