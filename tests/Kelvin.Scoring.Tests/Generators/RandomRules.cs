using System.Globalization;
using System.Text.Json.Nodes;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>Rules of both sides, each valid by construction. Names are numbered so that no two are one.</summary>
public sealed class RandomRules(Dice dice, Season season)
{
    private readonly RandomConditions _conditions = new(dice, season);
    private int _named;

    public string Name() => dice.One("Rule", "Reguła", "A: rule #", "\"Rule\"", "- rule") + " " + (++_named).ToString(CultureInfo.InvariantCulture);

    public double Points(int sign = 0)
    {
        var size = dice.One(1, 2, 5, 8, 10, 15, 20, 0.5, 2.25, 7.3);
        return sign != 0 ? sign * size : dice.Chance(0.75) ? size : -size;
    }

    public JsonObject Fit(OperandChoice[] operands, bool mayAskWhatTheyDid)
    {
        var rule = new JsonObject { ["name"] = Name() };
        switch (dice.Between(0, 6))
        {
            case 0:
                rule["points"] = Points();
                break;
            case 1:
                rule["when"] = _conditions.Any(operands, mayAskWhatTheyDid);
                rule["points"] = Points();
                Maybe(rule, "otherwise", 0.5, () => Points());
                break;
            case 2 or 3:
                var test = _conditions.Test(operands);
                rule["when"] = dice.Chance(0.3) ? new JsonArray(test) : test;
                rule["points"] = Points();
                Maybe(rule, "otherwise", 0.5, () => Points());
                if (!test.ContainsKey("exists"))
                {
                    Maybe(rule, "unknown", 0.5, () => Points());
                }

                break;
            default:
                By(rule, operands, operands[0].Operand, 0);
                Maybe(rule, "unknown", 0.5, () => Points());
                break;
        }

        Bounds(rule, 0.15);
        return rule;
    }

    public JsonObject Engagement()
    {
        var rule = new JsonObject { ["name"] = Name(), ["on"] = _conditions.On() };
        Maybe(rule, "where", 0.3, () => _conditions.Any(RandomConditions.OfEvent, false, 1));
        Bounds(rule, 0.2);
        return Counted(rule);
    }

    public JsonObject BareFit() => new() { ["name"] = Name(), ["when"] = _conditions.TestOfSize(), ["points"] = Points() };

    /// <summary>A rule that nothing but its own arithmetic decides, so that a mistake there shows.</summary>
    public JsonObject BareEngagement()
    {
        var rule = new JsonObject { ["name"] = Name(), ["on"] = dice.One("page", "page", "page", "*") };
        Maybe(rule, "where", 0.1, () => _conditions.Test(RandomConditions.OfEvent));
        return Counted(rule);
    }

    private JsonObject Counted(JsonObject rule)
    {
        Maybe(rule, "machines", 0.15, () => dice.Chance(0.8));
        _conditions.Period(rule, 0.2);
        if (dice.Chance(0.2))
        {
            rule["absent_for"] = dice.One("12h", "1d", "2d", "7d", "30d");
            rule["points"] = Points(dice.Chance(0.7) ? -1 : 1);
            Maybe(rule, "repeat", 0.4, () => dice.Between(1, 4));
            return rule;
        }

        Maybe(rule, "within", 0.4, () => dice.One<string>(Vocabulary.Durations));
        if (dice.Chance(0.2))
        {
            var visit = new JsonObject { ["at_least"] = dice.Between(1, 3) };
            Maybe(visit, "gap", 0.5, () => dice.One("90s", "15m", "30m", "1h", "1d"));
            rule["visit"] = visit;
        }

        Selection(rule);
        Worth(rule);
        return rule;
    }

    /// <summary><c>unique_by</c>, <c>limit</c> and, beside one of them, <c>keep</c>.</summary>
    private void Selection(JsonObject rule)
    {
        Maybe(rule, "unique_by", 0.3, EventPath);
        Maybe(rule, "limit", 0.45, () =>
        {
            var limits = dice.Some(["day", "week", "month", "lifetime"], dice.One(1, 1, 2, 3, 4))
                .Select(per => (JsonNode)new JsonObject { ["times"] = dice.One(1, 1, 2, 3), ["per"] = per })
                .ToArray();
            return limits.Length == 1 && dice.Chance(0.7) ? limits[0] : new JsonArray(limits);
        });
        if (rule.ContainsKey("unique_by") || rule.ContainsKey("limit"))
        {
            Maybe(rule, "keep", 0.6, () => dice.One("largest", "latest", "first"));
        }
    }

