using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Grammar;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads the stages of the funnel.</summary>
internal sealed class StageReader(PlanScope scope, ConditionReader conditions, Marks marks)
{
    public Stage? Read(PlanNode node, UniqueNames names)
    {
        if (Fields.Of(scope, node, StageGrammar.Stage) is not { } fields) return null;
        var name = names.Read(fields, "name");
        var at = fields.Node("at") is { } entry ? ReadEntry(entry) : null;
        var below = fields.Node("below") is { } exit ? ReadExit(exit) : null;
        var on = fields.Node("on") is { } events ? EventFilterReader.ReadListed(scope, events, "a name, or a list of names") : [];
        return name is null ? null : new Stage(name, at, below, on);
    }

    private StageEntry? ReadEntry(PlanNode node)
    {
        if (Fields.Of(scope, node, StageGrammar.Entry) is not { } fields) return null;
        return new StageEntry(
            fields.Whole("score"), fields.Whole("fit"), fields.Whole("engagement"),
            List(fields, "grade", marks.Grades),
            List(fields, "level", marks.Levels),
            List(fields, "label", marks.Labels),
            List(fields, "verdict", marks.Verdicts),
            fields.Node("when") is { } condition ? conditions.Read(condition, ConditionPlace.Scored) : null);
    }

    private List<string>? List(Fields fields, string key, KnownNames known) =>
        fields.Node(key) is { } node ? Lists.OneOrMore(scope, node, item => known.Find(scope, item)) : null;

    private StageExit? ReadExit(PlanNode node)
    {
        if (Fields.Of(scope, node, StageGrammar.Exit) is not { } fields) return null;
        var (score, time) = (fields.Whole("score"), fields.Duration("for"));
        return score is { } least && time is { } given ? new StageExit(least, given) : null;
    }
}
