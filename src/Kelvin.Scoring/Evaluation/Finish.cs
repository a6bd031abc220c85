using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;

namespace Kelvin.Scoring.Evaluation;

internal sealed record CeilingProgram(Ceiling Source, Predicate When, int Grade, int Level);

/// <summary>When a stage lets a lead in, with every name resolved.</summary>
internal sealed class StageProgram
{
    private readonly StageEntry entry;
    private readonly bool[,]? labels;
    private readonly bool[]? grades;
    private readonly bool[]? levels;
    private readonly string[]? verdicts;

    public StageProgram(StageEntry entry, Predicate? when, Verdicts of)
    {
        (this.entry, When) = (entry, when);
        labels = entry.Labels is null ? null : of.Listed(entry.Labels);
        grades = entry.Grades is null ? null : Listed(of.Grades, entry.Grades);
        levels = entry.Levels is null ? null : Listed(of.Levels, entry.Levels);
        verdicts = entry.Verdicts is null ? null : [.. entry.Verdicts.Select(Values.Texts.Canonical)];
    }

    public Predicate? When { get; }

    /// <summary>The least score that it asks for; null if it asks for none.</summary>
    public long? Score => entry.Score;

    /// <summary>Whether all holds that it asks beside its condition.</summary>
    public bool Admits(in Standing standing) => (entry.Score is not { } score || standing.Value >= score) && AdmitsWhateverTheScore(standing);

    /// <summary>Whether all holds that it asks beside its condition and its score.</summary>
    public bool AdmitsWhateverTheScore(in Standing standing)
    {
        if (entry.Fit is { } fit && standing.Fit < fit) return false;
        if (entry.Engagement is { } engagement && standing.Engagement < engagement) return false;
        if (labels is not null && !labels[standing.GradePlace + 1, standing.LevelPlace + 1]) return false;
        if (grades is not null && !grades[standing.GradePlace + 1]) return false;
        if (levels is not null && !levels[standing.LevelPlace + 1]) return false;
        return verdicts is null || IsListed(standing.Verdict);
    }

    /// <summary>By the place of the name and one; what is missing is not listed.</summary>
    private static bool[] Listed(Ladder ladder, IReadOnlyList<string> list)
    {
        var listed = new bool[ladder.Names.Length + 1];
        foreach (var name in list)
        {
            for (var place = 0; place < ladder.Names.Length; place++) listed[place + 1] |= Values.Texts.Same(Values.Texts.Canonical(name), Values.Texts.Canonical(ladder.Names[place]));
        }
        return listed;
    }

    private bool IsListed(string? verdict)
    {
        if (verdict is null) return false;
        var name = Values.Texts.Canonical(verdict);
        foreach (var item in verdicts!)
        {
            if (Values.Texts.Same(item, name)) return true;
        }
        return false;
    }
}

/// <summary>Which of a plan's conditions hold for a lead.</summary>
internal interface IHolding
{
    bool Ceiling(int ceiling);

    /// <summary>Of a stage that has a condition.</summary>
    bool Stage(int stage);
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
        stages = [.. plan.Stages.Select(s => s.At is not { } at ? null : new StageProgram(at, at.When is null ? null : compile(at.When), verdicts))];
    }

    public CeilingProgram[] Ceilings => ceilings;

    /// <summary>In the order of the plan; null where a stage has no <c>at</c>.</summary>
    public StageProgram?[] Stages => stages;
    public Verdicts Verdicts => verdicts;
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
        var holding = new AskedOf(this, subject);
        var standing = Stand(fit, engagement, holding);
        return new Score(
            fit, engagement, standing.Value, standing.Grade, standing.Level, verdicts.LabelOf(standing.GradePlace, standing.LevelPlace), standing.Verdict, StagesOf(standing, holding));
    }

    /// <summary>The score under its ceilings, with grade, level and verdict.</summary>
    public Standing Stand<T>(long fit, long engagement, T holding)
        where T : struct, IHolding
    {
        var value = Bounded(fit, engagement);
        int grade = verdicts.Grades.PlaceOf(fit), level = verdicts.Levels.PlaceOf(engagement);
        string? overridden = null;
        for (var i = 0; i < ceilings.Length; i++)
        {
            if (!holding.Ceiling(i)) continue;
            var ceiling = ceilings[i];
            if (ceiling.Source.Score is { } most && value > most) value = most;
            grade = Ladder.Capped(grade, ceiling.Grade);
            level = Ladder.Capped(level, ceiling.Level);
            overridden ??= ceiling.Source.Verdict;
        }
        var verdict = overridden ?? verdicts.VerdictOf(grade, level, value);
        return new Standing(fit, engagement, value, grade, level,
            grade < 0 ? null : verdicts.Grades.Names[grade], level < 0 ? null : verdicts.Levels.Names[level], verdict);
    }

    /// <summary>A bit for each stage whose <c>at</c> holds.</summary>
    public ulong StagesOf<T>(in Standing standing, T holding)
        where T : struct, IHolding
    {
        ulong bits = 0;
        for (var i = 0; i < stages.Length; i++)
        {
            if (stages[i] is { } stage && stage.Admits(standing) && (stage.When is null || holding.Stage(i))) bits |= 1UL << i;
        }
        return bits;
    }

    private readonly struct AskedOf(Finish finish, Subject subject) : IHolding
    {
        public bool Ceiling(int ceiling) => finish.ceilings[ceiling].When.Holds(subject, null);
        public bool Stage(int stage) => finish.stages[stage]!.When!.Holds(subject, null);
    }
}
