using System.Text.Json.Nodes;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>Plan documents that use every construct of the specification.</summary>
public sealed class RandomPlans
{
    private readonly Dice _dice;
    private readonly RandomConditions _conditions;
    private readonly RandomRules _rules;

    public RandomPlans(Dice dice, Season season)
    {
        _dice = dice;
        _conditions = new RandomConditions(dice, season);
        _rules = new RandomRules(dice, season);
    }

    public JsonObject ForLeads(string id)
    {
        var plan = Opening(id);
        _rules.Maybe(plan, "audience", 0.2, () => _conditions.Any(RandomConditions.OfLead, true, 1));
        PlanBounds(plan);
        plan["fit"] = Side(() => _rules.Fit(RandomConditions.OfLead, true), 3);
        plan["engagement"] = Side(_rules.Engagement, 4);
        Closing(plan, () => _conditions.Any(RandomConditions.OfLead, true, 1));
        return plan;
    }

    /// <summary>A plan of nearly nothing but one or two rules that look at events.</summary>
    public JsonObject OfBareRules(string id)
    {
        var plan = Opening(id);
        plan["engagement"] = new JsonObject { ["rules"] = Rules(_rules.BareEngagement, 2) };
        return plan;
    }

    /// <summary>A plan of nearly nothing but tests of numbers and dates.</summary>
    public JsonObject OfBareTests(string id)
    {
        var plan = Opening(id);
        plan["fit"] = new JsonObject { ["rules"] = Rules(_rules.BareFit, 6) };
        return plan;
    }

    public JsonObject ForAccounts(string id, string memberPlan)
    {
        var plan = Opening(id);
        plan["kind"] = "account";
        _rules.Maybe(plan, "audience", 0.15, () => _conditions.Any(RandomConditions.OfAccount, false, 1));
        PlanBounds(plan);
        _rules.Maybe(plan, "fit", 0.8, () => Side(() => _rules.Fit(RandomConditions.OfAccount, false), 3));
        if (_dice.Chance(0.9))
        {
            plan["members"] = Members(memberPlan);
            _rules.Maybe(plan, "committee", 0.7, Committee);
            _rules.Maybe(plan, "engagement", 0.4, () =>
            {
                var side = new JsonObject { ["max"] = _dice.One(20, 60, 100) };
                _rules.Maybe(side, "min", 0.5, () => _dice.One(0, -20));
                return side;
            });
        }

        Closing(plan, () => _conditions.Any(RandomConditions.OfAccount, false, 1));
        return plan;
    }

    private JsonObject Opening(string id)
    {
        var plan = new JsonObject { ["plan"] = id };
        _rules.Maybe(plan, "name", 0.3, () => _dice.One("Sales readiness", "Gotowość: #1", "no", "12"));
        _rules.Maybe(plan, "timezone", 0.85, () => _dice.One<string>(Vocabulary.Zones));
        return plan;
    }

    private void PlanBounds(JsonObject plan)
    {
        _rules.Maybe(plan, "min", 0.2, () => _dice.One(-50, -5, 0));
        _rules.Maybe(plan, "max", 0.2, () => _dice.One(0, 25, 100));
    }

    private JsonObject Side(Func<JsonObject> rule, int most)
    {
        var side = new JsonObject();
        _rules.Maybe(side, "max", 0.25, () => _dice.One(10, 40, 100));
        _rules.Maybe(side, "min", 0.25, () => _dice.One(0, -10, -100));
        side["rules"] = Rules(rule, most);
        if (_dice.Chance(0.3))
        {
            var group = new JsonObject { ["group"] = _rules.Name() };
            _rules.Maybe(group, "max", 0.6, () => _dice.One(0, 7.5, 25));
            _rules.Maybe(group, "min", 0.3, () => _dice.One(0, -2.5, -12));
            group["rules"] = Rules(rule, 2);
            var rules = side["rules"]!.AsArray();
            rules.Insert(_dice.Between(0, rules.Count), group);
        }

        return side;
    }

    private JsonArray Rules(Func<JsonObject> rule, int most)
    {
        var rules = new JsonArray();
        for (var i = _dice.Between(1, most); i > 0; i--)
        {
            rules.Add(rule());
        }

        return rules;
    }

    private JsonObject Members(string memberPlan)
    {
        var members = new JsonObject
        {
            ["plan"] = memberPlan,
            ["side"] = _dice.One("score", "fit", "engagement"),
            ["combine"] = _dice.One("sum", "max", "average", "top", "top"),
        };
        if (members["combine"]!.GetValue<string>() == "top")
        {
            var top = _dice.Between(1, 3);
            members["top"] = top;
            _rules.Maybe(members, "weights", 0.6, () => new JsonArray([.. new double[] { 1, 0.5, 0.25 }.Take(top).Select(w => (JsonNode)w)]));
        }

        return members;
    }

    private JsonArray Committee()
    {
        var committee = new JsonArray();
        for (var i = _dice.Between(1, 2); i > 0; i--)
        {
            var entry = new JsonObject { ["name"] = _rules.Name(), ["when"] = _conditions.Any(RandomConditions.OfLead, true, 1) };
            _rules.Maybe(entry, "engaged", 0.6, () => _dice.One(-5, 0, 1, 5, 10));
            entry["points"] = _rules.Points();
            committee.Add(entry);
        }

        return committee;
    }

