using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions.Outgoing;

/// <summary>What follows from an attempt: for the delivery, and for the webhook.</summary>
/// <param name="Disable">Why the webhook is to be disabled; null: it is not.</param>
/// <param name="FailingSince">The first failure after the last success.</param>
internal sealed record Aftermath(DeliveryState State, long? DueAt, DisabledBecause? Disable, long? FailingSince)
{
    /// <param name="tries">Attempts in this round of the schedule, with this one.</param>
    /// <param name="schedule">Null: it is not tried again.</param>
    /// <param name="failingSince">As it stood before.</param>
    /// <param name="patience">How long a webhook may fail, in milliseconds.</param>
    public static Aftermath Of(Sent sent, int tries, RetrySchedule? schedule, long? failingSince, long patience, long now, double chance)
    {
        if (sent.IsDelivered) return new Aftermath(DeliveryState.Delivered, null, null, null);
        var since = failingSince ?? now;
        if (sent.SaysGone) return new Aftermath(DeliveryState.Failed, null, DisabledBecause.Gone, since);
        var wait = schedule?.WaitAfter(tries, sent.RetryAfter, chance);
        return new Aftermath(
            wait is null ? DeliveryState.Failed : DeliveryState.Waiting, now + wait,
            now - since >= patience ? DisabledBecause.Failing : null, since);
    }
}
