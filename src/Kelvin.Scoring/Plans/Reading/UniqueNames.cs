using Kelvin.Scoring.Plans.Documents;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Holds the names of one list to one entry each.</summary>
internal sealed class UniqueNames(PlanScope scope, StringComparer comparer)
{
    private readonly Dictionary<string, int> lines = new(comparer);

    /// <summary>The name under a key; null if there is none. A name that stands twice is a problem.</summary>
    public string? Read(Fields fields, string key)
    {
        var name = fields.Name(key);
        if (name is not null) Add(fields.Node(key)!, name);
        return name;
    }

    public bool Add(PlanNode node, string name)
    {
        if (lines.TryAdd(name, node.Line)) return true;
        scope.Problems.Add(node, $"The name '{Shown.Short(name)}' is taken already, in line {lines[name]}.");
        return false;
    }
}
