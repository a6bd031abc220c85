using System.Globalization;
using System.Text.Json.Nodes;
using Kelvin.Scoring.Tests.Naive;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>
/// Worlds of a few leads whose events cluster in time and carry what real sources send.
/// <paramref name="named"/> are instants that the plans name: some events lie just there.
/// </summary>
public sealed class RandomHistories(Dice dice, Season season, IReadOnlyList<long> named)
{
    // In UTF-16 the first of these two sorts after the second, in UTF-8 before it.
    private static readonly string[] IdBeginnings = ["m", "m", "M", "\uFF5E", "\U0001F600", "é"];

    public NaiveWorld World()
    {
        var ids = dice.Some(["jan", "Ola", "\uFF5Emi", "\U0001F600zo", "ewa"], dice.Between(1, 4));
        var world = new NaiveWorld(ids.Select(id => new NaiveLead(id, Events(dice.One(1, 4, 8, 12, 16), Any))).ToList());
        if (world.Leads.Count > 1 && dice.Chance(0.4))
        {
            // Two leads speak of one account at one time under one messageId: only the leads' ids order them.
            var call = Group(season.Instant());
            world.Leads[0].Events.Add(call);
            world.Leads[1].Events.Add(Group(call.Timestamp) with { MessageId = call.MessageId, GroupId = call.GroupId });
        }

        return world;
    }

    /// <summary>One lead that looks at many pages, for plans of bare rules.</summary>
    public NaiveWorld Reader() => new([new NaiveLead("jan", Events(dice.Between(6, 24), at => dice.Chance(0.9) ? Track(at, "page") : Any(at)))]);

    private List<NaiveEvent> Events(int count, Func<long, NaiveEvent> any)
    {
        var events = new List<NaiveEvent>();
        var at = season.Instant();
        for (var i = 0; i < count; i++)
        {
            at = i == 0 || dice.Chance(0.2) ? Time() : season.After(at);
            events.Add(i == 0 && dice.Chance(0.6) ? Identify(at) : any(at));
        }

        if (dice.Chance(0.4))
        {
            // Another event with a messageId that is taken.
            var copied = dice.OneOf(events);
            events.Add(any(dice.Chance(0.5) ? copied.Timestamp : season.Instant()) with { MessageId = copied.MessageId });
        }

        return dice.Shuffled(events);
    }

    private long Time() => named.Count > 0 && dice.Chance(0.3) ? dice.OneOf(named) + dice.One(-1, 0, 0, 1) : season.Instant();

    private NaiveEvent Any(long at) => dice.Between(0, 9) switch
    {
        0 or 1 => Identify(at),
        2 => Group(at),
        _ => Track(at, dice.One<string>(Vocabulary.Events)),
    };

    private NaiveEvent Track(long at, string name) => new(
        MessageId(),
        at,
        name,
        dice.Chance(0.95) ? Document(Vocabulary.Properties, dice.Between(3, 8)) : null,
        dice.Chance(0.7) ? Document(Vocabulary.Context, dice.Between(1, 5)) : null,
        dice.Chance(0.12),
        null);

    private NaiveEvent Identify(long at) =>
        new(MessageId(), at, "identify", Document(Vocabulary.LeadTraits, dice.Between(2, 8)), new JsonObject(), dice.Chance(0.1), null);

    private NaiveEvent Group(long at) =>
        new(MessageId(), at, "group", Document(Vocabulary.AccountTraits, dice.Between(1, 5)), null, dice.Chance(0.1), dice.One<string>(Vocabulary.Accounts));

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
