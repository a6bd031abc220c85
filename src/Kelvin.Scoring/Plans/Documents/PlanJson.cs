using System.Text;
using System.Text.Json;
using Kelvin.Scoring.Plans.Reading;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Plans.Documents;

/// <summary>Writes a plan as JSON, whichever way it was written. Read again it is the same plan.</summary>
public static class PlanJson
{
    /// <summary>The plan's text as JSON; null when the text is no document at all.</summary>
    public static string? From(string text)
    {
        if (PlanDocument.Read(text, new Problems()) is not { } root) return null;
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(writer, root);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, PlanNode node)
    {
        switch (node)
        {
            case PlanMapping mapping:
                writer.WriteStartObject();
                foreach (var (key, value) in mapping.Entries)
                {
                    writer.WritePropertyName(Texts.WellFormed(key.Text));
                    Write(writer, value);
                }
                writer.WriteEndObject();
                break;
            case PlanSequence sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case PlanScalar scalar:
                Write(writer, scalar);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void Write(Utf8JsonWriter writer, PlanScalar scalar)
    {
        switch (scalar.Kind)
        {
            case ScalarKind.Null: writer.WriteNullValue(); break;
            case ScalarKind.True: writer.WriteBooleanValue(true); break;
            case ScalarKind.False: writer.WriteBooleanValue(false); break;
            case ScalarKind.Text: writer.WriteStringValue(Texts.WellFormed(scalar.Text)); break;
            default:
                if (double.IsFinite(scalar.Number)) writer.WriteRawValue(Numbers.ToText(scalar.Number), skipInputValidation: true);
                else writer.WriteStringValue(scalar.Text);
                break;
        }
    }
}
