namespace Kelvin.Storage.Actions;

/// <summary>What became of a delivery. The numbers are in the store.</summary>
public enum DeliveryState : byte
{
    /// <summary>It is due, now or later.</summary>
    Waiting = 1,

    /// <summary>Someone is at it; if nothing is heard of them by the due instant, another takes it.</summary>
    Sending = 2,

    Delivered = 3,

    /// <summary>It is not tried again by itself.</summary>
    Failed = 4,
}

/// <summary>How one attempt ended. The numbers are in the store.</summary>
public enum AttemptOutcome : byte
{
    /// <summary>Answered with 2xx.</summary>
    Delivered = 1,

    /// <summary>Answered with another status.</summary>
    Refused = 2,

    /// <summary>Answered with 3xx; redirects are not followed.</summary>
    Redirected = 3,

    /// <summary>The address is one that is not called from here.</summary>
    AddressRefused = 4,

    /// <summary>The host's name has no address.</summary>
    NameUnknown = 5,

    /// <summary>There was no connection, or it broke.</summary>
    NotConnected = 6,

    /// <summary>The receiver's certificate or its TLS was not accepted.</summary>
    NotTrusted = 7,

    TimedOut = 8,

    /// <summary>What came back was not HTTP, or more of it than is read.</summary>
    NotUnderstood = 9,
}

/// <summary>One message for one webhook.</summary>
public readonly record struct DeliveryKey(StreamId Item, int Webhook);

/// <summary>One message for one webhook, and how far it has got.</summary>
/// <param name="Tries">Attempts since it was last put to the start of the schedule.</param>
/// <param name="Attempts">All attempts.</param>
/// <param name="DueAt">When it is tried next; null: not by itself.</param>
/// <param name="Status">The last answer's HTTP status.</param>
public sealed record StoredDelivery(
    DeliveryKey Key, DeliveryState State, int Tries, int Attempts, long? DueAt, long CreatedAt, long? AttemptedAt, int? Status);

/// <summary>One attempt to deliver.</summary>
/// <param name="Answer">The sealed first bytes of the receiver's answer.</param>
public sealed record StoredAttempt(int Attempt, long At, int Milliseconds, AttemptOutcome Outcome, int? Status, byte[]? Answer);

/// <summary>Which deliveries a list shows. The instants are of their making; <c>To</c> is excluded.</summary>
public sealed record DeliveryFilter(DeliveryState? State, MessageType? Type, StreamId? Subject, long? From, long? To);

/// <summary>A delivery in a list, with the message it is of.</summary>
public sealed record ListedDelivery(StoredDelivery Delivery, StoredMessage Message);

/// <summary>Where a list goes on: after this delivery, newest first.</summary>
public readonly record struct DeliveryPlace(long CreatedAt, DeliveryKey Key);
