namespace Kelvin.Scoring.Values;

/// <summary>What a <see cref="Value"/> is. <see cref="Missing"/> is the absence of a value, which differs from null.</summary>
public enum ValueKind : byte { Missing, Null, False, True, Number, Text, Array, Object }

/// <summary>
/// A JSON value from outside or from a plan: immutable, sixteen bytes, without a parser behind it.
/// Numbers are finite IEEE doubles; text is well-formed UTF-16 (see <see cref="Texts.WellFormed"/>).
/// </summary>
public readonly struct Value : IEquatable<Value>
{
    private static readonly object NullTag = new();
    private static readonly object FalseTag = new();
    private static readonly object TrueTag = new();
    private static readonly object NumberTag = new();

    private readonly object? tag;
    private readonly double number;

    private Value(object tag, double number = 0) => (this.tag, this.number) = (tag, number);

    public static Value Missing => default;
    public static Value Null => new(NullTag);
    public static Value Of(bool truth) => new(truth ? TrueTag : FalseTag);
    public static Value Of(string text) => new(text ?? throw new ArgumentNullException(nameof(text)));
    public static Value Of(Value[] elements) => new(elements ?? throw new ArgumentNullException(nameof(elements)));
    public static Value Of(IEnumerable<KeyValuePair<string, Value>> members) => new(new JsonObject(members));
    public static Value Of(JsonObject members) => new(members ?? throw new ArgumentNullException(nameof(members)));

    /// <summary>A number. Throws when it is not finite: such a number never gets past the door.</summary>
    public static Value Of(double number) =>
        double.IsFinite(number) ? new(NumberTag, number) : throw new ArgumentOutOfRangeException(nameof(number), "A number must be finite.");

    public ValueKind Kind => tag switch
    {
        null => ValueKind.Missing,
        string => ValueKind.Text,
        JsonObject => ValueKind.Object,
        Value[] => ValueKind.Array,
        _ when ReferenceEquals(tag, NumberTag) => ValueKind.Number,
        _ when ReferenceEquals(tag, TrueTag) => ValueKind.True,
        _ when ReferenceEquals(tag, FalseTag) => ValueKind.False,
        _ => ValueKind.Null,
    };

    public bool IsMissing => tag is null;
    public bool IsMissingOrNull => tag is null || ReferenceEquals(tag, NullTag);
    public string AsText => (string)tag!;
    public double AsNumber => number;
    public ReadOnlySpan<Value> AsArray => (Value[])tag!;
    public JsonObject AsObject => (JsonObject)tag!;

    /// <summary>The member of that key at the top level, or <see cref="Missing"/>; also when this is no object.</summary>
    public Value this[string key] => tag is JsonObject members ? members[key] : Missing;

    /// <summary>Equal as JSON values: numbers by value, text exactly, objects whatever the order of their keys.</summary>
    public bool Equals(Value other)
    {
        var kind = Kind;
        if (kind != other.Kind) return false;
        return kind switch
        {
            ValueKind.Number => number == other.number,
            ValueKind.Text => string.Equals((string)tag!, (string)other.tag!, StringComparison.Ordinal),
            ValueKind.Array => AsArray.SequenceEqual(other.AsArray),
            ValueKind.Object => AsObject.Equals(other.AsObject),
            _ => true,
        };
    }

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    public override int GetHashCode()
    {
        switch (Kind)
        {
            case ValueKind.Number: return number == 0 ? 0 : number.GetHashCode();
            case ValueKind.Text: return string.GetHashCode((string)tag!, StringComparison.Ordinal);
            case ValueKind.Array:
                var hash = new HashCode();
                foreach (var element in AsArray) hash.Add(element);
                return hash.ToHashCode();
            case ValueKind.Object: return AsObject.GetHashCode();
            default: return (int)Kind;
        }
    }

    public static bool operator ==(Value left, Value right) => left.Equals(right);
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>The value as JSON text.</summary>
    public override string ToString() => IsMissing ? "" : ValueWriter.ToJson(this);
}
