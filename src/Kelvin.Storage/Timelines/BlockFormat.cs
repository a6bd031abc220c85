using System.IO.Compression;
using Kelvin.Scoring.Timelines;
using Kelvin.Storage.Keys;

namespace Kelvin.Storage.Timelines;

/// <summary>The columns of a block: the keys of its messages, their acceptance and their marks lie open; all else is compressed and sealed.</summary>
internal readonly record struct BlockColumns(byte[] Messages, byte[] Accepted, byte[] Machine, byte[] Detail);

/// <summary>
/// Many events of one stream in one block. What stands in all of them stands together, column by column, so that compression
/// finds what they have in common.
/// </summary>
internal static class BlockFormat
{
    private const byte Plain = 1, Compressed = 2;
    private const byte HasStatedTimestamp = 1, HasGroupId = 2;

    /// <summary>More than this is no block of ours.</summary>
    private const int BytesMost = 64 << 20;

    private const int Quality = 4, Window = 20;

    [ThreadStatic] private static ByteWriter? threadWriter;

    /// <param name="inOrder">At least one.</param>
    public static BlockColumns Close(IReadOnlyList<StoredEvent> inOrder, Seal seal)
    {
        var to = threadWriter ??= new ByteWriter();
        var messages = new byte[inOrder.Count * MessageKey.Bytes];
        for (var i = 0; i < inOrder.Count; i++) inOrder[i].Key.Write(messages.AsSpan(i * MessageKey.Bytes));
        to.Clear();
        var last = 0L;
        foreach (var stored in inOrder)
        {
            to.Signed(stored.Accepted - last);
            last = stored.Accepted;
        }
        var accepted = to.Written.ToArray();
        to.Clear();
        WriteDetail(to, inOrder);
        var detail = seal.CloseBeside(Compress(to.Written), Beside(messages, accepted));
        return new BlockColumns(messages, accepted, CloseMarks([.. inOrder.Select(stored => stored.InRow)]), detail);
    }

    public static void Open(in BlockColumns block, Seal seal, List<StoredEvent> into)
    {
        var from = new ByteReader(Decompress(seal.OpenBeside(block.Detail, Beside(block.Messages, block.Accepted))));
        var count = block.Messages.Length / MessageKey.Bytes;
        var accepted = ReadAccepted(block.Accepted, count);
        var marks = OpenMarks(block.Machine, count);
        var times = new long[count];
        for (var (i, time) = (0, 0L); i < count; i++) times[i] = time += from.Signed();
        var received = new long[count];
        for (var i = 0; i < count; i++) received[i] = ReceivedBase(times, received, i) + from.Signed();
        var sources = new int[count];
        for (var i = 0; i < count; i++) sources[i] = (int)from.Number();
        var has = from.Bytes(count).ToArray();
        var stated = new long?[count];
        for (var i = 0; i < count; i++) stated[i] = (has[i] & HasStatedTimestamp) != 0 ? times[i] + from.Signed() : null;
        var messageIds = ReadTexts(ref from, count);
        var names = ReadTexts(ref from, count);
        var groups = new string?[count];
        for (var i = 0; i < count; i++) groups[i] = (has[i] & HasGroupId) != 0 ? ValueFormat.ReadText(ref from) : null;
        var properties = new Kelvin.Scoring.Values.Value[count];
        for (var i = 0; i < count; i++) properties[i] = ValueFormat.Read(ref from);
        for (var i = 0; i < count; i++)
        {
            into.Add(new StoredEvent
            {
                Event = new Event
                {
                    MessageId = messageIds[i],
                    Timestamp = times[i],
                    Name = names[i],
                    Properties = properties[i],
                    Context = ValueFormat.Read(ref from),
                    Machine = marks[i] != 0,
                    GroupId = groups[i],
                },
                Key = KeyAt(block.Messages, i),
                Accepted = accepted[i],
                ReceivedAt = received[i],
                StatedTimestamp = stated[i],
                Source = sources[i],
                Mark = MarkStore.FromRow(marks[i]),
            });
        }
    }

    public static MessageKey KeyAt(ReadOnlySpan<byte> messages, int i) => MessageKey.Read(messages[(i * MessageKey.Bytes)..]);

