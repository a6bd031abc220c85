namespace Kelvin.Scoring.Plans.Changes;

/// <summary>What happened to something of a plan.</summary>
public enum ChangeOf { Added, Removed, Changed, Moved }

/// <summary>What kind of thing of a plan has changed.</summary>
public enum ChangedThing { Plan, Side, Rule, Group, Ceiling, Grade, Level, Verdict, Stage, Threshold, Members, Role }

/// <summary>One difference between two plans.</summary>
/// <param name="Path">Where it stands: in the new plan, or in the old one if it was removed.</param>
/// <param name="Name">Of the rule, group, ceiling, stage or role; of a side fit or engagement; the letter of a grade.</param>
/// <param name="Key">What of it has changed; null: all of it was added, removed or moved.</param>
/// <param name="From">As it was written, short; null: it was not there.</param>
/// <param name="To">As it is written, short; null: it is not there any more.</param>
/// <param name="Said">The difference in words, without the name.</param>
public sealed record PlanChange(ChangeOf Change, ChangedThing Kind, string Path, string? Name, string? Key, string? From, string? To, string Said)
{
    /// <summary>The difference as a sentence with the name of what it is about.</summary>
    public string Text => Name is null ? Said : $"{Title}: {Said}";

    /// <summary>What it is about, in words.</summary>
    public string Title => Kind switch
    {
        ChangedThing.Grade => "Grade " + Name,
        ChangedThing.Level => "Level " + Name,
        ChangedThing.Stage => "Stage " + Name,
        ChangedThing.Group => "Group " + Name,
        ChangedThing.Ceiling => "Ceiling " + Name,
        ChangedThing.Role => "Role " + Name,
        _ => Name ?? "Plan",
    };
}
