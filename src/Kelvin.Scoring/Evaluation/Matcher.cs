using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.Evaluation;

/// <summary>What the pass over a timeline does with an event that matches.</summary>
internal enum Gathering
{
    /// <summary>Adds its decayed points to a sum.</summary>
    Sum,

    /// <summary>Counts it.</summary>
    Count,

    /// <summary>Remembers its time.</summary>
    Last,

    /// <summary>Puts it on a list, to be worked on afterwards.</summary>
    List,
}

/// <summary>Finds the events of one rule or one <c>did</c> (scoring.md 3, step 1).</summary>
/// <param name="cutsVisits">The matches are cut into visits before the window applies.</param>
internal sealed class Matcher(EventFilter filter, Predicate? where, bool machines, PointSource points, Decay? decay, Gathering gathering, bool cutsVisits = false)
{
    public long Within { get; } = filter.Within ?? long.MaxValue;
    public long From { get; } = filter.From ?? long.MinValue;
    public long Until { get; } = filter.Until ?? long.MaxValue;
    public Decay? Decay => decay;
    public Gathering Gathering => gathering;
    public bool HasWindow => filter.Within is not null;

    /// <summary>The <c>where</c> must be asked for each lead and instant.</summary>
    public bool WherePending { get; } = where is { IsOfEvent: false };

    /// <summary>The points must be asked for each lead and instant.</summary>
    public bool PointsPending { get; } = !points.IsOfEvent;

    private readonly HashSet<string>? names = filter.Names is null ? null : new HashSet<string>(filter.Names, StringComparer.Ordinal);

    /// <summary>Whether events of that shape can match, as far as the shape alone decides, and what they are then worth.</summary>
    public bool Takes(Shape shape, Subject noSubject, out double worth)
    {
        worth = 0;
        if (!TakesName(shape)) return false;
        if (shape.Machine && !machines) return false;
        if (where is not null && !WherePending && !where.Holds(noSubject, shape)) return false;
        if (!PointsPending) worth = points.Give(noSubject, shape);
        return true;
    }

    /// <summary>The window can be applied in the pass.</summary>
    public bool WindowsAtOnce => HasWindow && !cutsVisits;

    /// <summary>What the pass does with an event that matches.</summary>
    public MatchAct Act(bool asked) => gathering switch
    {
        _ when !asked && (WherePending || PointsPending) => MatchAct.Ask,
        Gathering.Sum => decay switch { null => points.IsWhole ? MatchAct.SumWhole : MatchAct.SumUndecayed, HalfLife => MatchAct.SumHalved, _ => MatchAct.SumDecayed },
        Gathering.Count => MatchAct.Count,
        Gathering.Last => MatchAct.Last,
        _ => MatchAct.List,
    };

    public bool TakesName(Shape shape)
    {
        var name = shape.Layout.Name;
        return names is null ? name is not (Event.Identify or Event.Group) : name is not null && names.Contains(name);
    }

    /// <summary>The part of the <c>where</c> that the shape alone could not decide.</summary>
    public bool WhereHolds(Subject subject, Shape shape) => !WherePending || where!.Holds(subject, shape);

    public double PointsOf(Subject subject, Shape shape) => points.Give(subject, shape);

    public void AddChanges(Subject subject, Shape shape, List<long> instants)
    {
        if (WherePending) where!.AddChanges(subject, shape, instants);
    }
}

/// <summary>One matcher that takes a shape, with what the pass does then and the points that an event of that shape is worth to it.</summary>
internal readonly record struct ShapeMatch(int Matcher, MatchAct Act, double Worth);

/// <summary>What the pass does with an event of a shape: <see cref="Gathering"/>, with the common kinds of decay told apart.</summary>
internal enum MatchAct : byte
{
    /// <summary>Whole points without decay: only how many events there are of each class matters.</summary>
    SumWhole,
    SumUndecayed,
    SumHalved,
    SumDecayed,
    Count,
    Last,
    List,

    /// <summary>The lead or the instant must be asked first.</summary>
    Ask,
}
