using System.Text;
using System.Text.Json;
using Kelvin.Scoring.Values;
using Kelvin.Server.Documents;

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

/// <summary>Comma-separated values as RFC 4180 says, under a line of names.</summary>
internal sealed class CsvExport(Stream to) : IExportWriter
{
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
        ValueKind.Text => CsvCell.Of(value.AsText)!,
        _ => CsvCell.Quoted(value.ToString()),
    };
}