    private JsonNode EventPath()
    {
        var (operand, field) = dice.Chance(0.7) ? ("property", dice.One<Field>(Vocabulary.Properties)) : ("context", dice.One<Field>(Vocabulary.Context));
        return operand == "property" && dice.Chance(0.8) ? field.Path : new JsonObject { [operand] = field.Path };
    }

    /// <summary>What the events that are left are worth.</summary>
    private void Worth(JsonObject rule)
    {
        switch (dice.Between(0, 9))
        {
            case 0:
                rule["at_least"] = dice.Between(1, 4);
                rule["points"] = Points();
                return;
            case 1:
                rule["count"] = true;
                BandsOrTimes(rule, 0);
                return;
            case 2:
                rule["sum"] = dice.Chance(0.6) ? "total" : EventPath();
                BandsOrTimes(rule, 0);
                return;
        }

        // Where events are kept by largest contribution, the points of a rule have one sign.
        var byLargest = (rule.ContainsKey("unique_by") || rule.ContainsKey("limit"))
            && (rule["keep"]?.GetValue<string>() ?? "largest") == "largest";
        var sign = byLargest ? dice.One(1, 1, 1, -1) : 0;
        if (dice.Chance(0.5))
        {
            rule["points"] = Points(sign);
        }
        else
        {
            By(rule, RandomConditions.OfEvent, "property", sign);
        }

        Maybe(rule, "decay", 0.45, () => dice.Between(0, 2) switch
        {
            0 => new JsonObject { ["half_life"] = dice.One<string>(Vocabulary.Durations) },
            1 => new JsonObject { ["linear"] = dice.One<string>(Vocabulary.Durations) },
            _ => new JsonObject
            {
                ["steps"] = new JsonObject { ["every"] = dice.One("1h", "12h", "1d", "7d"), ["lose"] = dice.One("10%", "25%", "50%", "12.5%", "100%") },
            },
        });
    }

    private void By(JsonObject rule, OperandChoice[] operands, string bare, int sign)
    {
        var choice = dice.One<OperandChoice>(operands);
        var field = dice.One<Field>(choice.Fields);
        rule["by"] = choice.Operand == bare && dice.Chance(0.7) ? field.Path : new JsonObject { [choice.Operand] = field.Path };

        var keys = field.Type switch
        {
            // No two keys that could be called equal.
            FieldType.Text => field.Texts.Where((text, i) => text != "7.0" && !field.Texts.Take(i).Contains(text, StringComparer.OrdinalIgnoreCase)).ToArray(),
            FieldType.Flag => ["true", "false"],
            _ => Vocabulary.Numbers,
        };
        if (field.Type is FieldType.Text or FieldType.Flag || dice.Chance(0.2))
        {
            rule["values"] = Table(dice.Some(keys, dice.Between(1, Math.Min(3, keys.Length))), sign);
            Maybe(rule, "otherwise", 0.5, () => Points(sign));
            return;
        }

        BandsOrTimes(rule, sign);
        Maybe(rule, "of", 0.35, () =>
        {
            var whole = dice.One<Field>(choice.Fields.Where(f => f.Type == FieldType.Number).ToArray());
            return choice.Operand == bare && dice.Chance(0.7) ? whole.Path : new JsonObject { [choice.Operand] = whole.Path };
        });
    }

    private void BandsOrTimes(JsonObject rule, int sign)
    {
        if (dice.Chance(0.3))
        {
            rule["times"] = (sign == 0 ? 1 : sign) * dice.One(1, 0.1, 0.5, 2.0);
        }
        else
        {
            rule["bands"] = Table(dice.Some(Vocabulary.Numbers, dice.Between(1, 4)), sign);
        }
    }

    private JsonObject Table(List<string> keys, int sign)
    {
        var table = new JsonObject();
        foreach (var key in keys)
        {
            table[key] = Points(sign);
        }

        return table;
    }

    /// <summary>A <c>max</c> that is not below 0 and a <c>min</c> that is not above it.</summary>
    private void Bounds(JsonObject rule, double share)
    {
        Maybe(rule, "max", share, () => dice.One(0, 5, 7.5, 12, 30));
        Maybe(rule, "min", share, () => dice.One(0, -2.5, -6, -20));
    }

    public void Maybe(JsonObject node, string key, double share, Func<JsonNode> value)
    {
        if (dice.Chance(share))
        {
            node[key] = value();
        }
    }
}
