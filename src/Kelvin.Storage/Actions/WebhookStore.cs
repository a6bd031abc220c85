using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Actions;

/// <summary>Whether a webhook is sent to. The numbers are in the store.</summary>
public enum WebhookState : byte { Active = 1, Disabled = 2 }

/// <summary>Why it is not. The numbers are in the store.</summary>
public enum DisabledBecause : byte
{
    None = 0,

    /// <summary>A person switched it off.</summary>
    Person = 1,

    /// <summary>The receiver answered 410: it wants no more.</summary>
    Gone = 2,

    /// <summary>For days every attempt failed.</summary>
    Failing = 3,
}

/// <summary>Someone who listens.</summary>
/// <param name="Document">Where to, what for, and the secrets: the server's own JSON.</param>
/// <param name="FailingSince">The first failure after the last success.</param>
public sealed record StoredWebhook(
    int Webhook, byte[] Document, WebhookState State, DisabledBecause Reason, long StateAt, long? FailingSince, long CreatedAt, string CreatedBy);

/// <summary>Who listens to messages. A small table that is rarely written: how single deliveries fare does not stand in it.</summary>
public sealed class WebhookStore(ServerKey key)
{
    private const string Columns = "select webhook, document, state, reason, state_at, failing_since, created_at, created_by from webhooks ";

    /// <summary>Grows with every change, on whatever node.</summary>
    public long Revision(Session session)
    {
        using var row = session.Sql("select coalesce(sum(revision), 0) from webhooks");
        return row.Step() ? row.Long(0) : 0;
    }

    /// <summary>Whether anybody listens, be it that they are not sent to just now.</summary>
    public bool Any(Session session)
    {
        using var row = session.Sql("select 1 from webhooks where deleted_at is null and recipient is null limit 1");
        return row.Step();
    }

    /// <param name="recipient">Of one who gets mails: whom; null for a webhook.</param>
    public StoredWebhook Add(Session tx, ReadOnlySpan<byte> document, string by, long now, string? recipient = null)
    {
        int webhook;
        using (var row = tx.Sql("select coalesce(max(webhook), 0) + 1 from webhooks"))
        {
            row.Step();
            webhook = row.Int(0);
        }
        tx.Sql("insert into webhooks (webhook, revision, document, state, reason, state_at, created_at, created_by, recipient) values ($1, 1, $2, $3, $4, $5, $6, $7, $8)")
            .Bind(webhook).Bind(key.Webhooks.Close(document)).Bind((long)WebhookState.Active).Bind((long)DisabledBecause.None).Bind(now).Bind(now).Bind(by).BindTextOrNull(recipient).Run();
        return new StoredWebhook(webhook, document.ToArray(), WebhookState.Active, DisabledBecause.None, now, null, now, by);
    }

    /// <summary>The number of one who gets mails.</summary>
    public int? NumberOf(Session session, string recipient)
    {
        using var row = session.Sql("select webhook from webhooks where recipient = $1 and deleted_at is null").Bind(recipient);
        return row.Step() ? row.Int(0) : null;
    }

    public List<StoredWebhook> All(Session session)
    {
        var all = new List<StoredWebhook>();
        using var rows = session.Sql(Columns + "where deleted_at is null order by webhook");
        while (rows.Step()) all.Add(Read(rows));
        return all;
    }

    public StoredWebhook? Find(Session session, int webhook)
    {
        using var row = session.Sql(Columns + "where webhook = $1 and deleted_at is null").Bind(webhook);
        return row.Step() ? Read(row) : null;
    }

    public void Change(Session tx, int webhook, ReadOnlySpan<byte> document) =>
        tx.Sql("update webhooks set document = $2, revision = revision + 1 where webhook = $1 and deleted_at is null").Bind(webhook).Bind(key.Webhooks.Close(document)).Run();

    /// <summary>A new state is a new beginning: how long it was failing is forgotten.</summary>
    public void SetState(Session tx, int webhook, WebhookState state, DisabledBecause reason, long now) =>
        tx.Sql("update webhooks set state = $2, reason = $3, state_at = $4, failing_since = null, revision = revision + 1 where webhook = $1 and deleted_at is null")
            .Bind(webhook).Bind((long)state).Bind((long)reason).Bind(now).Run();

    public void SetFailingSince(Session tx, int webhook, long? since) =>
        tx.Sql("update webhooks set failing_since = $2, revision = revision + 1 where webhook = $1").Bind(webhook).Bind(since).Run();

    /// <summary>Forgets where it was and its secrets. The number is never given again, for its deliveries still carry it.</summary>
    public bool Delete(Session tx, int webhook, long now) =>
        tx.Sql("update webhooks set deleted_at = $2, document = $3, state = $4, revision = revision + 1 where webhook = $1 and deleted_at is null")
            .Bind(webhook).Bind(now).Bind(ReadOnlySpan<byte>.Empty).Bind((long)WebhookState.Disabled).Run() > 0;

    /// <summary>The numbers of all that ever were; deliveries may still name them.</summary>
    public List<int> Numbers(Session session)
    {
        var numbers = new List<int>();
        using var rows = session.Sql("select webhook from webhooks order by webhook");
        while (rows.Step()) numbers.Add(rows.Int(0));
        return numbers;
    }

    private StoredWebhook Read(Statement row) => new(
        row.Int(0), key.Webhooks.Open(row.Blob(1)), (WebhookState)row.Int(2), (DisabledBecause)row.Int(3), row.Long(4), row.LongOrNull(5), row.Long(6), row.Text(7));
}
