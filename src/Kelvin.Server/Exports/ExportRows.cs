using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kelvin.Scoring.Values;
using Kelvin.Server.Documents;

namespace Kelvin.Server.Exports;

internal enum ExportFormat { NdJson, Csv }

/// <summary>Writes rows of named values, as a JSON object a line or as comma-separated values under a line of names.</summary>
internal abstract class ExportRows(Stream into, IReadOnlyList<string> names)
{
    protected Stream Into => into;
    protected IReadOnlyList<string> Names => names;

    public static ExportRows Begin(Stream into, ExportFormat format, IReadOnlyList<string> names) =>
        format == ExportFormat.Csv ? new CsvRows(into, names) : new JsonRows(into, names);

    /// <summary>A row; a value for each name.</summary>
    public abstract void Write(params ReadOnlySpan<Value> values);

    private sealed class JsonRows(Stream into, IReadOnlyList<string> names) : ExportRows(into, names)
    {
        private readonly ArrayBufferWriter<byte> buffer = new(4096);
        private readonly Utf8JsonWriter writer = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        public override void Write(params ReadOnlySpan<Value> values)
        {
            buffer.ResetWrittenCount();
            writer.Reset(buffer);
            writer.WriteStartObject();
            for (var i = 0; i < values.Length; i++)
            {
                writer.WritePropertyName(Names[i]);
                ValueWriter.Write(writer, values[i]);
            }
            writer.WriteEndObject();
            writer.Flush();
            buffer.Write("\n"u8);
            Into.Write(buffer.WrittenSpan);
        }
    }

    private sealed class CsvRows : ExportRows
    {
        public CsvRows(Stream into, IReadOnlyList<string> names) : base(into, names) => WriteLine(string.Join(',', names));

        public override void Write(params ReadOnlySpan<Value> values)
        {
            var line = new StringBuilder();
            for (var i = 0; i < values.Length; i++)
            {
                if (i > 0) line.Append(',');
                line.Append(Cell(values[i]));
            }
            WriteLine(line.ToString());
        }

        private void WriteLine(string line) => Into.Write(Encoding.UTF8.GetBytes(line + "\r\n"));

        private static string? Cell(Value value) => value.Kind switch
        {
            ValueKind.Missing or ValueKind.Null => null,
            ValueKind.Number => Numbers.ToText(value.AsNumber),
            ValueKind.Text => CsvCell.Of(value.AsText),
            ValueKind.True or ValueKind.False => value.ToString(),
            _ => CsvCell.Of(ValueWriter.ToJson(value)),
        };
    }
}

/// <summary>What exports write of instants and texts that may be missing.</summary>
internal static class ExportValue
{
    public static Value Of(string? text) => text is null ? Value.Null : Value.Of(text);
    public static Value Of(long? number) => number is { } there ? Value.Of((double)there) : Value.Null;

    /// <summary>ISO 8601, UTC, milliseconds.</summary>
    public static Value OfInstant(long? milliseconds) =>
        milliseconds is { } at ? Value.Of(Instants.Of(at).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)) : Value.Null;
}
