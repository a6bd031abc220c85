using Kelvin.Scoring.Plans.Reading;

namespace Kelvin.Scoring.Plans.Documents;

/// <summary>Puts the tree together for both readers, and holds the rules that both share: limits, and keys that are scalars and stand once.</summary>
internal sealed class TreeBuilder(Problems problems)
{
    private int nodes;

    /// <summary>Whether there is room for one more node at this depth (the root is at 1); if not, a problem says so.</summary>
    public bool HasRoom(PlanNode node, int depth)
    {
        if (depth > PlanLimits.Depth)
        {
            problems.Add(node, $"The plan is nested deeper than {PlanLimits.Depth} levels.");
            return false;
        }
        if (++nodes <= PlanLimits.Nodes) return true;
        problems.Add(node, $"The plan has more than {PlanLimits.Nodes} values.");
        return false;
    }

    public static T Place<T>(T node, PlanNode? parent, string? key, int index)
        where T : PlanNode
    {
        node.Parent = parent;
        node.Key = key;
        node.Index = index;
        return node;
    }

    public void AddEntry(PlanMapping mapping, PlanScalar key, PlanNode value)
    {
        if (!key.IsNull && mapping.TryAdd(new PlanEntry(key, value))) return;
        mapping.IsWhole = false;
        if (!key.IsNull)
        {
            problems.Add(key, $"The key '{Shown.Short(key.Text)}' stands here twice; first in line {mapping.Find(key.Text)!.Key.Line}.");
        }
        else if (key.Text.Length == 0)
        {
            // The YAML reader knows no place for a key that is not there; its value stands behind it.
            problems.Add(value.Line, value.Column, key.Path, "There is no key before this value.");
        }
        else
        {
            problems.Add(key, "A key is null.", "quotes, if the text is meant; for what is not known: 'unknown'");
        }
    }
}
