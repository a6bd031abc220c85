using Kelvin.Scoring.Plans.Documents;

namespace Kelvin.Scoring.Plans.Changes;

/// <summary>Something of a plan that has a name of its own, with where it stands.</summary>
/// <param name="Place">Such as <c>engagement</c>, or <c>engagement, Content</c> for a rule of a group.</param>
internal sealed record NamedPart(ChangedThing Kind, string Name, string Place, PlanMapping Node)
{
    /// <summary>Under which key the name stands.</summary>
    public string NameKey => Kind == ChangedThing.Group ? "group" : "name";

    /// <summary>What it gives, in a few words.</summary>
    public string Short => Written.Short(Node, NameKey, "rules");

    public bool IsSameAs(NamedPart other) => Kind == other.Kind && Name == other.Name;

    public bool IsInSamePlaceAs(NamedPart other) => IsSameAs(other) && Place == other.Place;
}

/// <summary>Everything in a plan that has a name, in the order of the text.</summary>
internal static class NamedParts
{
    public static List<NamedPart> Of(PlanMapping plan)
    {
        var parts = new List<NamedPart>();
        foreach (var side in (string[])["fit", "engagement"]) AddRules(parts, (plan[side] as PlanMapping)?["rules"], side);
        Add(parts, plan["ceilings"], ChangedThing.Ceiling, "ceilings");
        Add(parts, plan["stages"], ChangedThing.Stage, "stages");
        Add(parts, plan["committee"], ChangedThing.Role, "committee");
        return parts;
    }

    private static void AddRules(List<NamedPart> parts, PlanNode? list, string place)
    {
        foreach (var item in (list as PlanSequence)?.Items.OfType<PlanMapping>() ?? [])
        {
            if ((item["group"] as PlanScalar)?.Text is { } group)
            {
                parts.Add(new NamedPart(ChangedThing.Group, group, place, item));
                AddRules(parts, item["rules"], $"{place}, {group}");
            }
            else if ((item["name"] as PlanScalar)?.Text is { } name)
            {
                parts.Add(new NamedPart(ChangedThing.Rule, name, place, item));
            }
        }
    }

    private static void Add(List<NamedPart> parts, PlanNode? list, ChangedThing kind, string place)
    {
        foreach (var item in (list as PlanSequence)?.Items.OfType<PlanMapping>() ?? [])
        {
            if ((item["name"] as PlanScalar)?.Text is { } name) parts.Add(new NamedPart(kind, name, place, item));
        }
    }
}