    /// <summary>Everything that follows from the two sides.</summary>
    private void Closing(JsonObject plan, Func<JsonNode> condition)
    {
        _rules.Maybe(plan, "grades", 0.75, () => Thresholds(Vocabulary.Grades));
        _rules.Maybe(plan, "levels", 0.75, () => Thresholds(Vocabulary.Levels));
        _rules.Maybe(plan, "ceilings", 0.35, () => Listed(2, () => Ceiling(plan, condition)));
        _rules.Maybe(plan, "verdicts", 0.7, () =>
        {
            var verdicts = Listed(3, () => Verdict(plan));
            if (_dice.Chance(0.6))
            {
                verdicts.Add(new JsonObject { ["verdict"] = "nurture" });
            }

            return verdicts;
        });
        _rules.Maybe(plan, "thresholds", 0.2, () => new JsonArray(10, 30));
        _rules.Maybe(plan, "stages", 0.7, () =>
        {
            var stages = Listed(2, () => Stage(plan, condition));
            for (var i = 0; i < stages.Count; i++)
            {
                stages[i]!["name"] = new[] { "MQL", "SQL", "Customer" }[i];
            }

            return stages;
        });
    }

    private JsonArray Listed(int most, Func<JsonObject> item)
    {
        var list = new JsonArray();
        for (var i = _dice.Between(1, most); i > 0; i--)
        {
            list.Add(item());
        }

        return list;
    }

    /// <summary>Thresholds that fall from the best name on; often the last takes everything below.</summary>
    private JsonObject Thresholds(string[] names)
    {
        var thresholds = new JsonObject();
        var threshold = _dice.Between(2, 25);
        var count = _dice.Between(1, names.Length);
        for (var i = 0; i < count; i++)
        {
            thresholds[names[i]] = i == count - 1 && count > 1 && _dice.Chance(0.5) ? null : threshold;
            threshold -= _dice.Between(1, 10);
        }

        return thresholds;
    }

    private JsonObject Ceiling(JsonObject plan, Func<JsonNode> condition)
    {
        var ceiling = new JsonObject { ["name"] = _rules.Name(), ["when"] = condition() };
        if (plan["grades"] is JsonObject grades)
        {
            _rules.Maybe(ceiling, "grade", 0.5, () => _dice.One<string>(grades.Select(g => g.Key).ToArray()));
        }

        if (plan["levels"] is JsonObject levels)
        {
            _rules.Maybe(ceiling, "level", 0.5, () => _dice.One<string>(levels.Select(l => l.Key).ToArray()));
        }

        _rules.Maybe(ceiling, "verdict", 0.4, () => _dice.One<string>(Vocabulary.Verdicts));
        _rules.Maybe(ceiling, "score", ceiling.Count > 2 ? 0.6 : 1, () => _dice.One(-10, 0, 3, 20));
        return ceiling;
    }

    private JsonObject Verdict(JsonObject plan)
    {
        var entry = new JsonObject();
        MaybeSome(entry, "label", 0.7, Labels(plan), _dice.One(2, 6, 12));
        _rules.Maybe(entry, "score", 0.4, () => _dice.Between(-5, 15));
        entry["verdict"] = _dice.One<string>(Vocabulary.Verdicts);
        return entry;
    }

    /// <summary>What the plan can give: a name that can be missing leaves the other alone.</summary>
    private static List<string> Labels(JsonObject plan)
    {
        var (grades, levels) = (Names(plan, "grades"), Names(plan, "levels"));
        var both = grades.SelectMany(g => levels.Select(l => g + l));
        return [.. both, .. CanBeMissing(plan, "levels") ? grades : [], .. CanBeMissing(plan, "grades") ? levels : []];
    }

    private static List<string> Names(JsonObject plan, string table) => [.. (plan[table] as JsonObject ?? []).Select(band => band.Key)];

    private static bool CanBeMissing(JsonObject plan, string table) => (plan[table] as JsonObject ?? []).All(band => band.Value is not null);

    private static List<string> Verdicts(JsonObject plan) =>
        [.. new[] { "verdicts", "ceilings" }.SelectMany(list => plan[list] as JsonArray ?? []).Select(entry => entry!["verdict"]?.GetValue<string>()).OfType<string>().Distinct()];

    private JsonObject Stage(JsonObject plan, Func<JsonNode> condition)
    {
        var at = new JsonObject();
        _rules.Maybe(at, "fit", 0.2, () => _dice.Between(-10, 10));
        _rules.Maybe(at, "engagement", 0.2, () => _dice.Between(-10, 10));
        MaybeSome(at, "grade", 0.2, Names(plan, "grades"), 2);
        MaybeSome(at, "level", 0.2, Names(plan, "levels"), 2);
        MaybeSome(at, "label", 0.15, Labels(plan), 6);
        MaybeSome(at, "verdict", 0.2, Verdicts(plan), 2);
        _rules.Maybe(at, "when", 0.2, condition);
        _rules.Maybe(at, "score", at.Count == 0 ? 1 : 0.4, () => _dice.Between(-10, 15));
        var stage = new JsonObject { ["name"] = "", ["at"] = at };
        _rules.Maybe(stage, "below", 0.2, () => new JsonObject { ["score"] = _dice.Between(-5, 20), ["for"] = _dice.One("12h", "14d") });
        return stage;
    }

    /// <summary>One, or a list of several, of those that there are.</summary>
    private void MaybeSome(JsonObject node, string key, double share, List<string> choices, int most)
    {
        if (choices.Count > 0)
        {
            _rules.Maybe(node, key, share, () => OneOrList(_dice.Some(choices, most)));
        }
    }

    private JsonNode OneOrList(List<string> texts) =>
        _dice.Chance(0.3) ? texts[0] : new JsonArray([.. texts.Select(text => (JsonNode)text)]);
}
