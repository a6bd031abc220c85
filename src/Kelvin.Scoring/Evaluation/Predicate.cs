using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>A condition with every name resolved.</summary>
internal abstract class Predicate
{
    public abstract bool Holds(Subject subject, Shape? e);

    /// <summary>Depends on the event alone, neither on the lead nor on the instant: decided once per shape.</summary>
    public abstract bool IsOfEvent { get; }

    /// <summary>Nothing but that one trait decides.</summary>
    public abstract bool DependsOnlyOn(TraitSource trait);

    /// <summary>Adds the instants at which the answer can change while nothing happens.</summary>
    public virtual void AddChanges(Subject subject, Shape? e, List<long> instants) { }
}

internal enum Combination { All, Any, None }

internal sealed class CombinedPredicate(Combination combination, Predicate[] parts) : Predicate
{
    public Predicate[] Parts => parts;
    public override bool IsOfEvent { get; } = parts.All(p => p.IsOfEvent);

    public override bool DependsOnlyOn(TraitSource trait) => parts.All(p => p.DependsOnlyOn(trait));

    public override bool Holds(Subject subject, Shape? e)
    {
        foreach (var part in parts)
        {
            if (part.Holds(subject, e) != (combination == Combination.All)) return combination == Combination.Any;
        }
        return combination != Combination.Any;
    }

    public override void AddChanges(Subject subject, Shape? e, List<long> instants)
    {
        foreach (var part in parts) part.AddChanges(subject, e, instants);
    }
}

/// <summary>An operand with its operators. <c>exists</c> looks at the whole value, all others at it or at one and the same element.</summary>
internal sealed class TestPredicate(Source source, bool[] exists, Check[] checks) : Predicate
{
    private readonly bool hasRelative = checks.Any(c => c is RelativeCheck);

    public Source Source => source;
    public bool AsksExistence => exists.Length > 0;

    public override bool IsOfEvent => source.IsOfEvent && !hasRelative;
    public override bool DependsOnlyOn(TraitSource trait) => !hasRelative && source is TraitSource own && own.IsSameAs(trait);

    public override bool Holds(Subject subject, Shape? e)
    {
        var value = source.Get(subject, e);
        foreach (var wanted in exists)
        {
            if (value.IsMissingOrNull == wanted) return false;
        }
        if (checks.Length == 0) return true;
        if (value.IsMissingOrNull) return false;
        if (value.Kind != ValueKind.Array) return PassesAll(value, subject.At);
        foreach (var element in value.AsArray)
        {
            if (!element.IsMissingOrNull && PassesAll(element, subject.At)) return true;
        }
        return false;
    }

    private bool PassesAll(Value value, long at)
    {
        foreach (var check in checks)
        {
            if (!check.Passes(value, at)) return false;
        }
        return true;
    }

    public override void AddChanges(Subject subject, Shape? e, List<long> instants)
    {
        if (!hasRelative) return;
        foreach (var check in checks) (check as RelativeCheck)?.AddChanges(source.Get(subject, e), instants);
    }
}

/// <summary>Enough events match; they are counted beforehand, in the pass over the timeline.</summary>
internal sealed class DidPredicate(int number, int matcher, int atLeast) : Predicate
{
    public int Matcher => matcher;
    public int AtLeast => atLeast;
    public override bool IsOfEvent => false;
    public override bool DependsOnlyOn(TraitSource trait) => false;
    public override bool Holds(Subject subject, Shape? e) => subject.DidCounts[number] >= atLeast;
}
