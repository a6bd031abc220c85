using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>
/// The names of one kind that a plan gives. What refers to one gets it as it was given; a name that the plan never gives is odd
/// but not wrong, and so a warning.
/// </summary>
/// <param name="what">The kind, such as <c>grade</c>.</param>
/// <param name="source">Where a plan gives them.</param>
internal sealed class KnownNames(string what, string source)
{
    private const int MostShown = 30;

    private readonly Dictionary<string, string> byText = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> names = [];

    public IReadOnlyList<string> Names => names;

    public void Add(string name)
    {
        if (byText.TryAdd(Texts.Canonical(name), name)) names.Add(name);
    }

    /// <summary>The name that the node refers to, as it was given if it was; null after a problem.</summary>
    public string? Find(PlanScope scope, PlanNode node)
    {
        if (Scalars.Mark(scope, node) is not { } name) return null;
        if (byText.TryGetValue(Texts.Canonical(name), out var known)) return known;
        if (!scope.Problems.HasRoomForWarnings) return name;
        var why = names.Count == 0 ? $"the plan has no {source}" : "the plan does not give it";
        scope.Problems.Warn(node, $"There is no {what} '{Shown.Short(name)}': {why}.", Allowed(), Nearest.To(name, names));
        return name;
    }

    private string? Allowed() =>
        names.Count == 0 ? null : string.Join(", ", names.Take(MostShown)) + (names.Count > MostShown ? ", …" : "");
}
