using System.Text.Json;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Ingest;

/// <summary>A part of a request's body.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    public bool IsEmpty => Length == 0;

    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> body) => body.Slice(Start, Length);
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> body) => body.Slice(Start, Length);
}

/// <summary>
/// The outside of a tracking request: where its calls stand, and what is said once for all of them.
/// Reading it checks that the whole body is well-formed JSON; what a call holds is the call's own matter.
/// </summary>
internal sealed class Envelope
{
    /// <summary>Nesting that is followed at all. A call has its own, lower limit, and is then refused alone.</summary>
    private const int MaxDepth = 64;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public List<Slice> Items { get; } = [];
    public string? WriteKey { get; private set; }

    /// <summary>The JSON value as it stands, with its quotes; empty when there is none.</summary>
    public Slice SentAt { get; private set; }
    public Slice Context { get; private set; }
    public Slice Integrations { get; private set; }

    /// <summary>Reads <c>{"batch": [...], ...}</c>.</summary>
    public static Refusal? ReadBatch(ReadOnlySpan<byte> body, IngestLimits limits, out Envelope envelope) => Read(body, limits, out envelope);

    /// <summary>Reads a body that is one call.</summary>
    public static Refusal? ReadCall(ReadOnlySpan<byte> body, out Envelope envelope) => Read(body, limits: null, out envelope);

    private static Refusal? Read(ReadOnlySpan<byte> body, IngestLimits? limits, out Envelope envelope)
    {
        envelope = new Envelope();
        var offset = body.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        try
        {
            var reader = new Utf8JsonReader(body[offset..], new JsonReaderOptions { MaxDepth = MaxDepth });
            return limits is null ? envelope.ReadCall(ref reader, offset) : envelope.ReadBatch(ref reader, offset, limits);
        }
        catch (JsonException)
        {
            return Refusal.NotJson;
        }
    }

    private Refusal? ReadCall(ref Utf8JsonReader reader, int offset)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return Refusal.NotJson;
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = reader.NameIs("writeKey"u8);
            reader.Read();
            if (isKey && reader.TokenType == JsonTokenType.String) WriteKey = ValueReader.ReadText(ref reader);
            reader.Skip();
        }
        Items.Add(new Slice(offset + start, (int)reader.BytesConsumed - start));
        return reader.Read() ? Refusal.NotJson : null;
    }

    private Refusal? ReadBatch(ref Utf8JsonReader reader, int offset, IngestLimits limits)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return Refusal.NotJson;
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(ref reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            switch (member)
            {
                case Member.Batch:
                    if (reader.TokenType != JsonTokenType.StartArray) return Refusal.NoBatch;
                    found = true;
                    if (ReadItems(ref reader, offset, limits) is { } refusal) return refusal;
                    break;
                case Member.WriteKey:
                    if (reader.TokenType == JsonTokenType.String) WriteKey = ValueReader.ReadText(ref reader);
                    reader.Skip();
                    break;
                default:
                    var isObject = reader.TokenType == JsonTokenType.StartObject;
                    reader.Skip();
                    var slice = new Slice(offset + start, (int)reader.BytesConsumed - start);
                    if (member == Member.SentAt) SentAt = slice;
                    else if (member == Member.Context && isObject) Context = slice;
                    else if (member == Member.Integrations && isObject) Integrations = slice;
                    break;
            }
        }
        if (reader.Read()) return Refusal.NotJson;
        if (!found) return Refusal.NoBatch;
        if (Context.Length > limits.SharedKilobytes * 1024 || Integrations.Length > limits.SharedKilobytes * 1024) return Refusal.SharedTooLarge;
        return Items.Count == 0 ? Refusal.BatchEmpty : null;
    }

    private Refusal? ReadItems(ref Utf8JsonReader reader, int offset, IngestLimits limits)
    {
        // Of a member that stands twice the last one counts, as in ECMAScript.
        Items.Clear();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Items.Count == limits.ItemsPerBatch) return Refusal.BatchTooLong;
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            Items.Add(new Slice(offset + start, (int)reader.BytesConsumed - start));
        }
        return null;
    }

    private static Member MemberOf(ref Utf8JsonReader reader) =>
        reader.NameIs("batch"u8) ? Member.Batch
        : reader.NameIs("writeKey"u8) ? Member.WriteKey
        : reader.NameIs("sentAt"u8) ? Member.SentAt
        : reader.NameIs("context"u8) ? Member.Context
        : reader.NameIs("integrations"u8) ? Member.Integrations
        : Member.Other;

    private enum Member { Other, Batch, WriteKey, SentAt, Context, Integrations }
}
