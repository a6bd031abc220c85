using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>The lead at the instant: what conditions look at beside the event.</summary>
internal sealed class Subject
{
    public long At;
    public Value[] Traits = [];
    public Value[] AccountTraits = [];

    /// <summary>For each trait the number of its value (see <see cref="TraitPool"/>); 0 where it is missing.</summary>
    public int[] TraitNumbers = [];

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
    /// <summary>The place of the one trait that decides the value; -1 if it is not one trait of the lead.</summary>
    public int Place { get; } = ofAccount || head >= 0 ? -1 : exact;

    public override Value Get(Subject subject, Shape? e)
    {
        var traits = ofAccount ? subject.AccountTraits : subject.Traits;
        var value = traits[exact];
        return value.IsMissing && head >= 0 ? path.Below(traits[head]) : value;
    }
}

internal sealed class FieldSource(int operand) : Source
{
    public override Value Get(Subject subject, Shape? e) => e!.Field(operand);
    public override bool IsOfEvent => true;
}
