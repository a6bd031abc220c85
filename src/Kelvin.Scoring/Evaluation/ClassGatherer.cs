using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.Evaluation;

/// <summary>
/// The pass that most scores are made by: the classes of all events first, then rule by rule over the stretch in which its
/// window is open, without a branch that depends on the event. It gives the same as going event by event, to the bit: whole
/// points add up to the same in any order, and all others keep theirs.
/// </summary>
internal static class ClassGatherer
{
    /// <returns>False when some event has no class, or the plan too many rules; then nothing has been gathered.</returns>
    public static bool TryGather(Run run, Matcher[] matchers)
    {
        if (!run.Facts.Classes.IsUsable || !TryClassify(run, out var classes)) return false;
        var at = run.Subject.At;
        var times = run.Timeline.Times[..run.Existing];
        foreach (var column in classes.Tallies)
        {
            var (begin, end) = Stretch(times, Gatherer.WindowOf(matchers[column.Matcher], at, listAll: false));
            var sum = Tally(run.Buffers.Classes.AsSpan(begin..end), column.Adds);
            if (column.Counts) run.Counts[column.Matcher] = (int)sum;
            else run.Sums[column.Matcher] = sum;
        }
        foreach (var column in classes.Fadings)
        {
            var (begin, end) = Stretch(times, Gatherer.WindowOf(matchers[column.Matcher], at, listAll: false));
            run.Sums[column.Matcher] = Fade(run.Buffers, times, begin, end, at, column, (HalfLife)matchers[column.Matcher].Decay!);
        }
        GatherOthers(run, matchers, classes);
        FindLasts(run, matchers, classes);
        return true;
    }

    private static bool TryClassify(Run run, out ShapeClasses classes)
    {
        run.Buffers.MakeRoom(run.Existing);
        var shapes = run.Timeline.Shapes[..run.Existing];
        classes = run.Facts.Classes;
        if (Classify(shapes, classes.OfShape, run.Buffers.Classes)) return true;
        for (var i = 0; i < shapes.Length; i++)
        {
            if (run.Buffers.Classes[i] == 0) run.Facts.MatchesOf(run, i);
        }
        classes = run.Facts.Classes;
        return Classify(shapes, classes.OfShape, run.Buffers.Classes);
    }

    /// <returns>All have one.</returns>
    private static bool Classify(ReadOnlySpan<int> shapes, byte[] ofShape, byte[] into)
    {
        var all = true;
        for (var i = 0; i < shapes.Length; i++)
        {
            var shape = shapes[i];
            var number = (uint)shape < (uint)ofShape.Length ? ofShape[shape] : (byte)0;
            into[i] = number;
            all &= number != 0;
        }
        return all;
    }

    /// <summary>Which of the ascending times lie in a window.</summary>
    private static (int Begin, int End) Stretch(ReadOnlySpan<long> times, Window window)
    {
        var begin = window.After == long.MinValue ? 0 : CountUpTo(times, window.After);
        var end = window.Until == long.MaxValue ? times.Length : CountUpTo(times, window.Until - 1);
        return (begin, Math.Max(begin, end));
    }

    private static int CountUpTo(ReadOnlySpan<long> times, long instant)
    {
        int low = 0, count = times.Length;
        while (count > 0)
        {
            var half = count >> 1;
            var reaches = times[low + half] <= instant;
            low = reaches ? low + half + 1 : low;
            count = reaches ? count - half - 1 : half;
        }
        return low;
    }

    private static long Tally(ReadOnlySpan<byte> classes, int[] adds)
    {
        // A column has a place for every byte.
        ref var first = ref MemoryMarshal.GetArrayDataReference(adds);
        long sum = 0;
        foreach (var number in classes) sum += Unsafe.Add(ref first, number);
        return sum;
    }

    private static double Fade(ClassBuffers buffers, ReadOnlySpan<long> times, int begin, int end, long at, FadingColumn column, HalfLife decay)
    {
        ref var takes = ref MemoryMarshal.GetArrayDataReference(column.Takes);
        ref var worths = ref MemoryMarshal.GetArrayDataReference(column.Worths);
        Span<long> ages = buffers.Ages;
        Span<double> worthOf = buffers.Worths;
        ReadOnlySpan<byte> classes = buffers.Classes;
        var taken = 0;
        for (var i = begin; i < end; i++)
        {
            var number = classes[i];
            ages[taken] = at - times[i];
            worthOf[taken] = Unsafe.Add(ref worths, number);
            taken += Unsafe.Add(ref takes, number);
        }
        return decay.Sum(ages[..taken], worthOf[..taken]);
    }

    private static void GatherOthers(Run run, Matcher[] matchers, ShapeClasses classes)
    {
        ref var has = ref MemoryMarshal.GetArrayDataReference(classes.HasOthers);
        Span<int> indexes = run.Buffers.Indexes;
        ReadOnlySpan<byte> ofEvent = run.Buffers.Classes.AsSpan(0, run.Existing);
        var found = 0;
        for (var i = 0; i < ofEvent.Length; i++)
        {
            indexes[found] = i;
            found += Unsafe.Add(ref has, ofEvent[i]);
        }
        if (found == 0) return;
        var windows = run.Windows(matchers.Length);
        for (var i = 0; i < matchers.Length; i++) windows[i] = Gatherer.WindowOf(matchers[i], run.Subject.At, listAll: false);
        var times = run.Timeline.Times;
        foreach (var index in indexes[..found])
        {
            var time = times[index];
            foreach (ref readonly var match in classes.Others[ofEvent[index]].AsSpan())
            {
                ref readonly var window = ref windows[match.Matcher];
                if (time <= window.After || time >= window.Until) continue;
                if (match.Act == MatchAct.List) run.Lists[match.Matcher].Add(new Matched(index, time, match.Worth));
                else if (match.Act == MatchAct.SumUndecayed) run.Sums[match.Matcher] += match.Worth;
                else Gatherer.AskAndTake(run, index, matchers[match.Matcher], match, listAll: false);
            }
        }
    }

    /// <summary>The last event that each silence ends with, from the last one back: for most it is among the latest few.</summary>
    private static void FindLasts(Run run, Matcher[] matchers, ShapeClasses classes)
    {
        if (classes.LastMatchers.Count == 0) return;
        var sought = ulong.MaxValue >> (64 - classes.LastMatchers.Count);
        for (var i = run.Existing - 1; i >= 0 && sought != 0; i--)
        {
            for (var here = classes.Lasts[run.Buffers.Classes[i]] & sought; here != 0; here &= here - 1)
            {
                var bit = BitOperations.TrailingZeroCount(here);
                var number = classes.LastMatchers[bit];
                var time = run.Timeline.Times[i];
                if (time >= matchers[number].Until) continue;
                sought &= ~(1UL << bit);
                if (time >= matchers[number].From) run.Lasts[number] = time;
            }
        }
    }
}
