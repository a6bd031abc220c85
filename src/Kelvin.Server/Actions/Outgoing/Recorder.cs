using Kelvin.Server.Operation;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Actions.Outgoing;

/// <summary>An attempt that has ended, to be written down.</summary>
/// <param name="Delivery">As it was when the attempt began.</param>
internal sealed record Ended(Lane Lane, StoredDelivery Delivery, StoredMessage Message, long At, Sent Sent);

/// <summary>Writes down attempts with what follows from them.</summary>
internal sealed class Recorder(Store store, WebhookSettings settings, TimeProvider clock, Measures measures, ILogger<Recorder> log)
{
    private readonly RetrySchedule schedule = RetrySchedule.Read(settings.RetrySchedule);
    private readonly long patience = settings.DisableAfterHours * 3_600_000L;

    public Aftermath AftermathOf(Ended ended) => Aftermath.Of(
        ended.Sent, ended.Delivery.Tries + 1, ended.Message.Type == MessageType.Ping ? null : schedule, ended.Lane.FailingSince, patience,
        clock.GetUtcNow().ToUnixTimeMilliseconds(), Random.Shared.NextDouble());

    public void Write(Session tx, Ended ended, Aftermath after)
    {
        var delivery = ended.Delivery;
        // A webhook that was removed while this was on its way gets nothing more.
        if (after.State == DeliveryState.Waiting && store.Webhooks.Find(tx, delivery.Key.Webhook) is null) after = after with { State = DeliveryState.Failed, DueAt = null };
        WriteAttempt(tx, ended, after);
        if (after.Disable is { } reason) store.Webhooks.SetState(tx, delivery.Key.Webhook, WebhookState.Disabled, reason, clock.GetUtcNow().ToUnixTimeMilliseconds());
        else if (after.FailingSince is null != ended.Lane.FailingSince is null) store.Webhooks.SetFailingSince(tx, delivery.Key.Webhook, after.FailingSince);
    }

    /// <summary>For a ping: it says nothing of how the webhook fares.</summary>
    public void WriteAttempt(Session tx, Ended ended) => WriteAttempt(tx, ended, AftermathOf(ended));

    /// <summary>It is on disk.</summary>
    public void Done(Ended ended, Aftermath after)
    {
        measures.Attempted(ended.Sent.Outcome.ToString(), TimeSpan.FromMilliseconds(ended.Sent.Milliseconds));
        ended.Lane.FailingSince = after.FailingSince;
        if (after.Disable is { } reason) log.WebhookDisabled(ended.Delivery.Key.Webhook, reason);
    }

    private void WriteAttempt(Session tx, Ended ended, Aftermath after)
    {
        var (delivery, sent) = (ended.Delivery, ended.Sent);
        var answer = sent.Answer is { Length: > 0 } bytes ? store.Outbox.SealAnswer(tx, ended.Message, bytes) : null;
        store.Deliveries.Record(
            tx, delivery.Key, new StoredAttempt(delivery.Attempts + 1, ended.At, sent.Milliseconds, sent.Outcome, sent.Status, answer), after.State, delivery.Tries + 1, after.DueAt);
    }
}
