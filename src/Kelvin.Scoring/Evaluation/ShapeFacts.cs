using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.Evaluation;

/// <summary>For each shape, which matchers of a plan take it: decided once, when the shape is first met. Safe for many threads.</summary>
internal sealed class ShapeFacts(ShapeTable table, Matcher[] matchers)
{
    private const int MostClasses = 256;
    private static readonly Subject NoSubject = new();
    private readonly Lock growing = new();

    /// <summary>Shapes fall into few classes that are all one to the plan; each class has one array, which stays in the processor's cache.</summary>
    private readonly List<ShapeMatch[]> classes = [];
    private volatile ShapeMatch[]?[] known = new ShapeMatch[]?[256];

    public ShapeTable Table => table;

    /// <summary>The facts known so far, by shape number; null where a shape has not been met.</summary>
    public ShapeMatch[]?[] Known => known;

    public ShapeMatch[] Learn(int number)
    {
        var facts = Of(table[number]);
        lock (growing)
        {
            if (classes.Find(c => c.AsSpan().SequenceEqual(facts)) is { } same) facts = same;
            else if (classes.Count < MostClasses) classes.Add(facts);
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
