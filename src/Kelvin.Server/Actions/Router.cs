using Kelvin.Server.Actions.Automations;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Actions;

/// <summary>
/// Gives each message of the outbox to those who asked for it: a delivery for each. It runs in slices of the pipeline, so
/// as a rule in the transaction that recorded the message. A message that nobody asked for is not kept.
/// </summary>
internal sealed class Router(Store store, WebhookBook webhooks, Sparing sparing, Acting acting, Bell bell)
{
    private const int MessagesAtOnce = 500;

    private readonly HashSet<int> told = [];

    public Acting Acting => acting;

    /// <summary>Says whether there are more messages than it took.</summary>
    public bool Route(Session tx, long now)
    {
        var more = acting.Work(tx, now);
        var messages = store.Outbox.Unrouted(tx, MessagesAtOnce);
        if (messages.Count == 0) return more;
        var listening = webhooks.All(tx);
        foreach (var message in messages)
        {
            var isWanted = false;
            acting.On(tx, message, now);
            foreach (var webhook in listening)
            {
                if (!webhook.Wants(message) || !sparing.MayTell(tx, webhook, message)) continue;
                store.Deliveries.Add(tx, new DeliveryKey(message.Id, webhook.Number), now, now);
                told.Add(webhook.Number);
                isWanted = true;
            }
            if (isWanted) store.Outbox.Routed(tx, message.Id, now);
            else store.Outbox.Delete(tx, message.Id);
        }
        return true;
    }

    /// <summary>The slice is on disk: what it gave out may be sent.</summary>
    public void Done()
    {
        told.UnionWith(acting.Performer.Done());
        if (told.Count == 0) return;
        bell.Ring(told);
        told.Clear();
    }

    public void Undone()
    {
        told.Clear();
        acting.Performer.Undone();
        acting.Forget();
    }
}
