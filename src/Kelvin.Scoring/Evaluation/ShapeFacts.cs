using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.Evaluation;

/// <summary>
/// Shapes that are all one to a plan are of one class; classes are numbered from 1. Of shapes not met yet, and of those met when
/// there were too many classes, the number is 0.
/// </summary>
/// <param name="OfShape">The class by the number of the shape.</param>
/// <param name="Lasts">For each class a bit for each matcher that remembers the last event.</param>
internal sealed record ShapeClasses(byte[] OfShape, ShapeMatch[][] Matches, ulong[] Lasts)
{
    public static ulong LastsOf(ShapeMatch[] matches)
    {
        ulong lasts = 0;
        foreach (var match in matches)
        {
            if (match.Act == MatchAct.Last) lasts |= 1UL << match.Matcher;
        }
        return lasts;
    }
}

/// <summary>For each shape, which matchers of a plan take it: decided once, when the shape is first met. Safe for many threads.</summary>
internal sealed class ShapeFacts(ShapeTable table, Matcher[] matchers)
{
    private const int MostClasses = byte.MaxValue;
    private static readonly Subject NoSubject = new();
    private readonly Lock growing = new();
    private EraTable? eras;

    /// <summary>Shapes fall into few classes that are all one to the plan; each class has one array, which stays in the processor's cache.</summary>
    private readonly List<ShapeMatch[]> classes = [];
    private volatile ShapeMatch[]?[] known = new ShapeMatch[]?[256];
    private volatile ShapeClasses numbered = new(new byte[256], [[]], [0]);

    public ShapeTable Table => table;

    /// <summary>A bit for each matcher that remembers the last event that it takes, without asking the lead.</summary>
    public ulong Lasts { get; } = matchers.Take(EraTable.MostMatchers).Select((matcher, i) => matcher.Act(asked: false) == MatchAct.Last ? 1UL << i : 0).Aggregate(0UL, (all, one) => all | one);

    /// <summary>The matchers that add up what fades by a half-life.</summary>
    public int[] Halved { get; } = [.. Enumerable.Range(0, matchers.Length).Where(i => matchers[i].Act(asked: false) == MatchAct.SumHalved)];

    public EraTable Eras => eras ??= new EraTable(this, matchers);

    /// <summary>The facts known so far, by shape number; null where a shape has not been met.</summary>
    public ShapeMatch[]?[] Known => known;

    public ShapeClasses Classes => numbered;

    /// <summary>What takes an event of a timeline, whether its shape has been met before or not.</summary>
    public ShapeMatch[] MatchesOf(Run run, int index)
    {
        var shape = run.Timeline.Shapes[index];
        if (shape < 0) return Of(run.Timeline.Own[-1 - shape]);
        var met = known;
        return shape < met.Length && met[shape] is { } facts ? facts : Learn(shape);
    }

    public ShapeMatch[] Learn(int number)
    {
        var facts = Of(table[number]);
        lock (growing)
        {
            var ofClass = classes.FindIndex(c => c.AsSpan().SequenceEqual(facts));
            if (ofClass < 0 && classes.Count < MostClasses)
            {
                ofClass = classes.Count;
                classes.Add(facts);
            }
            if (ofClass >= 0)
            {
                facts = classes[ofClass];
                Number(number, (byte)(ofClass + 1));
            }
            if (number >= known.Length)
            {
                var larger = new ShapeMatch[]?[Math.Max(known.Length * 2, number + 1)];
                Array.Copy(known, larger, known.Length);
                larger[number] = facts;
                known = larger;
            }
            else
            {
                known[number] = facts;
            }
        }
        return facts;
    }

    /// <summary>Others may be reading: what they hold stays right, and lacks only what is learnt here.</summary>
    private void Number(int shape, byte ofClass)
    {
        var (ofShape, matches, lasts) = numbered;
        if (shape >= ofShape.Length) Array.Resize(ref ofShape, Math.Max(ofShape.Length * 2, shape + 1));
        if (matches.Length <= classes.Count) (matches, lasts) = ([[], .. classes], [0, .. classes.Select(ShapeClasses.LastsOf)]);
        // The class must be known before a shape is of it.
        numbered = new ShapeClasses(ofShape, matches, lasts);
        Volatile.Write(ref ofShape[shape], ofClass);
    }

    public ShapeMatch[] Of(Shape shape)
    {
        var facts = new List<ShapeMatch>();
        for (var i = 0; i < matchers.Length; i++)
        {
            if (matchers[i].Takes(shape, NoSubject, out var worth)) facts.Add(new(i, matchers[i].Act(asked: false), worth));
        }
        return facts.Count == 0 ? [] : [.. facts];
    }
}
