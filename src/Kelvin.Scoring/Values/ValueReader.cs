using System.Text.Json;

namespace Kelvin.Scoring.Values;

/// <summary>Reads JSON into values: well-formed text, finite numbers, bounded depth.</summary>
public static class ValueReader
{
    /// <summary>Deepest nesting that is read; deeper JSON is refused by the reader before its stack is touched.</summary>
    public const int MaxDepth = 32;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads one JSON document. Throws <see cref="JsonException"/> for anything that is not one, and for numbers that are not finite.</summary>
    public static Value Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        reader.Read();
        var value = Read(ref reader);
        if (reader.Read()) throw new JsonException("Something follows the JSON document.");
        return value;
    }

    public static Value Read(string json) => Read(System.Text.Encoding.UTF8.GetBytes(Texts.WellFormed(json)));

    /// <summary>Reads the value at which the reader stands, and leaves the reader at its last token.</summary>
    public static Value Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return Value.Null;
            case JsonTokenType.True: return Value.Of(true);
            case JsonTokenType.False: return Value.Of(false);
            case JsonTokenType.String: return Value.Of(ReadText(ref reader));
            case JsonTokenType.Number:
                if (!reader.TryGetDouble(out var number) || !double.IsFinite(number)) throw new JsonException("A number is out of range.");
                return Value.Of(number);
            case JsonTokenType.StartArray:
                var elements = new List<Value>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) elements.Add(Read(ref reader));
                return Value.Of(elements.ToArray());
            case JsonTokenType.StartObject:
                return Value.Of(ReadMembers(ref reader));
            default:
                throw new JsonException("A JSON value was expected.");
        }
    }

    private static JsonObject ReadMembers(ref Utf8JsonReader reader)
    {
        var members = new List<KeyValuePair<string, Value>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = ReadText(ref reader);
            reader.Read();
            members.Add(new(key, Read(ref reader)));
        }
        return new JsonObject(members);
    }

    /// <summary>The text at which the reader stands, made well-formed: a lone surrogate, or bytes that are no UTF-8, become U+FFFD.</summary>
    public static string ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return EscapedText.Read(reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan);
        }
    }
}
