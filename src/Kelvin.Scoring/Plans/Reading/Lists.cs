using Kelvin.Scoring.Plans.Documents;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads lists and tables, within their limits.</summary>
internal static class Lists
{
    /// <summary>The items that could be read; a problem for each that could not.</summary>
    public static List<T> Read<T>(PlanScope scope, PlanNode node, Func<PlanNode, T?> read, int least = 0)
        where T : class
    {
        var items = new List<T>();
        if (node is not PlanSequence list)
        {
            Scalars.Refuse<string>(scope, node, "a list must stand here", node is PlanScalar { IsNull: false } scalar ? $"a list: [{Shown.Short(scalar.Text)}]" : "a list");
            return items;
        }
        if (!HasRoom(scope, node, list.Items.Count, least)) return items;
        foreach (var item in list.Items)
        {
            if (read(item) is { } value) items.Add(value);
        }
        return items;
    }

    /// <summary>One value, or a list of them.</summary>
    public static List<T> OneOrMore<T>(PlanScope scope, PlanNode node, Func<PlanNode, T?> read)
        where T : class
    {
        if (node is PlanSequence) return Read(scope, node, read, 1);
        return read(node) is { } one ? [one] : [];
    }

    /// <summary>The entries of a table whose keys the author chose; null, with a problem, if it is none.</summary>
    public static IReadOnlyList<PlanEntry>? Table(PlanScope scope, PlanNode node, int least, int most = PlanLimits.Entries)
    {
        if (node is not PlanMapping table)
        {
            Scalars.Refuse<string>(scope, node, "a table must stand here", "a mapping, such as { first: 1, second: 2 }");
            return null;
        }
        return HasRoom(scope, node, table.Entries.Count, least, most) ? table.Entries : null;
    }

    private static bool HasRoom(PlanScope scope, PlanNode node, int count, int least, int most = PlanLimits.Entries)
    {
        if (count < least && node is not PlanMapping { IsWhole: false }) scope.Problems.Add(node, "There is nothing in it.", "at least one entry");
        else if (count > most) scope.Problems.Add(node, $"It has {count} entries, more than {most}.");
        else return true;
        return false;
    }
}
