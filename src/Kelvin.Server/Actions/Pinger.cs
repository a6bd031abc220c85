using System.Security.Cryptography;
using Kelvin.Server.Actions.Outgoing;
using Kelvin.Storage;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions;

/// <summary>Sends a ping while somebody waits: to see that a receiver is reached and reads our signature. Not tried again.</summary>
internal sealed class Pinger(Store store, Sender sender, Recorder recorder, WebhookSettings settings, TimeProvider clock)
{
    private const int AtOnce = 4;
    private static readonly byte[] Data = "{}"u8.ToArray();
    private readonly SemaphoreSlim places = new(AtOnce, AtOnce);

    /// <summary>The delivery, after the attempt; null when too many others are under way.</summary>
    public async Task<DeliveryKey?> PingAsync(Webhook webhook, CancellationToken cancellation)
    {
        if (!await places.WaitAsync(0, cancellation).ConfigureAwait(false)) return null;
        try
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var id = OutboxItem.NewId(StreamId.Read(RandomNumberGenerator.GetBytes(StreamId.Bytes)), now);
            var key = new DeliveryKey(id, webhook.Number);
            await store.WriteAsync(tx =>
            {
                store.Outbox.Append(tx, new OutboxItem(id, MessageType.Ping, id, now, now, null, Data));
                store.Outbox.Routed(tx, id, now);
                store.Deliveries.AddUnscheduled(tx, key, now);
            }).ConfigureAwait(false);
            var message = new StoredMessage(id, MessageType.Ping, id, now, now, null);
            var body = MessageBody.Of(message, Data, webhook.Document.Format, settings.Source);
            // Whoever asked may go; the attempt is written down all the same.
            var sent = await sender.SendAsync(webhook.Url, body, id.ToString(), webhook.SecretsAt(now), CancellationToken.None).ConfigureAwait(false);
            var ended = new Ended(new Lane(webhook, new Pace(1, 1)), new StoredDelivery(key, DeliveryState.Failed, 0, 0, null, now, null, null), message, now, sent);
            await store.WriteAsync(tx => recorder.WriteAttempt(tx, ended)).ConfigureAwait(false);
            return key;
        }
        finally
        {
            places.Release();
        }
    }
}
