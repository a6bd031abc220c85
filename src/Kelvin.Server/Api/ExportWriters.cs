using System.Text;
using System.Text.Json;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Api;

internal interface IExportWriter
{
    void Write(ExportRow row);

    void End();
}

/// <summary>One JSON object a line.</summary>
internal sealed class NdjsonExport(Stream to) : IExportWriter
{
    private readonly Utf8JsonWriter json = new(to, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public void Write(ExportRow row)
    {
        json.WriteStartObject();
        foreach (var (column, value) in row.Cells)
        {
            json.WritePropertyName(column);
            ValueWriter.Write(json, value);
        }
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        to.Write("\n"u8);
    }

    public void End() => json.Dispose();
}

/// <summary>
/// Comma-separated values as RFC 4180 says. A text that a spreadsheet would run as a formula gets an apostrophe before it:
/// names and pages are written by strangers.
/// </summary>
internal sealed class CsvExport(Stream to) : IExportWriter
{
    private const string FormulaSigns = "=+-@\t\r\n\0＝＋－＠";

    private readonly StreamWriter writer = new(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };
    private bool hasHead;

    public void Write(ExportRow row)
    {
        if (!hasHead) writer.WriteLine(string.Join(',', row.Cells.Select(cell => cell.Column)));
        hasHead = true;
        writer.WriteLine(string.Join(',', row.Cells.Select(cell => Cell(cell.Value))));
    }

    public void End() => writer.Dispose();

    public static string Cell(Value value) => value.Kind switch
    {
        ValueKind.Missing or ValueKind.Null => "",
        ValueKind.Text => Quoted(Harmless(value.AsText)),
        _ => Quoted(value.ToString()),
    };

    private static string Harmless(string text) => text.Length > 0 && FormulaSigns.Contains(text.TrimStart(' ') is { Length: > 0 } trimmed ? trimmed[0] : text[0]) ? "'" + text : text;

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
