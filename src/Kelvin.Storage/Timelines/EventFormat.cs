using System.Buffers.Binary;
using Kelvin.Scoring.Timelines;
using Kelvin.Storage.Keys;

namespace Kelvin.Storage.Timelines;

/// <summary>The sealed part of an event's row: all but its key, time, acceptance and machine mark.</summary>
internal static class EventFormat
{
    private const byte Format = 1;
    private const byte HasStatedTimestamp = 1, HasGroupId = 2;

    private const int BesideBytes = MessageKey.Bytes + sizeof(long);

    [ThreadStatic] private static ByteWriter? threadWriter;

    public static byte[] Close(StoredEvent stored, Seal seal)
    {
        var to = threadWriter ??= new ByteWriter();
        to.Clear();
        var e = stored.Event;
        to.Byte(Format);
        to.Byte((byte)((stored.StatedTimestamp is null ? 0 : HasStatedTimestamp) | (e.GroupId is null ? 0 : HasGroupId)));
        to.Signed(stored.ReceivedAt - e.Timestamp);
        to.Number((ulong)stored.Source);
        ValueFormat.Write(to, e.MessageId);
        ValueFormat.Write(to, e.Name);
        if (stored.StatedTimestamp is { } stated) to.Signed(stated - e.Timestamp);
        if (e.GroupId is not null) ValueFormat.Write(to, e.GroupId);
        ValueFormat.Write(to, e.Properties);
        ValueFormat.Write(to, e.Context);
        Span<byte> nonce = stackalloc byte[Seal.NonceBytes];
        Nonce.Write(nonce, stored.Accepted, SealedAs.Event);
        Span<byte> beside = stackalloc byte[BesideBytes];
        WriteBeside(beside, stored.Key, e.Timestamp);
        return seal.Close(nonce, to.Written, beside);
    }

    public static StoredEvent Open(MessageKey key, long timestamp, long accepted, bool machine, ReadOnlySpan<byte> closed, Seal seal)
    {
        Span<byte> nonce = stackalloc byte[Seal.NonceBytes];
        Nonce.Write(nonce, accepted, SealedAs.Event);
        Span<byte> beside = stackalloc byte[BesideBytes];
        WriteBeside(beside, key, timestamp);
        var from = new ByteReader(seal.Open(nonce, closed, beside));
        var format = from.Byte();
        if (format != Format) throw new StoreException($"An event is stored in format {format}, which this version of Kelvin does not know.");
        var has = from.Byte();
        var receivedAt = timestamp + from.Signed();
        var source = (int)from.Number();
        var messageId = ValueFormat.ReadText(ref from);
        var name = ValueFormat.ReadText(ref from);
        long? stated = (has & HasStatedTimestamp) != 0 ? timestamp + from.Signed() : null;
        var groupId = (has & HasGroupId) != 0 ? ValueFormat.ReadText(ref from) : null;
        return new StoredEvent
        {
            Event = new Event
            {
                MessageId = messageId,
                Timestamp = timestamp,
                Name = name,
                Properties = ValueFormat.Read(ref from),
                Context = ValueFormat.Read(ref from),
                Machine = machine,
                GroupId = groupId,
            },
            Key = key,
            Accepted = accepted,
            ReceivedAt = receivedAt,
            StatedTimestamp = stated,
            Source = source,
        };
    }

    /// <summary>The open columns that a hand might change; the seal breaks if one does.</summary>
    private static void WriteBeside(Span<byte> beside, MessageKey key, long timestamp)
    {
        key.Write(beside);
        BinaryPrimitives.WriteInt64LittleEndian(beside[MessageKey.Bytes..], timestamp);
    }
}
