using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.Scores;

/// <summary>Scores leads by one plan (scoring.md 1 to 4 and 7). Safe for many threads.</summary>
public sealed class LeadScorer
{
    [ThreadStatic] private static Run? threadRun;
    [ThreadStatic] private static Timeline? threadTimeline;

    private readonly LeadProgram program;
    private readonly ShapeTable shapes;

    internal LeadScorer(LeadProgram program, ShapeTable shapes) => (this.program, this.shapes) = (program, shapes);

    public Plan Plan => program.Plan;

    internal LeadProgram Program => program;

    /// <summary>The score at an instant (milliseconds, UTC); null before the lead was first seen and outside the plan's audience.</summary>
    /// <param name="accounts">Finds what is known of an account; null when nothing is.</param>
    public Score? Score(Timeline timeline, Func<string, AccountHistory?> accounts, long at)
    {
        var run = threadRun ??= new Run();
        return program.Begin(run, timeline, accounts, at) && program.Evaluate(run, at, listAll: false, out var score) ? score : null;
    }

    /// <summary>The score of one of many leads that are kept packed.</summary>
    /// <param name="number">Of the timeline; its shapes are those of the plan set.</param>
    public Score? Score(PackedTimelines packed, int number, Func<string, AccountHistory?> accounts, long at)
    {
        var timeline = threadTimeline ??= new Timeline();
        packed.Read(number, "", timeline);
        return Score(timeline, accounts, at);
    }

    /// <inheritdoc cref="Score(Timeline, Func{string, AccountHistory?}, long)"/>
    public Score? Score(LeadHistory lead, Func<string, AccountHistory?> accounts, long at) => Score(TimelineOf(lead), accounts, at);

    /// <summary>The points of each rule after its clamp, in the order of the plan. False before the lead was first seen.</summary>
    /// <param name="points">Good until the thread scores again.</param>
    internal bool TryFindPoints(Timeline timeline, Func<string, AccountHistory?> accounts, long at, out ReadOnlySpan<double> points)
    {
        var run = threadRun ??= new Run();
        points = run.RulePoints;
        if (!program.Begin(run, timeline, accounts, at)) return false;
        program.Evaluate(run, at, listAll: false, out _);
        points = run.RulePoints;
        return true;
    }

    /// <summary>
    /// The first instant after <paramref name="at"/> at which fit, engagement, score, grade, level, label, verdict or a stage's
    /// <c>at</c> differs if nothing happens: events after <paramref name="at"/> are left out. Null when nothing ever changes,
    /// up to the end of the year 9999, or when there is no score at <paramref name="at"/>.
    /// </summary>
    public NextChange? NextChange(Timeline timeline, Func<string, AccountHistory?> accounts, long at)
    {
        var run = new Run();
        return program.Begin(run, timeline, accounts, at) ? new LeadChangeSearch(program, run).First(at) : null;
    }

    /// <inheritdoc cref="NextChange(Timeline, Func{string, AccountHistory?}, long)"/>
    public NextChange? NextChange(LeadHistory lead, Func<string, AccountHistory?> accounts, long at) => NextChange(TimelineOf(lead), accounts, at);

    /// <summary>The score with its parts, rules, next change and unknowns; null where there is no score.</summary>
    public Explanation? Explain(Timeline timeline, Func<string, AccountHistory?> accounts, long at)
    {
        var run = new Run();
        if (!program.Begin(run, timeline, accounts, at)) return null;
        var explained = Explainer.Explain(program, run, at);
        return explained is null ? null : explained with { NextChange = NextChange(timeline, accounts, at) };
    }

    /// <summary>Only the parts of the score; none where there is no score.</summary>
    public IReadOnlyList<Part> PartsAt(Timeline timeline, Func<string, AccountHistory?> accounts, long at)
    {
        var run = new Run();
        return program.Begin(run, timeline, accounts, at) ? Explainer.Explain(program, run, at)?.Parts ?? [] : [];
    }

    /// <inheritdoc cref="Explain(Timeline, Func{string, AccountHistory?}, long)"/>
    public Explanation? Explain(LeadHistory lead, Func<string, AccountHistory?> accounts, long at) => Explain(TimelineOf(lead), accounts, at);

    private Timeline TimelineOf(LeadHistory lead)
    {
        var timeline = new Timeline();
        timeline.Fill(lead, shapes);
        return timeline;
    }
}
