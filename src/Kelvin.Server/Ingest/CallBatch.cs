using System.Text.Json;

namespace Kelvin.Server.Ingest;

/// <summary>
/// The calls of a <c>{"batch": [...]}</c>. What stands beside the batch, <c>context</c> and <c>sentAt</c>, belongs to
/// every call in it; where a call has its own, its own counts.
/// </summary>
public sealed class CallBatch
{
    private readonly byte[] context;
    private readonly byte[] sentAt;
    private readonly List<(int Start, int Length)> items;

    private CallBatch(List<(int, int)> items, byte[] context, byte[] sentAt, string? writeKey)
    {
        this.items = items;
        this.context = context;
        this.sentAt = sentAt;
        WriteKey = writeKey;
    }

    public int Count => items.Count;

    /// <summary>The key in the body, for senders that have no header.</summary>
    public string? WriteKey { get; }

    /// <summary>Reads the frame of a batch and looks at its calls only to find their ends. False: this is no batch, or no JSON.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, out CallBatch? batch)
    {
        batch = null;
        List<(int, int)>? items = null;
        byte[] context = [], sentAt = [];
        string? writeKey = null;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = CallReader.MaxDepth * 2 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.ValueIsEscaped ? default : reader.ValueSpan;
                reader.Read();
                if (name.SequenceEqual("batch"u8) && reader.TokenType == JsonTokenType.StartArray) items = ReadItems(ref reader);
                else if (name.SequenceEqual("context"u8)) context = ReadRaw(ref reader, json);
                else if (name.SequenceEqual("sentAt"u8)) sentAt = ReadRaw(ref reader, json);
                else if (name.SequenceEqual("writeKey"u8) && reader.TokenType == JsonTokenType.String) writeKey = Kelvin.Scoring.Values.ValueReader.ReadText(ref reader);
                else reader.Skip();
            }
            reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
        if (items is null) return false;
        batch = new CallBatch(items, context.AsSpan().StartsWith("{"u8) ? context : [], sentAt, writeKey);
        return true;
    }

    /// <summary>The bytes of one call, with what it has from the batch. Given the same bytes that the batch was read from.</summary>
    public ReadOnlySpan<byte> Item(ReadOnlySpan<byte> json, int index)
    {
        var (start, length) = items[index];
        var item = json.Slice(start, length);
        return (context.Length == 0 && sentAt.Length == 0) || item[0] != '{' ? item : Inherit(item);
    }

    /// <summary>Of a member that stands twice the last counts; so what is inherited is written before what is the call's own.</summary>
    private ReadOnlySpan<byte> Inherit(ReadOnlySpan<byte> item)
    {
        var inherited = new List<byte>(item.Length + context.Length + sentAt.Length + 32) { (byte)'{' };
        void Member(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
        {
            if (inherited.Count > 1) inherited.Add((byte)',');
            inherited.AddRange(name);
            inherited.AddRange(value);
        }

        if (sentAt.Length > 0) Member("\"sentAt\":"u8, sentAt);
        if (context.Length > 0) Member("\"context\":"u8, context);
        var members = item[1..].TrimStart(" \t\r\n"u8);
        if (!members.StartsWith("}"u8)) inherited.Add((byte)',');
        inherited.AddRange(members);
        if (context.Length == 0 || OwnContext(item) is not { } own) return inherited.ToArray();
        inherited.RemoveRange(inherited.Count - 1, 1);
        inherited.AddRange(",\"context\":"u8);
        inherited.AddRange(own);
        inherited.Add((byte)'}');
        return inherited.ToArray();
    }

    /// <summary>The batch's context overlaid with the call's; null when the call has none of its own.</summary>
    private byte[]? OwnContext(ReadOnlySpan<byte> item)
    {
        byte[]? own = null;
        var reader = new Utf8JsonReader(item, new JsonReaderOptions { MaxDepth = CallReader.MaxDepth * 2 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContext = !reader.ValueIsEscaped && reader.ValueSpan.SequenceEqual("context"u8);
            reader.Read();
            if (isContext) own = ReadRaw(ref reader, item);
            else reader.Skip();
        }
        if (own is null) return null;
        if (own.AsSpan().SequenceEqual("null"u8)) return context;
        if (own[0] != '{') return own;
        var inside = own.AsSpan(1).TrimStart(" \t\r\n"u8);
        var before = context.AsSpan(0, context.Length - 1);
        return inside.StartsWith("}"u8) ? context
            : before[1..].TrimStart(" \t\r\n"u8).IsEmpty ? own
            : [.. before, (byte)',', .. inside];
    }

    private static List<(int, int)> ReadItems(ref Utf8JsonReader reader)
    {
        var items = new List<(int, int)>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add((start, (int)reader.BytesConsumed - start));
        }
        return items;
    }

    private static byte[] ReadRaw(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed].ToArray();
    }
}
