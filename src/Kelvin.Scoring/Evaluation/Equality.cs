using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>
/// A list of texts, numbers and booleans, each with the place at which it first stands, to which a value may be equal as
/// <c>is</c> compares: two texts as texts; a text that is a number with a number as that number; true and false likewise.
/// </summary>
internal sealed class Equality
{
    private readonly Dictionary<string, int> texts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<double, int> numbersForTexts = [];
    private readonly Dictionary<double, int> numbersForNumbers = [];
    private readonly int[] booleansForTexts = [-1, -1];
    private readonly int[] booleansForBooleans = [-1, -1];

    public Equality(IEnumerable<Value> literals)
    {
        var place = 0;
        foreach (var literal in literals) Add(literal, place++);
    }

    private void Add(Value literal, int place)
    {
        switch (literal.Kind)
        {
            case ValueKind.Number:
                numbersForTexts.TryAdd(literal.AsNumber, place);
                numbersForNumbers.TryAdd(literal.AsNumber, place);
                break;
            case ValueKind.True or ValueKind.False:
                var truth = literal.Kind == ValueKind.True ? 1 : 0;
                First(booleansForTexts, truth, place);
                First(booleansForBooleans, truth, place);
                break;
            case ValueKind.Text:
                var text = Texts.Canonical(literal.AsText);
                texts.TryAdd(text, place);
                if (Numbers.TryRead(text, out var number)) numbersForNumbers.TryAdd(number, place);
                if (TruthOf(text) is { } named) First(booleansForBooleans, named, place);
                break;
            default: throw new ArgumentException("A literal is a text, a number or a boolean.");
        }
    }

    /// <summary>The place of the first literal that equals the value; -1 if none does. Arrays and objects equal nothing.</summary>
    public int PlaceOf(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Number: return numbersForNumbers.GetValueOrDefault(value.AsNumber, -1);
            case ValueKind.True: return booleansForBooleans[1];
            case ValueKind.False: return booleansForBooleans[0];
            case ValueKind.Text:
                var text = Texts.Canonical(value.AsText);
                var place = texts.GetValueOrDefault(text, -1);
                if (numbersForTexts.Count > 0 && Numbers.TryRead(text, out var number)) place = Earlier(place, numbersForTexts.GetValueOrDefault(number, -1));
                return TruthOf(text) is { } truth ? Earlier(place, booleansForTexts[truth]) : place;
            default: return -1;
        }
    }

    public bool Has(Value value) => PlaceOf(value) >= 0;

    private static int? TruthOf(string text) => Texts.Same(text, "true") ? 1 : Texts.Same(text, "false") ? 0 : null;

    private static void First(int[] places, int truth, int place)
    {
        if (places[truth] < 0) places[truth] = place;
    }

    private static int Earlier(int left, int right) => left < 0 ? right : right < 0 ? left : Math.Min(left, right);
}
