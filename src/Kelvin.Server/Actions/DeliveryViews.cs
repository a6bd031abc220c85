using System.ComponentModel;
using System.Globalization;
using System.Text;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Actions;

internal sealed record AttemptView(
    int Number, DateTimeOffset At, int Milliseconds,
    [property: Description("delivered, refused, redirected, addressRefused, nameUnknown, notConnected, notTrusted, timedOut, notUnderstood")] AttemptOutcome Outcome,
    int? Status, [property: Description("The first 1,024 bytes of the receiver's answer.")] string? Answer);

internal sealed record DeliveryView(
    string Id, int Webhook, [property: Description("The webhook-id: the same for every webhook and at every attempt.")] string MessageId, string Type,
    [property: Description("The lead's or account's id.")] string? Subject, string? Plan, string? Kind, string? Direction, string? Line,
    [property: Description("When it became true.")] DateTimeOffset At, DateTimeOffset CreatedAt,
    [property: Description("waiting, sending, delivered or failed (not tried again by itself).")] DeliveryState State,
    int Attempts, int? Status, DateTimeOffset? AttemptedAt, DateTimeOffset? NextAttemptAt,
    [property: Description("Only where one delivery is asked for.")] IReadOnlyList<AttemptView>? History = null,
    [property: Description("Of a mail: to whom, a user as user:3 or an address. Only where one delivery is asked for.")] string? To = null,
    [property: Description("What is sent: the body, or the mail. Several messages to one person may come in one mail. Only where one delivery is asked for.")] string? Content = null);

internal sealed record DeliveryList(IReadOnlyList<DeliveryView> Items, string? NextCursor);

internal static class DeliveryViews
{
    public static string Id(DeliveryKey key) => string.Create(CultureInfo.InvariantCulture, $"{key.Item}-{key.Webhook}");

    public static bool TryReadId(string text, out DeliveryKey key)
    {
        key = default;
        if (text.Split('-') is not [var item, var number] || !StreamId.TryParse(item, out var id) || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var webhook)) return false;
        key = new DeliveryKey(id, webhook);
        return true;
    }

    public static DeliveryView View(ListedDelivery listed, IReadOnlyList<AttemptView>? history = null)
    {
        var (delivery, message) = listed;
        return new DeliveryView(
            Id(delivery.Key), delivery.Key.Webhook, message.Id.ToString(), message.Type.Name(), message.Type == MessageType.Ping ? null : message.Subject.ToString(),
            message.Topic?.Plan, message.Topic?.Kind, message.Topic?.Direction, message.Topic?.Line,
            Instants.Of(message.At), Instants.Of(delivery.CreatedAt), delivery.State, delivery.Attempts, delivery.Status, Instants.Of(delivery.AttemptedAt),
            delivery.State == DeliveryState.Waiting ? Instants.Of(delivery.DueAt) : null, history);
    }

    /// <summary>A delivery with its attempts; null when there is none.</summary>
    public static DeliveryView? Whole(Store store, Session session, DeliveryKey key)
    {
        if (store.Deliveries.Find(session, key) is not { } delivery || store.Outbox.Find(session, key.Item) is not { } message) return null;
        var webhook = store.Webhooks.Find(session, key.Webhook) is { } stored ? new Webhook(stored) : null;
        var data = store.Outbox.DataOf(session, message);
        var whole = View(new ListedDelivery(delivery, message), [.. store.Deliveries.Attempts(session, key).Select(attempt => new AttemptView(
            attempt.Attempt, Instants.Of(attempt.At), attempt.Milliseconds, attempt.Outcome, attempt.Status, Text(store, session, message, attempt.Answer)))]);
        return whole with { To = webhook is { IsMail: true } ? webhook.Document.Name : null, Content = webhook is null || data is null ? null : ContentOf(webhook, message, data) };
    }

    private static string ContentOf(Webhook webhook, StoredMessage message, byte[] data)
    {
        if (!webhook.IsMail) return Encoding.UTF8.GetString(MessageBody.Of(message, data, webhook.Document.Format, "").Bytes);
        var notice = Notice.Of(message, data, null);
        return $"Subject: {notice.Subject}\n\n{notice.Text}";
    }

    private static string? Text(Store store, Session session, StoredMessage message, byte[]? answer) =>
        answer is not null && store.Outbox.OpenAnswer(session, message, answer) is { } open ? Encoding.UTF8.GetString(open) : null;
}
