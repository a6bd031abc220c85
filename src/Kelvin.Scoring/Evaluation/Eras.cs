namespace Kelvin.Scoring.Evaluation;

/// <summary>What the pass over a timeline does with the events of one class in one era.</summary>
/// <param name="Each">What must be done for each event.</param>
/// <param name="Tallied">Where only the number of events matters.</param>
internal sealed record ClassActs(ShapeMatch[] Each, ShapeMatch[] Tallied)
{
    public static readonly ClassActs None = new([], []);
}

/// <summary>
/// A stretch of time in which the windows of the same rules are open. The acts of its classes are found when they are first
/// asked for. Safe for many threads.
/// </summary>
/// <param name="open">A bit for each matcher whose window is open.</param>
internal sealed class Era(ShapeFacts facts, ulong open)
{
    private volatile ClassActs?[] ofClass = [];

    public ClassActs this[int number]
    {
        get
        {
            var known = ofClass;
            return number < known.Length && known[number] is { } acts ? acts : Learn(number);
        }
    }

    private ClassActs Learn(int number)
    {
        var matches = facts.Classes.Matches;
        if (number >= matches.Length)
        {
            // Learnt by another thread this moment: the class is published before any shape is of it.
            Interlocked.MemoryBarrier();
            matches = facts.Classes.Matches;
        }
        var acts = new ClassActs?[matches.Length];
        for (var i = 0; i < acts.Length; i++)
        {
            var inOpen = matches[i].Where(match => (open >> match.Matcher & 1) != 0).ToArray();
            acts[i] = inOpen.Length == 0 ? ClassActs.None : new(
                [.. inOpen.Where(match => match.Act is not (MatchAct.SumWhole or MatchAct.Count or MatchAct.Last))],
                [.. inOpen.Where(match => match.Act is MatchAct.SumWhole or MatchAct.Count)]);
        }
        ofClass = acts;
        return acts[number]!;
    }
}

/// <summary>The eras of a plan as they lie at one instant: each ends with the instant of the same place, the last one never.</summary>
internal sealed record ErasAt(long At, long[] Ends, Era[] Eras);

/// <summary>
/// The times at which windows of a plan open and close, and what is open between them. Which windows are open together hardly
/// ever changes, only when; so eras are made once. Safe for many threads.
/// </summary>
internal sealed class EraTable(ShapeFacts facts, Matcher[] matchers)
{
    /// <summary>A bit each; plans with more rules take the plain way.</summary>
    public const int MostMatchers = 64;

    /// <summary>From and until can make any number of combinations as time goes on; those beyond are made each time.</summary>
    private const int MostKept = 1024;

    private readonly Dictionary<ulong, Era> kept = [];

    public ErasAt At(long at)
    {
        Span<long> found = stackalloc long[2 * MostMatchers];
        var count = 0;
        foreach (var matcher in matchers)
        {
            if (Gatherer.After(matcher, at, listAll: false) is not long.MinValue and var after) Insert(found, ref count, after);
            if (matcher.Until != long.MaxValue) Insert(found, ref count, matcher.Until - 1);
        }
        var ends = found[..count].ToArray();
        var eras = new Era[ends.Length + 1];
        for (var i = 0; i < eras.Length; i++)
        {
            // What is open at the last instant of an era is open in all of it.
            var instant = i < ends.Length ? ends[i] : long.MaxValue - 1;
            ulong open = 0;
            for (var m = 0; m < matchers.Length; m++)
            {
                if (instant > Gatherer.After(matchers[m], at, listAll: false) && instant < matchers[m].Until) open |= 1UL << m;
            }
            eras[i] = EraOf(open);
        }
        return new ErasAt(at, ends, eras);
    }

    /// <summary>Keeps the few instants ascending, each once.</summary>
    private static void Insert(Span<long> ascending, ref int count, long instant)
    {
        var place = count;
        while (place > 0 && ascending[place - 1] > instant) place--;
        if (place > 0 && ascending[place - 1] == instant) return;
        ascending[place..count].CopyTo(ascending[(place + 1)..]);
        ascending[place] = instant;
        count++;
    }

    private Era EraOf(ulong open)
    {
        lock (kept)
        {
            if (kept.TryGetValue(open, out var era)) return era;
            era = new Era(facts, open);
            if (kept.Count < MostKept) kept[open] = era;
            return era;
        }
    }
}
