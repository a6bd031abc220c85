using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Kelvin.Scoring.Values;

/// <summary>Writes values as JSON: numbers as ECMAScript writes them, keys in their order.</summary>
public static class ValueWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToJson(Value value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options)) Write(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Number: writer.WriteRawValue(Numbers.ToText(value.AsNumber), skipInputValidation: true); break;
            case ValueKind.Text: writer.WriteStringValue(value.AsText); break;
            case ValueKind.True: writer.WriteBooleanValue(true); break;
            case ValueKind.False: writer.WriteBooleanValue(false); break;
            case ValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.AsArray) Write(writer, element);
                writer.WriteEndArray();
                break;
            case ValueKind.Object:
                writer.WriteStartObject();
                foreach (ref readonly var member in value.AsObject.Members)
                {
                    writer.WritePropertyName(member.Key);
                    Write(writer, member.Value);
                }
                writer.WriteEndObject();
                break;
            default: writer.WriteNullValue(); break;
        }
    }
}
