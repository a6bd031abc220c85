using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Grammar;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Where a condition stands, and so what it may look at.</summary>
internal enum ConditionPlace
{
    /// <summary>About the one who is scored: traits, and what a lead did. An account does nothing itself.</summary>
    Scored,

    /// <summary>About a member of the account that is scored: always a lead.</summary>
    Member,

    /// <summary>About an event.</summary>
    Event,
}

/// <summary>Reads conditions: combinations, <c>did</c>, and tests.</summary>
internal sealed class ConditionReader(PlanScope scope)
{
    private static readonly string[] RootNames = [.. Words.Roots.Keys];

    private readonly OperatorReader operators = new(scope);

    /// <summary>Null after a problem.</summary>
    public Condition? Read(PlanNode node, ConditionPlace place)
    {
        if (node is PlanSequence)
        {
            var list = ReadList(node, place);
            // A bare list of one counts as the one (scoring.md 2, "What is not known is not bad").
            return list.Count == 1 ? list[0] : new AllOf(list, BareList: true);
        }
        var construct = place == ConditionPlace.Event ? ConditionGrammar.EventCondition : ConditionGrammar.Condition;
        if (Fields.Of(scope, node, construct) is not { } fields) return null;
        if (fields.Node("all") is { } all) return new AllOf(ReadList(all, place));
        if (fields.Node("any") is { } any) return new AnyOf(ReadList(any, place));
        if (fields.Node("none") is { } none) return new NoneOf(ReadList(none, place));
        if (fields.Node("did") is { } did && place != ConditionPlace.Event) return ReadDid(fields, did, place);
        return ReadTest(fields, construct);
    }

    private List<Condition> ReadList(PlanNode node, ConditionPlace place) => Lists.Read(scope, node, item => Read(item, place), 1);

    private Did? ReadDid(Fields fields, PlanNode node, ConditionPlace place)
    {
        if (scope.IsAccount && place == ConditionPlace.Scored)
        {
            var key = fields.Mapping.Find("did")!.Key;
            scope.Problems.Add(key, "'did' cannot stand here: an account does nothing itself, its members do.", "'did' in the 'when' of a committee entry");
            return null;
        }
        if (Fields.Of(scope, node, ConditionGrammar.Did) is not { } did) return null;
        var events = new EventFilterReader(scope, this).Read(did);
        return new Did(events, did.Count("at_least") ?? 1);
    }

    private Test? ReadTest(Fields fields, Construct construct)
    {
        var root = RootNames.FirstOrDefault(r => construct.Takes(r) && fields.Has(r));
        if (root is null) return null;
        var path = fields.Name(root);
        var read = new List<Operator>();
        foreach (var (key, value) in fields.Mapping.Entries)
        {
            if (operators.Read(key.Text, value) is { } found) read.Add(found);
        }
        return path is null ? null : new Test(new Operand(Words.Roots[root], path), read);
    }
}
