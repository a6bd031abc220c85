namespace Kelvin.Scoring.Evaluation;

/// <summary>
/// Shapes that are all one to a plan are of one class; classes are numbered from 1. Of shapes not met yet, and of those met when
/// there were too many classes, the number is 0. For each rule a column says by class what an event is to it. Immutable, but
/// that shapes are added whose class it knows.
/// </summary>
internal sealed class ShapeClasses
{
    public const int Most = byte.MaxValue;

    /// <summary>Plans with more rules are evaluated event by event: most rules then look at few events.</summary>
    private const int MostMatchers = 48;

    public ShapeClasses(Matcher[] matchers, byte[] ofShape, IReadOnlyList<ShapeMatch[]> classes)
    {
        OfShape = ofShape;
        Count = classes.Count;
        IsUsable = matchers.Length <= MostMatchers;
        if (!IsUsable) return;
        var tallies = new List<WholeColumn>();
        var fadings = new List<FadingColumn>();
        var others = new List<ShapeMatch>[Most + 1];
        var column = new ShapeMatch?[Most + 1];
        for (var matcher = 0; matcher < matchers.Length; matcher++)
        {
            var act = matchers[matcher].Act(asked: false);
            for (var i = 0; i < classes.Count; i++) column[i + 1] = OfMatcher(classes[i], matcher);
            switch (act)
            {
                case MatchAct.SumWhole: tallies.Add(new(matcher, false, [.. column.Select(match => (int)(match?.Worth ?? 0))])); break;
                case MatchAct.Count: tallies.Add(new(matcher, true, [.. column.Select(match => match is null ? 0 : 1)])); break;
                case MatchAct.SumHalved: fadings.Add(new(matcher, [.. column.Select(match => match is null ? 0 : 1)], [.. column.Select(match => match?.Worth ?? 0)])); break;
                case MatchAct.Last: LastMatchers.Add(matcher); break;
                default:
                    for (var i = 0; i < column.Length; i++)
                    {
                        if (column[i] is { } match) (others[i] ??= []).Add(match);
                    }
                    break;
            }
        }
        (Tallies, Fadings) = ([.. tallies], [.. fadings]);
        Others = [.. others.Select(matches => matches is null ? [] : matches.ToArray())];
        HasOthers = [.. Others.Select(matches => matches.Length == 0 ? 0 : 1)];
        Lasts = new ulong[Most + 1];
        for (var i = 0; i < classes.Count; i++)
        {
            for (var bit = 0; bit < LastMatchers.Count; bit++)
            {
                if (OfMatcher(classes[i], LastMatchers[bit]) is not null) Lasts[i + 1] |= 1UL << bit;
            }
        }
    }

    /// <summary>The class by the number of the shape.</summary>
    public byte[] OfShape { get; }

    public int Count { get; }

    /// <summary>The plan has few enough rules for columns.</summary>
    public bool IsUsable { get; }

    /// <summary>Rules for which whole numbers are added up, in whatever order.</summary>
    public WholeColumn[] Tallies { get; } = [];

    public FadingColumn[] Fadings { get; } = [];

    /// <summary>By class: all that must be done event by event.</summary>
    public ShapeMatch[][] Others { get; } = [];

    /// <summary>By class: 1 if there is something in <see cref="Others"/>.</summary>
    public int[] HasOthers { get; } = [];

    /// <summary>By class: a bit for each of <see cref="LastMatchers"/> that takes it.</summary>
    public ulong[] Lasts { get; } = [];

    public List<int> LastMatchers { get; } = [];

    private static ShapeMatch? OfMatcher(ShapeMatch[] matches, int matcher)
    {
        foreach (var match in matches)
        {
            if (match.Matcher == matcher) return match;
        }
        return null;
    }
}

/// <summary>What an event adds to a rule, by its class: points without decay, or one to a count.</summary>
internal sealed record WholeColumn(int Matcher, bool Counts, int[] Adds);

/// <summary>What an event is worth to a rule with a half-life, by its class, and 1 where it matches.</summary>
internal sealed record FadingColumn(int Matcher, int[] Takes, double[] Worths);

/// <summary>The working memory of the pass by classes; grows with the longest timeline.</summary>
internal sealed class ClassBuffers
{
    public byte[] Classes = [];
    public int[] Indexes = [];
    public long[] Ages = [];
    public double[] Worths = [];

    /// <summary>One place more than there are events: what is not taken is written behind the last one that is.</summary>
    public void MakeRoom(int events)
    {
        if (Classes.Length > events) return;
        var room = Math.Max(64, events + (events / 2) + 1);
        (Classes, Indexes, Ages, Worths) = (new byte[room], new int[room], new long[room], new double[room]);
    }
}
