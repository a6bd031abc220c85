using System.Globalization;
using System.Text.Json.Nodes;
using Kelvin.Scoring.Tests.Naive;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>Worlds of a few leads whose events cluster in time and carry what real sources send.</summary>
public sealed class RandomHistories(Dice dice, Season season)
{
    // In UTF-16 the first of these two sorts after the second, in UTF-8 before it.
    private static readonly string[] IdBeginnings = ["m", "m", "M", "\uFF5E", "\U0001F600", "é"];

    public NaiveWorld World()
    {
        var ids = dice.Some(["jan", "Ola", "\uFF5Emi", "\U0001F600zo", "ewa"], dice.Between(1, 4));
        return new NaiveWorld(ids.Select(id => new NaiveLead(id, Events())).ToList());
    }

    private List<NaiveEvent> Events()
    {
        var count = dice.One(1, 4, 8, 12, 16);
        var events = new List<NaiveEvent>();
        var at = season.Instant();
        for (var i = 0; i < count; i++)
        {
            at = i == 0 || dice.Chance(0.25) ? season.Instant() : season.After(at);
            events.Add(i == 0 && dice.Chance(0.6) ? Identify(at) : Any(at));
        }

        if (dice.Chance(0.4))
        {
            // Another event with a messageId that is taken.
            var copied = dice.OneOf(events);
            events.Add(Any(dice.Chance(0.5) ? copied.Timestamp : season.Instant()) with { MessageId = copied.MessageId });
        }

        return dice.Shuffled(events);
    }

    private NaiveEvent Any(long at) => dice.Between(0, 9) switch
    {
        0 or 1 => Identify(at),
        2 => Group(at),
        _ => new NaiveEvent(
            MessageId(),
            at,
            dice.One<string>(Vocabulary.Events),
            dice.Chance(0.95) ? Document(Vocabulary.Properties, dice.Between(2, 6)) : null,
            dice.Chance(0.7) ? Document(Vocabulary.Context, dice.Between(0, 3)) : null,
            dice.Chance(0.12),
            null),
    };

    private NaiveEvent Identify(long at) =>
        new(MessageId(), at, "identify", Document(Vocabulary.LeadTraits, dice.Between(1, 7)), new JsonObject(), dice.Chance(0.1), null);

    private NaiveEvent Group(long at) =>
        new(MessageId(), at, "group", Document(Vocabulary.AccountTraits, dice.Between(0, 4)), null, dice.Chance(0.1), dice.One<string>(Vocabulary.Accounts));

    private string MessageId() => dice.One<string>(IdBeginnings) + dice.Between(1, 40).ToString(CultureInfo.InvariantCulture);

    private JsonObject Document(Field[] fields, int count)
    {
        var document = new JsonObject();
        foreach (var field in dice.Some(fields, count))
        {
            Put(document, field.Path, Value(field));
            if (field.Path.Contains('.', StringComparison.Ordinal) && dice.Chance(0.2))
            {
                document[field.Path] = Value(field);
            }
        }

        return document;
    }

    private static void Put(JsonObject document, string path, JsonNode? value)
    {
        var keys = path.Split('.');
        foreach (var key in keys[..^1])
        {
            if (document[key] is not JsonObject)
            {
                document[key] = new JsonObject();
            }

            document = document[key]!.AsObject();
        }

        document[keys[^1]] = value;
    }

    private JsonNode? Value(Field field)
    {
        if (dice.Chance(0.75))
        {
            return Plain(field);
        }

        return dice.Between(0, 7) switch
        {
            0 => null,
            1 => dice.One("", "  ", "\u00A0\t"),
            2 => new JsonObject { ["kind"] = Plain(field) },
            3 => new JsonArray(),
            4 => new JsonArray(new JsonArray(Plain(field))),
            5 => Plain(dice.One<Field>(Vocabulary.Properties)),
            _ => new JsonArray([.. Enumerable.Range(0, dice.Between(1, 3)).Select(_ => dice.Chance(0.2) ? null : Plain(field))]),
        };
    }

    private JsonNode Plain(Field field) => field.Type switch
    {
        FieldType.Text => Spelling.Awkward(dice, dice.One<string>(field.Texts)),
        FieldType.Number => Number(),
        FieldType.Date => dice.Chance(0.9) ? Spelling.Awkward(dice, season.Date()) : dice.One("2025-02-30", "2025-01-01T25:00", "tomorrow", "2025-1-1"),
        _ => dice.Chance(0.7) ? dice.Chance(0.5) : dice.One("TRUE", " false", "yes", "1"),
    };

    private JsonNode Number()
    {
        var digits = dice.Chance(0.75) ? dice.One<string>(Vocabulary.Numbers) : dice.One<string>(Vocabulary.AwkwardNumbers);
        if (dice.Chance(0.75))
        {
            return JsonNode.Parse(digits)!;
        }

        return dice.Chance(0.9) ? dice.One("", " ", "\u00A0") + digits + dice.One("", " ") : dice.One("+1", "1,5", "007", ".5", "1e999", "0x10");
    }
}
