using Kelvin.Scoring.Timelines;
using Kelvin.Storage.Keys;

namespace Kelvin.Storage.Timelines;

/// <summary>An event as it came in, with what its receipt added.</summary>
public sealed record StoredEvent
{
    public required Event Event { get; init; }

    /// <summary>The event's key within its stream.</summary>
    public required MessageKey Key { get; init; }

    /// <summary>The number of its acceptance: of two copies the smaller one counts.</summary>
    public required long Accepted { get; init; }
    public required long ReceivedAt { get; init; }

    /// <summary>The time that the call named, where the event's is another: the sender's clock was corrected, or ran ahead of the receipt.</summary>
    public long? StatedTimestamp { get; init; }

    /// <summary>The number of the source that sent it.</summary>
    public int Source { get; init; }

    /// <summary>The mark of many events that says of it that a machine made it; null where none does, or it was marked by itself.</summary>
    public int? Mark { get; init; }

    /// <summary>What its row says of who marked it: 0 for nobody.</summary>
    internal int InRow => Mark is { } mark ? MarkStore.InRows(mark) : Event.Machine ? 1 : 0;

    /// <summary>The sender's time was more than a day ahead, so that its clock is not to be believed at all.</summary>
    public bool ClockWasWrong => StatedTimestamp - ReceivedAt > TimeSpan.MillisecondsPerDay;
}
