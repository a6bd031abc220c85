using System.Security.Cryptography;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Ingest;

namespace Kelvin.Server.EventFiles;

/// <summary>Reads single calls again from where they stand. For one thread.</summary>
internal sealed class CallAgain(EventSource source)
{
    private byte[] buffer = new byte[2048];

    /// <summary>The call of a record; good until the next one is read.</summary>
    public Call Read(in EventRecord record) => Read(record, out _);

    private Call Read(in EventRecord record, out ReadOnlySpan<byte> bytes)
    {
        bytes = source.CallAt(new EventPlace(record.Place), ref buffer);
        if (CallReader.Read(bytes, out var call, maxBytes: 2 * EventSource.MaxLineBytes) == CallProblem.None) return call;
        throw new IOException($"{source.NameOf(new EventPlace(record.Place).File)} was changed while it was read.");
    }

    /// <summary>The messageId of a record's call; of one that has none, the same text for the same content.</summary>
    public string MessageIdOf(in EventRecord record)
    {
        var call = Read(record, out var bytes);
        return call.MessageId.IsEmpty ? MadeFrom(bytes) : Call.Text(call.MessageId);
    }

    /// <summary>The event of a record, with its messageId.</summary>
    public Event EventOf(in EventRecord record)
    {
        var call = Read(record, out var bytes);
        return call.ToEvent(call.MessageId.IsEmpty ? MadeFrom(bytes) : Call.Text(call.MessageId), record.Time);
    }

    private static string MadeFrom(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return "line-" + Convert.ToHexStringLower(hash[..16]);
    }
}
