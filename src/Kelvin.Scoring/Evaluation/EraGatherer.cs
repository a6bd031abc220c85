using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.Evaluation;

/// <summary>
/// The pass that most scores are made by. Between two instants at which some window opens or closes every event of a class is
/// treated alike: there the events of a class are counted, and what depends only on their number is done once. It gives the
/// same as going event by event, to the bit: whole points add up to the same in any order, and all others keep theirs.
/// </summary>
internal static class EraGatherer
{
    public static void Gather(Run run, Matcher[] matchers)
    {
        var at = run.Subject.At;
        var table = run.Facts.Eras;
        if (run.Eras is not { } eras || eras.At != at || !ReferenceEquals(run.ErasOf, table))
        {
            run.Eras = eras = table.At(at);
            run.ErasOf = table;
        }
        var begin = 0;
        for (var i = 0; i < eras.Eras.Length && begin < run.Existing; i++)
        {
            begin = GatherEra(run, matchers, eras.Eras[i], begin, i < eras.Ends.Length ? eras.Ends[i] : long.MaxValue);
        }
        foreach (var number in run.Facts.Halved) run.Sums[number] += run.Fadings[number].Sum((HalfLife)matchers[number].Decay!);
        FindLasts(run, matchers);
    }

    /// <returns>The first event behind the era.</returns>
    private static int GatherEra(Run run, Matcher[] matchers, Era era, int begin, long end)
    {
        var times = run.Timeline.Times[..run.Existing];
        var shapes = run.Timeline.Shapes[..run.Existing];
        var tally = run.Tally;
        var ofShape = run.Facts.Classes.OfShape;
        var i = begin;
        var most = 0;
        for (; i < times.Length && times[i] <= end; i++)
        {
            var shape = shapes[i];
            int number = (uint)shape < (uint)ofShape.Length ? ofShape[shape] : (byte)0;
            if (number == 0 && !Meet(run, i, ref ofShape, out number))
            {
                Apart(run, matchers, i);
                continue;
            }
            tally[number]++;
            if (number > most) most = number;
            foreach (ref readonly var match in era[number].Each.AsSpan()) Take(run, matchers, i, times[i], match);
        }
        for (var number = 1; number <= most; number++)
        {
            if (tally[number] is 0) continue;
            foreach (ref readonly var match in era[number].Tallied.AsSpan())
            {
                if (match.Act == MatchAct.Count) run.Counts[match.Matcher] += tally[number];
                else run.Sums[match.Matcher] += match.Worth * tally[number];
            }
            tally[number] = 0;
        }
        return i;
    }

    private static void Take(Run run, Matcher[] matchers, int index, long time, in ShapeMatch match)
    {
        switch (match.Act)
        {
            case MatchAct.SumHalved: run.Fadings[match.Matcher].Add(run.Subject.At - time, match.Worth); break;
            case MatchAct.List: run.Lists[match.Matcher].Add(new Matched(index, time, match.Worth)); break;
            case MatchAct.SumUndecayed: run.Sums[match.Matcher] += match.Worth; break;
            default: Gatherer.AskAndTake(run, index, matchers[match.Matcher], match, listAll: false); break;
        }
    }

    /// <returns>False when the event's shape has no class.</returns>
    private static bool Meet(Run run, int index, ref byte[] ofShape, out int number)
    {
        number = 0;
        var shape = run.Timeline.Shapes[index];
        if (shape < 0) return false;
        run.Facts.MatchesOf(run, index);
        ofShape = run.Facts.Classes.OfShape;
        number = ofShape[shape];
        return number > 0;
    }

    /// <summary>An event of a shape without a class, by itself.</summary>
    private static void Apart(Run run, Matcher[] matchers, int index)
    {
        var time = run.Timeline.Times[index];
        foreach (var match in run.Facts.MatchesOf(run, index))
        {
            var matcher = matchers[match.Matcher];
            if (time <= Gatherer.After(matcher, run.Subject.At, listAll: false) || time >= matcher.Until) continue;
            switch (match.Act)
            {
                case MatchAct.SumWhole: run.Sums[match.Matcher] += match.Worth; break;
                case MatchAct.Count: run.Counts[match.Matcher]++; break;
                case MatchAct.Last: break;
                default: Take(run, matchers, index, time, match); break;
            }
        }
    }

    /// <summary>The last event that each silence ends with, from the last one back: for most it is among the latest few.</summary>
    private static void FindLasts(Run run, Matcher[] matchers)
    {
        var classes = run.Facts.Classes;
        var sought = run.Facts.Lasts;
        for (var i = run.Existing - 1; i >= 0 && sought != 0; i--)
        {
            var shape = run.Timeline.Shapes[i];
            int number = (uint)shape < (uint)classes.OfShape.Length ? classes.OfShape[shape] : (byte)0;
            var here = (number > 0 ? classes.Lasts[number] : ShapeClasses.LastsOf(run.Facts.MatchesOf(run, i))) & sought;
            for (; here != 0; here &= here - 1)
            {
                var matcher = System.Numerics.BitOperations.TrailingZeroCount(here);
                var time = run.Timeline.Times[i];
                if (time >= matchers[matcher].Until) continue;
                sought &= ~(1UL << matcher);
                if (time >= matchers[matcher].From) run.Lasts[matcher] = time;
            }
        }
    }
}
