using Kelvin.Storage;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Actions;

/// <summary>All webhooks, read again when one has changed.</summary>
internal sealed class WebhookBook(Store store)
{
    private volatile Read? last;

    public IReadOnlyList<Webhook> All(Session session)
    {
        var revision = store.Webhooks.Revision(session);
        var read = last;
        if (read?.Revision == revision) return read.Webhooks;
        read = new Read(revision, [.. store.Webhooks.All(session).Select(stored => new Webhook(stored))]);
        last = read;
        return read.Webhooks;
    }

    private sealed record Read(long Revision, IReadOnlyList<Webhook> Webhooks);
}
