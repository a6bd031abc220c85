using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>The lead at the instant: what conditions look at beside the event.</summary>
internal sealed class Subject
{
    public long At;
    public readonly FoldedTraits Traits = new();
    public readonly FoldedTraits AccountTraits = new();

    /// <summary>For each <c>did</c> of the plan: how many events match.</summary>
    public int[] DidCounts = [];
}

/// <summary>Where an operand's value comes from, with every look-up by name done beforehand.</summary>
internal abstract class Source
{
    public abstract Value Get(Subject subject, Shape? e);

    /// <summary>The value depends on the event alone.</summary>
    public virtual bool IsOfEvent => false;
}

/// <summary>A path into traits of which only the top-level keys that plans name are kept, each in a place of its own.</summary>
internal sealed class TraitSource(ValuePath path, int exact, int head, bool ofAccount) : Source
{
    private int Exact => exact;
    private bool OfAccount => ofAccount;
    private bool IsOneTrait => head < 0;

    public override Value Get(Subject subject, Shape? e)
    {
        var traits = TraitsOf(subject);
        var value = traits.At(exact);
        return value.IsMissing && head >= 0 ? path.Below(traits.At(head)) : value;
    }

    /// <summary>The number of the value, if one trait decides it; <see cref="TraitPool.Unnumbered"/> otherwise.</summary>
    public int NumberIn(Subject subject) => IsOneTrait ? TraitsOf(subject).NumberAt(exact) : TraitPool.Unnumbered;

    public bool IsSameAs(TraitSource other) => IsOneTrait && other.IsOneTrait && (exact, ofAccount) == (other.Exact, other.OfAccount);

    private FoldedTraits TraitsOf(Subject subject) => ofAccount ? subject.AccountTraits : subject.Traits;
}

internal sealed class FieldSource(int operand) : Source
{
    public override Value Get(Subject subject, Shape? e) => e!.Field(operand);
    public override bool IsOfEvent => true;
}
