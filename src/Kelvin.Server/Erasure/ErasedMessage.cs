using System.Text.Json;
using Kelvin.Storage;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Erasure;

/// <summary>
/// Tells the world that a person is to be forgotten there too. It carries every id under which earlier messages may have
/// named the lead, and no name: there is none left to carry (decision 0100).
/// </summary>
internal static class ErasedMessage
{
    public static OutboxItem Of(StreamId lead, IEnumerable<StreamId> streams, long now)
    {
        var data = new MemoryStream();
        using (var json = new Utf8JsonWriter(data))
        {
            json.WriteStartObject();
            json.WriteStartObject("lead");
            json.WriteString("id", lead.ToString());
            json.WriteStartArray("formerIds");
            foreach (var stream in streams.Where(stream => stream != lead).Order()) json.WriteStringValue(stream.ToString());
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return new OutboxItem(OutboxItem.NewId(lead, now), MessageType.LeadErased, lead, now, now, Topic: null, data.ToArray());
    }
}
