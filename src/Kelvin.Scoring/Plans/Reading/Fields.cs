using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Grammar;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>A mapping that was checked against its construct, and the values under its keys.</summary>
internal sealed class Fields
{
    private readonly PlanScope scope;

    private Fields(PlanScope scope, PlanMapping mapping) => (this.scope, Mapping) = (scope, mapping);

    public PlanMapping Mapping { get; }

    /// <summary>Checks which keys stand in the mapping; null, with a problem, if it is none.</summary>
    public static Fields? Of(PlanScope scope, PlanNode node, Construct construct)
    {
        if (node is not PlanMapping mapping)
        {
            Scalars.Refuse<string>(scope, node, $"{construct.Title} must stand here, a mapping of keys", Keys(construct));
            return null;
        }
        Check(scope, mapping, construct);
        return new Fields(scope, mapping);
    }

    public bool Has(string key) => Mapping.Has(key);
    public PlanNode? Node(string key) => Mapping[key];

    public string? Name(string key) => Node(key) is { } node ? Scalars.Name(scope, node) : null;
    public string? Mark(string key) => Node(key) is { } node ? Scalars.Mark(scope, node) : null;
    public string? Id(string key) => Node(key) is { } node ? Scalars.Id(scope, node) : null;
    public bool? Truth(string key) => Node(key) is { } node ? Scalars.Truth(scope, node) : null;
    public double? Points(string key) => Node(key) is { } node ? Scalars.Points(scope, node) : null;
    public double? Points(string key, double least, double most) => Node(key) is { } node ? Scalars.Points(scope, node, least, most) : null;
    public double? Percent(string key) => Node(key) is { } node ? Scalars.Percent(scope, node) : null;
    public long? Whole(string key) => Node(key) is { } node ? Scalars.Whole(scope, node) : null;
    public int? Count(string key) => Node(key) is { } node ? Scalars.Count(scope, node) : null;
    public long? Duration(string key) => Node(key) is { } node ? Scalars.Duration(scope, node) : null;
    public long? Date(string key) => Node(key) is { } node ? Scalars.Date(scope, node) : null;

    public T? Choice<T>(string key, IReadOnlyDictionary<string, T> words)
        where T : struct => Node(key) is { } node ? Scalars.Choice(scope, node, words) : null;

    /// <summary>The items of a list, each read; without those that had a problem.</summary>
    public List<T> List<T>(string key, Func<PlanNode, T?> read, int least = 0)
        where T : class => Node(key) is { } node ? Lists.Read(scope, node, read, least) : [];

    private static void Check(PlanScope scope, PlanMapping mapping, Construct construct)
    {
        var (meant, misplaced) = Unknown(scope, mapping, construct);
        bool Stands(string key) => mapping.Has(key) || meant.Contains(key) || !mapping.IsWhole;
        var excluded = Excluded(scope, mapping, construct);
        var complete = excluded.Count == 0 && !misplaced;
        foreach (var key in construct.Keys)
        {
            if (!key.Required || Stands(key.Name)) continue;
            scope.Problems.Add(mapping, $"'{key.Name}' is missing in {construct.Title}: {key.Meaning}");
        }
        foreach (var need in construct.Needs)
        {
            if (!mapping.Has(need.Key) || excluded.Contains(need.Key) || need.AnyOf.Any(Stands)) continue;
            complete = false;
            scope.Problems.Add(mapping.Find(need.Key)!.Key, $"'{need.Key}' needs {Or(need.AnyOf)} beside it.");
        }
        if (complete && construct.AnyOf.Count > 0 && !construct.AnyOf.Any(Stands))
        {
            scope.Problems.Add(mapping, $"In {construct.Title} there must be {Or(construct.AnyOf)}.");
        }
    }

    /// <summary>
    /// Says which keys are not known, and gives those that were probably meant, so that they are not called missing as well;
    /// and whether one says of another construct what it is, so that nothing is called missing in its place.
    /// </summary>
    private static (HashSet<string> Meant, bool Misplaced) Unknown(PlanScope scope, PlanMapping mapping, Construct construct)
    {
        var meant = new HashSet<string>();
        var misplaced = false;
        foreach (var (key, _) in mapping.Entries)
        {
            if (construct.Takes(key.Text)) continue;
            if (scope.Problems.IsFull) break;
            var elsewhere = AllConstructs.Elsewhere(key.Text, construct);
            var nearest = elsewhere is null ? Nearest.To(key.Text, construct.Keys.Select(k => k.Name).Where(k => !mapping.Has(k))) : null;
            var belongs = elsewhere is null ? "" : $"; it belongs to {elsewhere.Title}";
            scope.Problems.Add(key, $"'{Shown.Short(key.Text)}' is no key of {construct.Title}{belongs}.", Keys(construct), nearest);
            if (nearest is not null) meant.Add(nearest);
            misplaced |= elsewhere?.OrList == true && elsewhere.AnyOf.Contains(key.Text);
        }
        return (meant, misplaced);
    }

    private static HashSet<string> Excluded(PlanScope scope, PlanMapping mapping, Construct construct)
    {
        var excluded = new HashSet<string>();
        foreach (var exclusion in construct.Exclusions)
        {
            if (!mapping.Has(exclusion.Key) || excluded.Contains(exclusion.Key)) continue;
            foreach (var other in exclusion.Others)
            {
                if (!mapping.Has(other) || !excluded.Add(other)) continue;
                scope.Problems.Add(mapping.Find(other)!.Key, $"'{other}' cannot stand beside '{exclusion.Key}': {exclusion.Why}.");
            }
        }
        return excluded;
    }

    private static string Keys(Construct construct) => string.Join(", ", construct.Keys.Select(k => k.Name));

    private static string Or(IReadOnlyList<string> keys) =>
        keys.Count == 1 ? $"'{keys[0]}'" : $"'{string.Join("', '", keys.SkipLast(1))}' or '{keys[^1]}'";
}
