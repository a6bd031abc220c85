using System.Text.Json;
using Kelvin.Server.Ingest;

namespace Kelvin.Server.EventFiles;

/// <summary>A line that is no call but a <c>{"batch": [...]}</c> of them, as clients send it.</summary>
internal sealed class LineBatch
{
    private static readonly IngestLimits Limits = new() { ItemsPerBatch = EventPlace.MostCallsOfALine, SharedKilobytes = EventSource.MaxLineBytes / 1024 };

    private readonly Envelope envelope;

    private LineBatch(Envelope envelope) => this.envelope = envelope;

    public int Count => envelope.Items.Count;

    /// <summary>Its calls have nothing from it, so each can be read by itself from where it starts.</summary>
    public bool IsPlain => envelope.Context.IsEmpty;

    public int StartOf(int number) => envelope.Items[number].Start;

    /// <summary>A line is a batch when it has no type of its own and has a <c>batch</c>; a cheap look comes first.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out LineBatch? batch)
    {
        batch = null;
        if (line.IndexOf("\"batch\""u8) < 0 || CallReader.Read(line, out _, maxBytes: EventSource.MaxLineBytes) != CallProblem.TypeMissing) return false;
        return TryReadWithoutType(line, out batch);
    }

    /// <summary>The same for a line that is known to have no type.</summary>
    public static bool TryReadWithoutType(ReadOnlySpan<byte> line, out LineBatch? batch)
    {
        batch = null;
        if (Envelope.ReadBatch(line, Limits, out var envelope) is not null) return false;
        batch = new LineBatch(envelope);
        return true;
    }

    /// <summary>The bytes of one of its calls, with what it has from the batch.</summary>
    public ReadOnlySpan<byte> Call(ReadOnlySpan<byte> line, int number)
    {
        var item = envelope.Items[number].Of(line);
        return envelope.Context.IsEmpty || item[0] != '{' ? item : ItemSplice.Merge(item, "context"u8, envelope.Context.Of(line));
    }

    /// <summary>The JSON value at the beginning of some bytes.</summary>
    public static ReadOnlySpan<byte> FirstValue(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true });
        reader.Read();
        reader.Skip();
        return bytes[..(int)reader.BytesConsumed];
    }

    public static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("\uFEFF"u8)) line = line[3..];
        return line.Trim(" \t\r\n"u8);
    }
}
