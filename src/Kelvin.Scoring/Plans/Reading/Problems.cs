using Kelvin.Scoring.Plans.Documents;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Collects what is wrong with a plan, so that all of it is told at once.</summary>
internal sealed class Problems
{
    private readonly List<PlanProblem> found = [];
    private readonly List<PlanProblem> warnings = [];
    private bool more;

    public int Count => found.Count;

    public bool IsFull => more;

    public void Add(PlanNode node, string message, string? allowed = null, string? nearest = null)
    {
        if (node is PlanBroken && found.Exists(p => p.Line == node.Line && p.Column == node.Column)) return;
        if (Room()) found.Add(new PlanProblem(node.Line, node.Column, node.Path, message, allowed, nearest));
    }

    public void Add(int line, int column, string path, string message, string? allowed = null, string? nearest = null)
    {
        if (Room()) found.Add(new PlanProblem(line, column, path, message, allowed, nearest));
    }

    public bool HasRoomForWarnings => warnings.Count < PlanLimits.Problems;

    /// <summary>Something that is allowed and probably not meant.</summary>
    public void Warn(PlanNode node, string message, string? allowed = null, string? nearest = null)
    {
        if (HasRoomForWarnings) warnings.Add(new PlanProblem(node.Line, node.Column, node.Path, message, allowed, nearest));
    }

    /// <summary>In the order of the text, each once.</summary>
    public IReadOnlyList<PlanProblem> WarningsInOrder() => [.. warnings.Distinct().OrderBy(p => p.Line).ThenBy(p => p.Column)];

    public void AddAll(Problems others)
    {
        foreach (var problem in others.found)
        {
            if (Room()) found.Add(problem);
        }
        more |= others.more;
    }

    /// <summary>In the order of the text, each once.</summary>
    public IReadOnlyList<PlanProblem> InOrder()
    {
        var ordered = found.Distinct().OrderBy(p => p.Line).ThenBy(p => p.Column).ToList();
        if (more) ordered.Add(new PlanProblem(1, 1, "", $"There are more than {PlanLimits.Problems} problems; the rest is not listed."));
        return ordered;
    }

    private bool Room()
    {
        if (found.Count < PlanLimits.Problems) return true;
        more = true;
        return false;
    }
}
