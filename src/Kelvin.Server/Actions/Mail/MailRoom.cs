using Kelvin.Server.Actions.Outgoing;
using Kelvin.Storage;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions.Mail;

/// <summary>
/// Puts what is due to one person together into one mail: a storm of crossings is not to be a storm of mails. What is in a mail is
/// written down before it is sent, so that at every attempt it is the same mail under the same id.
/// </summary>
internal sealed class MailRoom(Store store, Mailer mailer, MailSettings settings)
{
    private const long Hour = 3_600_000;

    private readonly Dictionary<Lane, StreamId?> made = [];

    public int TimeoutSeconds => settings.TimeoutSeconds;

    /// <summary>What goes into the recipient's next mail; nothing when they had enough in the last hour.</summary>
    public List<StoredDelivery> Due(Session session, Lane lane, long now, IReadOnlySet<DeliveryKey> underWay)
    {
        made.Remove(lane);
        var (due, batch) = store.Deliveries.DueTogether(session, lane.Webhook.Number, now, settings.MessagesMost);
        if (due.Count == 0 || due.Exists(delivery => underWay.Contains(delivery.Key))) return [];
        if (store.Deliveries.MailsSince(session, lane.Webhook.Number, now - Hour) >= settings.PerHour) return [];
        made[lane] = batch;
        return due;
    }

    public void PutTogether(Session tx, Lane lane, IEnumerable<StoredDelivery> deliveries)
    {
        if (made.GetValueOrDefault(lane) is not null) return;
        var list = deliveries.ToList();
        foreach (var delivery in list) store.Deliveries.PutTogether(tx, delivery.Key, list[0].Key.Item);
        made[lane] = list[0].Key.Item;
    }

    public Func<CancellationToken, Task<Sent>> Sending(Session session, Lane lane, IReadOnlyList<(StoredDelivery Delivery, StoredMessage Message, byte[] Data)> mail)
    {
        var batch = made.GetValueOrDefault(lane) ?? mail[0].Delivery.Key.Item;
        var draft = mailer.Draft(session, lane.Webhook.Document.Name, batch, lane.Webhook.Number, [.. mail.Select(one => (one.Message, one.Data))]);
        // A user who was removed meanwhile gets nothing more, and that is no fault of the mail server.
        return draft is null ? _ => Task.FromResult(new Sent(AttemptOutcome.NameUnknown, null, 0, null, null)) : cancellation => mailer.SendAsync(draft, cancellation);
    }
}
