namespace Kelvin.Storage.Ingest;

/// <summary>How much a call's key is trusted: a public one stands in every web page, so anyone may use it. The numbers are in the store and never change.</summary>
public enum KeyPower : byte { Server = 1, Public = 2 }

/// <summary>One call that was found valid, as it waits for its processing.</summary>
/// <param name="Json">The call by itself: whatever its batch said once for all is already in it.</param>
/// <param name="Type">The call's type, as the server numbers them; the path may have said it rather than the call.</param>
/// <param name="Timestamp">When it happened by the sender's word, its clock corrected, milliseconds since 1970; null: on receipt.</param>
/// <param name="MessageId">The id that was made for a call without one; null where the call has its own.</param>
public readonly record struct InboxItem(ReadOnlyMemory<byte> Json, byte Type, long? Timestamp = null, string? MessageId = null);

/// <summary>The valid calls of one request. They are on disk together or not at all.</summary>
public sealed record InboxBatch
{
    /// <summary>Milliseconds since 1970, UTC, by the server's clock.</summary>
    public required long ReceivedAt { get; init; }
    public required KeyPower Power { get; init; }

    /// <summary>The number of the source whose key it came with.</summary>
    public int Source { get; init; }
    public required IReadOnlyList<InboxItem> Items { get; init; }

    /// <summary>How many calls of the request were refused; counted with the rest.</summary>
    public int Rejected { get; init; }

    /// <summary>How many were of erased people, and so are not among the items though they are answered as accepted.</summary>
    public int Suppressed { get; init; }
}

/// <summary>What became of a batch.</summary>
public enum InboxAnswer
{
    /// <summary>It will survive the loss of power.</summary>
    OnDisk,

    /// <summary>Too much waits already; nothing of it was kept.</summary>
    Full,

    /// <summary>The disk refused; nothing of it is promised. It may be sent again: its messageIds see to the rest.</summary>
    Unavailable,
}
