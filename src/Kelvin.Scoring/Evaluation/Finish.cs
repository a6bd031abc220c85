using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;

namespace Kelvin.Scoring.Evaluation;

internal sealed record CeilingProgram(Ceiling Source, Predicate When, int Grade, int Level);

/// <summary>When a stage lets a lead in, with every name resolved.</summary>
internal sealed class StageProgram(StageEntry entry, Predicate? when, bool[,]? labels)
{
    public Predicate? When => when;

    public bool Holds(Subject subject, in Standing standing)
    {
        if (entry.Score is { } score && standing.Value < score) return false;
        if (entry.Fit is { } fit && standing.Fit < fit) return false;
        if (entry.Engagement is { } engagement && standing.Engagement < engagement) return false;
        if (labels is not null && !labels[standing.GradePlace + 1, standing.LevelPlace + 1]) return false;
        if (!IsListed(entry.Grades, standing.Grade) || !IsListed(entry.Levels, standing.Level) || !IsListed(entry.Verdicts, standing.Verdict)) return false;
        return when is null || when.Holds(subject, null);
    }

    private static bool IsListed(IReadOnlyList<string>? list, string? name)
    {
        if (list is null) return true;
        if (name is null) return false;
        foreach (var item in list)
        {
            if (Values.Texts.Same(Values.Texts.Canonical(item), Values.Texts.Canonical(name))) return true;
        }
        return false;
    }
}

/// <summary>A score on its way: as it is after the ceilings.</summary>
internal readonly record struct Standing(
    long Fit, long Engagement, long Value, int GradePlace, int LevelPlace, string? Grade, string? Level, string? Verdict);

/// <summary>From the two sides to the score: bounds, ceilings, grade, level, label, verdict, stages (scoring.md 4).</summary>
internal sealed class Finish
{
    private readonly Plan plan;
    private readonly Verdicts verdicts;
    private readonly CeilingProgram[] ceilings;
    private readonly StageProgram?[] stages;

    public Finish(Plan plan, Func<Conditions.Condition, Predicate> compile)
    {
        this.plan = plan;
        verdicts = new Verdicts(plan, new Ladder(plan.Grades), new Ladder(plan.Levels));
        ceilings = [.. plan.Ceilings.Select(c => new CeilingProgram(c, compile(c.When), verdicts.Grades.PlaceOf(c.Grade), verdicts.Levels.PlaceOf(c.Level)))];
        stages = [.. plan.Stages.Select(s => s.At is not { } at ? null
            : new StageProgram(at, at.When is null ? null : compile(at.When), at.Labels is null ? null : verdicts.Listed(at.Labels)))];
    }

    public CeilingProgram[] Ceilings => ceilings;
    public IEnumerable<Predicate> Conditions => ceilings.Select(c => c.When).Concat(stages.Where(s => s?.When is not null).Select(s => s!.When!));

    /// <summary>The sum of the sides within the plan's own bounds.</summary>
    public long Bounded(long fit, long engagement)
    {
        var value = Math.Clamp(fit + engagement, -Bounds.Largest, Bounds.Largest);
        if (plan.Max is { } max && value > max) value = max;
        return plan.Min is { } min && value < min ? min : value;
    }

    public Score Of(long fit, long engagement, Subject subject)
    {
        var value = Bounded(fit, engagement);
        int grade = verdicts.Grades.PlaceOf(fit), level = verdicts.Levels.PlaceOf(engagement);
        string? overridden = null;
        foreach (var ceiling in ceilings)
        {
            if (!ceiling.When.Holds(subject, null)) continue;
            if (ceiling.Source.Score is { } most && value > most) value = most;
            grade = Ladder.Capped(grade, ceiling.Grade);
            level = Ladder.Capped(level, ceiling.Level);
            overridden ??= ceiling.Source.Verdict;
        }
        var verdict = overridden ?? verdicts.VerdictOf(grade, level, value);
        var standing = new Standing(fit, engagement, value, grade, level,
            grade < 0 ? null : verdicts.Grades.Names[grade], level < 0 ? null : verdicts.Levels.Names[level], verdict);
        return new Score(fit, engagement, value, standing.Grade, standing.Level, verdicts.LabelOf(grade, level), verdict, StagesOf(subject, standing));
    }

    private ulong StagesOf(Subject subject, in Standing standing)
    {
        ulong holding = 0;
        for (var i = 0; i < stages.Length; i++)
        {
            if (stages[i] is { } stage && stage.Holds(subject, standing)) holding |= 1UL << i;
        }
        return holding;
    }
}
