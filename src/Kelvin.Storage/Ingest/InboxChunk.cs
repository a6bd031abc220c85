using System.Buffers.Binary;
using System.Text;

namespace Kelvin.Storage.Ingest;

/// <summary>
/// Calls of one request as they lie in one row of the inbox: a head (format, power, source, receipt, how many), then for
/// each call its type, what there is of timestamp and messageId, and its JSON with its length before it.
/// </summary>
internal static class InboxChunk
{
    /// <summary>A request with more, or with more bytes, takes several rows of the same commit, so that a slice of work stays short.</summary>
    public const int ItemsMost = 250;
    public const int BytesMost = 128 * 1024;

    private const byte Format = 1;
    private const int HeadBytes = 1 + 1 + 4 + 8 + 4;
    private const byte HasTimestamp = 1;
    private const byte HasMessageId = 2;

    public static byte[] Write(InboxBatch batch, int start, int count)
    {
        var length = HeadBytes;
        for (var i = start; i < start + count; i++) length += LengthOf(batch.Items[i]);
        var chunk = new byte[length];
        chunk[0] = Format;
        chunk[1] = (byte)batch.Power;
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(2), batch.Source);
        BinaryPrimitives.WriteInt64LittleEndian(chunk.AsSpan(6), batch.ReceivedAt);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(14), count);
        var rest = chunk.AsSpan(HeadBytes);
        for (var i = start; i < start + count; i++) rest = rest[Write(rest, batch.Items[i])..];
        return chunk;
    }

    public static InboxBatch Read(byte[] chunk)
    {
        if (chunk[0] != Format) throw new StoreException($"The inbox holds calls in format {chunk[0]}, which this version of Kelvin does not know.");
        var count = BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(14));
        var items = new InboxItem[count];
        var at = HeadBytes;
        for (var i = 0; i < count; i++) items[i] = Read(chunk, ref at);
        return new InboxBatch
        {
            Power = (KeyPower)chunk[1],
            Source = BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(2)),
            ReceivedAt = BinaryPrimitives.ReadInt64LittleEndian(chunk.AsSpan(6)),
            Items = items,
        };
    }

    private static int LengthOf(InboxItem item) =>
        2 + (item.Timestamp is null ? 0 : 8) + (item.MessageId is null ? 0 : 4 + Encoding.UTF8.GetByteCount(item.MessageId)) + 4 + item.Json.Length;

    /// <summary>Gives how many bytes it takes.</summary>
    private static int Write(Span<byte> span, InboxItem item)
    {
        span[0] = item.Type;
        span[1] = (byte)((item.Timestamp is null ? 0 : HasTimestamp) | (item.MessageId is null ? 0 : HasMessageId));
        var at = 2;
        if (item.Timestamp is { } timestamp)
        {
            BinaryPrimitives.WriteInt64LittleEndian(span[at..], timestamp);
            at += 8;
        }
        if (item.MessageId is not null)
        {
            var idBytes = Encoding.UTF8.GetBytes(item.MessageId, span[(at + 4)..]);
            BinaryPrimitives.WriteInt32LittleEndian(span[at..], idBytes);
            at += 4 + idBytes;
        }
        BinaryPrimitives.WriteInt32LittleEndian(span[at..], item.Json.Length);
        item.Json.Span.CopyTo(span[(at + 4)..]);
        return at + 4 + item.Json.Length;
    }

    private static InboxItem Read(byte[] chunk, ref int at)
    {
        var type = chunk[at];
        var flags = chunk[at + 1];
        at += 2;
        long? timestamp = null;
        string? messageId = null;
        if ((flags & HasTimestamp) != 0)
        {
            timestamp = BinaryPrimitives.ReadInt64LittleEndian(chunk.AsSpan(at));
            at += 8;
        }
        if ((flags & HasMessageId) != 0) messageId = Encoding.UTF8.GetString(ReadBytes(chunk, ref at).Span);
        return new InboxItem(ReadBytes(chunk, ref at), type, timestamp, messageId);
    }

    private static ReadOnlyMemory<byte> ReadBytes(byte[] chunk, ref int at)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(at));
        var bytes = chunk.AsMemory(at + 4, length);
        at += 4 + length;
        return bytes;
    }
}