    /// <summary>The place of a message in the block; -1 when it is not there.</summary>
    public static int Find(ReadOnlySpan<byte> messages, MessageKey key)
    {
        Span<byte> wanted = stackalloc byte[MessageKey.Bytes];
        key.Write(wanted);
        for (var from = 0; ;)
        {
            var at = messages[from..].IndexOf(wanted);
            if (at < 0) return -1;
            at += from;
            if (at % MessageKey.Bytes == 0) return at / MessageKey.Bytes;
            from = at + 1;
        }
    }

    public static long[] ReadAccepted(ReadOnlySpan<byte> bytes, int count)
    {
        var from = new ByteReader(bytes);
        var accepted = new long[count];
        for (var (i, last) = (0, 0L); i < count; i++) accepted[i] = last += from.Signed();
        return accepted;
    }

    /// <summary>As in the rows of single events, one for each; nothing at all where none is marked.</summary>
    public static byte[] CloseMarks(ReadOnlySpan<int> marks)
    {
        if (marks.IndexOfAnyExcept(0) < 0) return [];
        var to = new ByteWriter();
        foreach (var mark in marks) to.Number((ulong)mark);
        return to.Written.ToArray();
    }

    public static int[] OpenMarks(ReadOnlySpan<byte> bytes, int count)
    {
        var marks = new int[count];
        if (bytes.IsEmpty) return marks;
        var from = new ByteReader(bytes);
        for (var i = 0; i < count; i++) marks[i] = (int)from.Number();
        return marks;
    }

    private static void WriteDetail(ByteWriter to, IReadOnlyList<StoredEvent> inOrder)
    {
        var times = inOrder.Select(stored => stored.Event.Timestamp).ToArray();
        var received = inOrder.Select(stored => stored.ReceivedAt).ToArray();
        for (var i = 0; i < times.Length; i++) to.Signed(i == 0 ? times[i] : times[i] - times[i - 1]);
        for (var i = 0; i < times.Length; i++) to.Signed(received[i] - ReceivedBase(times, received, i));
        foreach (var stored in inOrder) to.Number((ulong)stored.Source);
        foreach (var stored in inOrder) to.Byte((byte)((stored.StatedTimestamp is null ? 0 : HasStatedTimestamp) | (stored.Event.GroupId is null ? 0 : HasGroupId)));
        foreach (var stored in inOrder.Where(stored => stored.StatedTimestamp is not null)) to.Signed(stored.StatedTimestamp!.Value - stored.Event.Timestamp);
        foreach (var stored in inOrder) ValueFormat.Write(to, stored.Event.MessageId);
        foreach (var stored in inOrder) ValueFormat.Write(to, stored.Event.Name);
        foreach (var stored in inOrder.Where(stored => stored.Event.GroupId is not null)) ValueFormat.Write(to, stored.Event.GroupId!);
        foreach (var stored in inOrder) ValueFormat.Write(to, stored.Event.Properties);
        foreach (var stored in inOrder) ValueFormat.Write(to, stored.Event.Context);
    }

    /// <summary>What came as it happened was received soon after it; what was imported, soon after the one before it.</summary>
    private static long ReceivedBase(long[] times, long[] received, int i) => i == 0 ? times[0] : Math.Max(times[i], received[i - 1]);

    private static string[] ReadTexts(ref ByteReader from, int count)
    {
        var texts = new string[count];
        for (var i = 0; i < count; i++) texts[i] = ValueFormat.ReadText(ref from);
        return texts;
    }

    private static byte[] Beside(byte[] messages, byte[] accepted) => [.. messages, .. accepted];

    private static byte[] Compress(ReadOnlySpan<byte> bytes)
    {
        var room = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length) + 6];
        var head = new ByteWriter();
        head.Byte(Compressed);
        head.Number((ulong)bytes.Length);
        head.Written.CopyTo(room);
        return BrotliEncoder.TryCompress(bytes, room.AsSpan(head.Written.Length), out var written, Quality, Window) && head.Written.Length + written < bytes.Length
            ? room[..(head.Written.Length + written)]
            : [Plain, .. bytes];
    }

    private static byte[] Decompress(byte[] bytes)
    {
        var from = new ByteReader(bytes);
        var format = from.Byte();
        if (format == Plain) return bytes[1..];
        if (format != Compressed) throw new StoreException($"A block of events is stored in format {format}, which this version of Kelvin does not know.");
        var length = from.Number();
        if (length > BytesMost) throw new StoreException("A block of events says that it is longer than any is.");
        var open = new byte[length];
        return BrotliDecoder.TryDecompress(from.Rest, open, out var written) && written == open.Length ? open : throw new StoreException("A block of events does not unpack.");
    }
}
