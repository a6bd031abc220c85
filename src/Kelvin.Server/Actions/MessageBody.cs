using System.Text.Json;
using Kelvin.Scoring.Values;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions;

/// <summary>A message as it is sent. The same at every attempt, byte for byte.</summary>
/// <param name="Type">The media type.</param>
internal sealed record MessageBody(string Type, byte[] Bytes)
{
    /// <param name="publicUrl">Where people find this server; null: no links.</param>
    public static MessageBody Of(StoredMessage message, byte[] data, WebhookFormat format, string source, string? publicUrl = null) => format == WebhookFormat.Slack
        ? new MessageBody("application/json; charset=utf-8", Notice.Of(message, data, publicUrl).Slack())
        : format == WebhookFormat.Cloudevents
        ? new MessageBody("application/cloudevents+json; charset=utf-8", Write(json => WriteCloudEvent(json, message, data, source)))
        : new MessageBody("application/json; charset=utf-8", Write(json => WriteStandard(json, message, data)));

    private static void WriteStandard(Utf8JsonWriter json, StoredMessage message, byte[] data)
    {
        json.WriteString("type", message.Type.Name());
        json.WriteString("timestamp", Dates.ToText(message.At));
        WriteData(json, data);
    }

    private static void WriteCloudEvent(Utf8JsonWriter json, StoredMessage message, byte[] data, string source)
    {
        json.WriteString("specversion", "1.0");
        json.WriteString("id", message.Id.ToString());
        json.WriteString("source", source);
        json.WriteString("type", message.Type.Name());
        json.WriteString("time", Dates.ToText(message.At));
        json.WriteString("datacontenttype", "application/json");
        if (message.Type != MessageType.Ping) json.WriteString("subject", message.Subject.ToString());
        WriteData(json, data);
    }

    private static void WriteData(Utf8JsonWriter json, byte[] data)
    {
        json.WritePropertyName("data");
        json.WriteRawValue(data, skipInputValidation: true);
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return body.ToArray();
    }
}
