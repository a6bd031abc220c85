using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.Evaluation;

/// <summary>For each shape, which matchers of a plan take it: decided once, when the shape is first met. Safe for many threads.</summary>
internal sealed class ShapeFacts(ShapeTable table, Matcher[] matchers)
{
    private static readonly Subject NoSubject = new();
    private readonly Lock growing = new();

    /// <summary>Shapes fall into few classes that are all one to the plan; each class has one array, which stays in the processor's cache.</summary>
    private readonly List<ShapeMatch[]> classes = [];
    private volatile ShapeMatch[]?[] known = new ShapeMatch[]?[256];
    private volatile ShapeClasses numbered = new(matchers, new byte[256], []);

    public ShapeTable Table => table;

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
            if (ofClass < 0 && classes.Count < ShapeClasses.Most)
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
        var ofShape = numbered.OfShape;
        if (shape >= ofShape.Length) Array.Resize(ref ofShape, Math.Max(ofShape.Length * 2, shape + 1));
        // The class must be known before a shape is of it; and an older table has nothing to say of newer classes.
        if (ofShape != numbered.OfShape || ofClass > numbered.Count) numbered = new ShapeClasses(matchers, [.. ofShape], classes);
        Volatile.Write(ref numbered.OfShape[shape], ofClass);
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
