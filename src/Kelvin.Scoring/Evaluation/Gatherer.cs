using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.Evaluation;

/// <summary>The one pass over a timeline: each event goes to the matchers that take its shape.</summary>
internal static class Gatherer
{
    /// <param name="listAll">Lists every event that matches, whatever its age, instead of summing or counting on the way.</param>
    public static void Gather(Run run, Matcher[] matchers, bool listAll)
    {
        var at = run.Subject.At;
        var after = run.After(matchers.Length);
        for (var i = 0; i < matchers.Length; i++) after[i] = After(matchers[i], at, listAll);

        var times = run.Timeline.Times;
        var shapes = run.Timeline.Shapes;
        var known = run.Facts.Known;
        for (var i = 0; i < run.Existing; i++)
        {
            var shape = shapes[i];
            var facts = (uint)shape < (uint)known.Length && known[shape] is { } learnt ? learnt : Learn(run, i, ref known);
            foreach (ref readonly var match in facts.AsSpan())
            {
                var time = times[i];
                var matcher = matchers[match.Matcher];
                if (time <= after[match.Matcher] || time >= matcher.Until) continue;
                var points = match.Worth;
                if ((matcher.WherePending || matcher.PointsPending) && !Decide(run, i, matcher, ref points)) continue;
                if (listAll || matcher.Gathering == Gathering.List)
                {
                    run.Lists[match.Matcher].Add(new Matched(i, time, points));
                    continue;
                }
                switch (matcher.Gathering)
                {
                    case Gathering.Sum:
                        run.Sums[match.Matcher] += matcher.Decay is { } decay ? points * decay.At(at - time) : points;
                        break;
                    case Gathering.Count: run.Counts[match.Matcher]++; break;
                    default: run.Lasts[match.Matcher] = time; break;
                }
            }
        }
    }

    /// <summary>How many events a counting matcher has found that are still in its window.</summary>
    public static int CountOf(Run run, int number, Matcher matcher)
    {
        var count = run.Counts[number];
        if (count > 0) return count;
        foreach (ref readonly var match in run.Lists[number].Items)
        {
            if (!matcher.HasWindow || match.Time > run.Subject.At - matcher.Within) count++;
        }
        return count;
    }

    /// <summary>The last instant whose events no longer match. On lists the window is applied later: visits are cut before it.</summary>
    private static long After(Matcher matcher, long at, bool listAll)
    {
        var beforeFrom = matcher.From == long.MinValue ? long.MinValue : matcher.From - 1;
        return matcher.HasWindow && !listAll && matcher.Gathering != Gathering.List ? Math.Max(beforeFrom, at - matcher.Within) : beforeFrom;
    }

    private static ShapeMatch[] Learn(Run run, int index, ref ShapeMatch[]?[] known)
    {
        var shape = run.Timeline.Shapes[index];
        if (shape < 0) return run.Facts.Of(run.Timeline.Own[-1 - shape]);
        var facts = run.Facts.Learn(shape);
        known = run.Facts.Known;
        return facts;
    }

    private static bool Decide(Run run, int index, Matcher matcher, ref double points)
    {
        var shape = run.ShapeAt(index);
        if (!matcher.WhereHolds(run.Subject, shape)) return false;
        if (matcher.PointsPending) points = matcher.PointsOf(run.Subject, shape);
        return true;
    }
}
