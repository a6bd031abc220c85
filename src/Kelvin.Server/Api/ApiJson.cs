using System.Text.Json;
using System.Text.Json.Serialization;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Api;

/// <summary>How the management API writes and reads JSON: camelCase, strict about what it does not know, instants to the millisecond.</summary>
internal static class ApiJson
{
    public static void Set(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = ValueReader.MaxDepth * 2;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new ValueConverter());
        options.Converters.Add(new ObjectConverter());
        options.Converters.Add(new InstantConverter());
    }

    private sealed class ValueConverter : JsonConverter<Value>
    {
        public override Value Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ValueReader.Read(ref reader);

        public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options) => ValueWriter.Write(writer, value);
    }

    private sealed class ObjectConverter : JsonConverter<JsonObject>
    {
        public override JsonObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ValueReader.Read(ref reader) is { Kind: ValueKind.Object } value ? value.AsObject : throw new JsonException("An object was expected.");

        public override void Write(Utf8JsonWriter writer, JsonObject value, JsonSerializerOptions options) => ValueWriter.Write(writer, Value.Of(value));
    }

    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Instants.TryRead(reader.GetString() ?? "", out var instant) ? Instants.Of(instant) : throw new JsonException("An instant was expected, such as 2025-03-01T09:30:00Z.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Dates.ToText(value.ToUnixTimeMilliseconds()));
    }
}
