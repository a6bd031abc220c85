using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads which events a rule or <c>did</c> means: <c>on</c>, <c>where</c>, <c>within</c>, <c>from</c>, <c>until</c>.</summary>
internal sealed class EventFilterReader(PlanScope scope, ConditionReader conditions)
{
    private const string Any = "*";
    private const string Alias = "alias";

    public EventFilter Read(Fields fields)
    {
        var names = fields.Node("on") is { } on ? ReadNames(on) : null;
        var where = fields.Node("where") is { } condition ? conditions.Read(condition, ConditionPlace.Event) : null;
        var within = fields.Duration("within");
        var from = fields.Date("from");
        var until = fields.Date("until");
        if (from >= until) scope.Problems.Add(fields.Node("until")!, "'until' is not after 'from': no event could match.");
        return new EventFilter(names, where, within, from, until);
    }

    /// <summary>Null for <c>"*"</c>.</summary>
    private List<string>? ReadNames(PlanNode node) =>
        node is PlanScalar { IsText: true } scalar && scalar.Text.Trim() == Any ? null : ReadListed(scope, node, $"\"{Any}\" alone, or names");

    /// <summary>One name or several; each once.</summary>
    public static List<string> ReadListed(PlanScope scope, PlanNode node, string allowed)
    {
        var names = Lists.OneOrMore(scope, node, item => ReadName(scope, item, allowed));
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    private static string? ReadName(PlanScope scope, PlanNode node, string allowed)
    {
        if (Scalars.Name(scope, node) is not { } name) return null;
        if (name == Any) scope.Problems.Add(node, $"\"{Any}\" is no name of an event.", allowed);
        else if (name == Alias) scope.Problems.Add(node, "An alias call makes no event.");
        else return name;
        return null;
    }
}
