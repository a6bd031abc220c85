using System.Text.Json.Nodes;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>An operand that a condition may use in its place, and the fields that it can name there.</summary>
public sealed record OperandChoice(string Operand, Field[] Fields);

/// <summary>Conditions of every form.</summary>
public sealed class RandomConditions(Dice dice, Season season)
{
    public static readonly OperandChoice[] OfLead = [new("trait", Vocabulary.LeadTraits), new("trait", Vocabulary.LeadTraits), new("account", Vocabulary.AccountTraits)];

    public static readonly OperandChoice[] OfAccount = [new("trait", Vocabulary.AccountTraits), new("account", Vocabulary.AccountTraits)];

    public static readonly OperandChoice[] OfEvent =
    [
        new("property", Vocabulary.Properties), new("property", Vocabulary.Properties), new("property", Vocabulary.Properties),
        new("context", Vocabulary.Context), .. OfLead,
    ];

    public JsonNode Any(OperandChoice[] operands, bool mayAskWhatTheyDid, int depth = 2)
    {
        if (mayAskWhatTheyDid && dice.Chance(0.15))
        {
            return new JsonObject { ["did"] = Did() };
        }

        if (depth == 0 || dice.Chance(0.6))
        {
            return Test(operands);
        }

        var parts = new JsonArray();
        for (var i = dice.Between(1, 3); i > 0; i--)
        {
            parts.Add(Any(operands, mayAskWhatTheyDid, depth - 1));
        }

        return dice.Between(0, 4) switch
        {
            0 => parts,
            1 => new JsonObject { ["all"] = parts },
            2 => new JsonObject { ["none"] = parts },
            _ => new JsonObject { ["any"] = parts },
        };
    }

    public JsonObject Test(OperandChoice[] operands)
    {
        var choice = dice.One<OperandChoice>(operands);
        return Test(choice.Operand, dice.One<Field>(choice.Fields), 0.2);
    }

    /// <summary>A test of a trait that is a number or a date, where the edges are.</summary>
    public JsonObject TestOfSize() =>
        Test("trait", dice.One<Field>(Vocabulary.LeadTraits.Where(f => f.Type is FieldType.Number or FieldType.Date).ToArray()), 0.4);

    private JsonObject Test(string operand, Field field, double twoOperators)
    {
        var test = new JsonObject { [operand] = field.Path };
        var (name, asked) = Operator(field);
        test[name] = asked;
        if (dice.Chance(twoOperators))
        {
            var (second, askedToo) = Operator(field);
            test[second] = askedToo;
        }

        return test;
    }

    private (string Name, JsonNode Asked) Operator(Field field)
    {
        if (dice.Chance(0.12))
        {
            return ("exists", dice.Chance(0.7));
        }

        if (dice.Chance(0.35))
        {
            return dice.Chance(0.5) ? (dice.One("is", "is", "is_not"), Value(field)) : (dice.One("in", "in", "not_in"), Values(field));
        }

        return field.Type switch
        {
            FieldType.Text => PartOfText(dice.One<string>(field.Texts)),
            FieldType.Number when dice.Chance(0.3) => (dice.One("contains", "starts_with", "ends_with"), dice.One("5", "0", "00", "e+21", "-", "e-7", ".")),
            FieldType.Number => (Comparison(), NumberOrText()),
            FieldType.Date when dice.Chance(0.5) => (Comparison(), season.Date()),
            FieldType.Date => (dice.One("older_than", "newer_than", "due_within"), dice.One<string>(Vocabulary.Durations)),
            _ => (dice.One("contains", "starts_with", "ends_with"), dice.One("tru", "e", "FALSE")),
        };
    }

    private string Comparison() => dice.One("gt", "gte", "lt", "lte");

    private (string Name, JsonNode Asked) PartOfText(string text)
    {
        var half = (text.Length + 1) / 2;
        return dice.Between(0, 3) switch
        {
            0 => ("contains", Spelling.Awkward(dice, text[(text.Length / 3)..])),
            1 => ("starts_with", Spelling.Awkward(dice, text[..half])),
            2 => ("ends_with", Spelling.Awkward(dice, text[^half..])),
            _ => ("matches", dice.One("^.{3,6}$", "^/pri", "[0-9]+", "direct(or)?|ceo", "^(?:a|t)", "[łó]", "n$", "g")),
        };
    }

    private JsonNode Value(Field field) => field.Type switch
    {
        FieldType.Text => Spelling.Awkward(dice, dice.One<string>(field.Texts)),
        FieldType.Number => NumberOrText(),
        FieldType.Date => season.Date(),
        _ => dice.Chance(0.7) ? dice.Chance(0.5) : dice.One("true", "FALSE"),
    };

    private JsonArray Values(Field field)
    {
        var values = new JsonArray();
        for (var i = dice.Between(1, 3); i > 0; i--)
        {
            values.Add(Value(field));
        }

        return values;
    }

    private JsonNode NumberOrText()
    {
        var digits = dice.One<string>(Vocabulary.Numbers);
        return dice.Chance(0.8) ? JsonNode.Parse(digits)! : digits;
    }

    public JsonNode On() => dice.Between(0, 9) switch
    {
        0 => "*",
        1 => dice.One("identify", "group"),
        2 or 3 => new JsonArray([.. dice.Some(Vocabulary.Events.Distinct().ToList(), 2).Select(name => (JsonNode)name)]),
        _ => dice.One<string>(Vocabulary.Events),
    };

    private JsonObject Did()
    {
        var did = new JsonObject { ["on"] = On() };
        if (dice.Chance(0.4))
        {
            did["where"] = Any(OfEvent, false, 1);
        }

        if (dice.Chance(0.4))
        {
            did["within"] = dice.One<string>(Vocabulary.Durations);
        }

        Period(did, 0.2);
        if (dice.Chance(0.3))
        {
            did["at_least"] = dice.Between(1, 3);
        }

        return did;
    }

    /// <summary>Now and then a <c>from</c>, an <c>until</c>, or both in their order.</summary>
    public void Period(JsonObject rule, double share)
    {
        if (!dice.Chance(share))
        {
            return;
        }

        var zone = NodaTime.DateTimeZone.Utc;
        var (one, other) = (season.Date(), season.Date());
        var gap = Naive.NaiveDates.Date(other, zone) - Naive.NaiveDates.Date(one, zone);

        // Far enough apart to be in order in every zone.
        if (gap > 172_800_000 && dice.Chance(0.5))
        {
            rule["from"] = one;
            rule["until"] = other;
        }
        else
        {
            rule[dice.One("from", "until")] = one;
        }
    }
}
