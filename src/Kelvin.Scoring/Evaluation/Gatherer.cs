using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.Evaluation;

/// <summary>The one pass over a timeline: each event goes to the matchers that take its shape.</summary>
internal static class Gatherer
{
    /// <param name="listAll">Lists every event that matches, whatever its age, instead of summing or counting on the way.</param>
    public static void Gather(Run run, Matcher[] matchers, bool listAll)
    {
        if (listAll || !ClassGatherer.TryGather(run, matchers)) GatherPlainly(run, matchers, listAll);
    }

    /// <summary>Event by event, window by window.</summary>
    private static void GatherPlainly(Run run, Matcher[] matchers, bool listAll)
    {
        var at = run.Subject.At;
        var windows = run.Windows(matchers.Length);
        for (var i = 0; i < matchers.Length; i++) windows[i] = WindowOf(matchers[i], at, listAll);

        var times = run.Timeline.Times;
        var shapes = run.Timeline.Shapes;
        var sums = run.Sums;
        var known = run.Facts.Known;
        for (var i = 0; i < run.Existing; i++)
        {
            var shape = shapes[i];
            var facts = (uint)shape < (uint)known.Length && known[shape] is { } learnt ? learnt : Learn(run, i, ref known);
            var time = times[i];
            foreach (ref readonly var match in facts.AsSpan())
            {
                ref readonly var window = ref windows[match.Matcher];
                if (time <= window.After || time >= window.Until) continue;
                switch (match.Act)
                {
                    case MatchAct.SumWhole or MatchAct.SumUndecayed when !listAll: sums[match.Matcher] += match.Worth; break;
                    case MatchAct.SumHalved when !listAll:
                        sums[match.Matcher] += match.Worth * ((HalfLife)matchers[match.Matcher].Decay!).At(at - time);
                        break;
                    case MatchAct.Count when !listAll: run.Counts[match.Matcher]++; break;
                    case MatchAct.Last when !listAll: run.Lasts[match.Matcher] = time; break;
                    case MatchAct.List: run.Lists[match.Matcher].Add(new Matched(i, time, match.Worth)); break;
                    default: AskAndTake(run, i, matchers[match.Matcher], match, listAll); break;
                }
            }
        }
    }

    /// <summary>The rarer ways: what depends on the lead, decays that are neither none nor a half-life, and lists of everything.</summary>
    public static void AskAndTake(Run run, int index, Matcher matcher, in ShapeMatch match, bool listAll)
    {
        var points = match.Worth;
        var time = run.Timeline.Times[index];
        if (match.Act == MatchAct.Ask && !Decide(run, index, matcher, ref points)) return;
        switch (listAll ? MatchAct.List : matcher.Act(asked: true))
        {
            case MatchAct.List: run.Lists[match.Matcher].Add(new Matched(index, time, points)); break;
            case MatchAct.Count: run.Counts[match.Matcher]++; break;
            case MatchAct.Last: run.Lasts[match.Matcher] = time; break;
            default: run.Sums[match.Matcher] += matcher.Decay is { } decay ? points * decay.At(run.Subject.At - time) : points; break;
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

    /// <summary>When events match. Where all are listed, or visits are cut first, the window is applied later.</summary>
    public static Window WindowOf(Matcher matcher, long at, bool listAll)
    {
        var after = matcher.From == long.MinValue ? long.MinValue : matcher.From - 1;
        if (matcher.WindowsAtOnce && !listAll) after = Math.Max(after, at - matcher.Within);
        return new Window(after, matcher.Until);
    }

    private static ShapeMatch[] Learn(Run run, int index, ref ShapeMatch[]?[] known)
    {
        var facts = run.Facts.MatchesOf(run, index);
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
