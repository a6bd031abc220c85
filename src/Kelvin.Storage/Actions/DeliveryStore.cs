using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Actions;

/// <summary>Which message goes to whom, when it is due, and every attempt that was made.</summary>
public sealed class DeliveryStore
{
    private const string Columns = "select item, webhook, state, tries, attempts, due_at, created_at, attempted_at, status from deliveries ";

    /// <summary>One for each message and webhook, however often it is asked for.</summary>
    public void Add(Session tx, DeliveryKey key, long dueAt, long now) =>
        tx.Sql("insert into deliveries (bucket, item, webhook, state, tries, attempts, due_at, created_at) values ($1, $2, $3, $4, 0, 0, $5, $6) on conflict (bucket, item, webhook) do nothing")
            .BindWithBucket(key.Item).Bind(key.Webhook).Bind((long)DeliveryState.Waiting).Bind(dueAt).Bind(now).Run();

    /// <summary>One that is not due: whoever adds it makes the one attempt itself.</summary>
    public void AddUnscheduled(Session tx, DeliveryKey key, long now) =>
        tx.Sql("insert into deliveries (bucket, item, webhook, state, tries, attempts, created_at) values ($1, $2, $3, $4, 0, 0, $5)")
            .BindWithBucket(key.Item).Bind(key.Webhook).Bind((long)DeliveryState.Failed).Bind(now).Run();

    public StoredDelivery? Find(Session session, DeliveryKey key)
    {
        using var row = session.Sql(Columns + "where bucket = $1 and item = $2 and webhook = $3").BindWithBucket(key.Item).Bind(key.Webhook);
        return row.Step() ? Read(row) : null;
    }

    /// <summary>A webhook's deliveries whose time has come, the longest due first.</summary>
    public List<StoredDelivery> Due(Session session, int webhook, long now, int most)
    {
        var due = new List<StoredDelivery>();
        using var rows = session.Sql(Columns + "where webhook = $1 and due_at <= $2 order by due_at limit $3").Bind(webhook).Bind(now).Bind(most);
        while (rows.Step()) due.Add(Read(rows));
        return due;
    }

    /// <summary>
    /// What goes into a recipient's next mail: if a mail was put together before and has to be sent again, all of that one and nothing
    /// else; otherwise what is due and in no mail yet.
    /// </summary>
    public (List<StoredDelivery> Deliveries, StreamId? Batch) DueTogether(Session session, int webhook, long now, int most)
    {
        StreamId? batch;
        using (var first = session.Sql("select batch from deliveries where webhook = $1 and due_at <= $2 order by due_at limit 1").Bind(webhook).Bind(now))
        {
            if (!first.Step()) return ([], null);
            batch = first.IsNull(0) ? null : first.Id(0);
        }
        var due = new List<StoredDelivery>();
        using var rows = batch is { } made
            ? session.Sql(Columns + "where webhook = $1 and batch = $2 and due_at is not null order by created_at, item").Bind(webhook).Bind(made)
            : session.Sql(Columns + "where webhook = $1 and due_at <= $2 and batch is null order by due_at, item limit $3").Bind(webhook).Bind(now).Bind(most);
        while (rows.Step()) due.Add(Read(rows));
        return (due, batch);
    }

    /// <summary>Puts a delivery into a mail, for good.</summary>
    public void PutTogether(Session tx, DeliveryKey key, StreamId batch) =>
        tx.Sql("update deliveries set batch = $4 where bucket = $1 and item = $2 and webhook = $3").BindWithBucket(key.Item).Bind(key.Webhook).Bind(batch).Run();

    /// <summary>How many mails a recipient got since an instant.</summary>
    public long MailsSince(Session session, int webhook, long since)
    {
        using var row = session.Sql("select count(distinct batch) from deliveries where webhook = $1 and attempted_at >= $2 and state = $3").Bind(webhook).Bind(since).Bind((long)DeliveryState.Delivered);
        return row.Step() ? row.Long(0) : 0;
    }

    /// <summary>When the webhook's next delivery is due.</summary>
    public long? NextDue(Session session, int webhook)
    {
        using var row = session.Sql("select min(due_at) from deliveries where webhook = $1 and due_at is not null").Bind(webhook);
        return row.Step() ? row.LongOrNull(0) : null;
    }

    /// <summary>Takes a delivery that was read as due, until an instant. False: someone else has taken it, or it is gone.</summary>
    public bool Claim(Session tx, StoredDelivery due, long until) =>
        tx.Sql("update deliveries set state = $5, due_at = $6 where bucket = $1 and item = $2 and webhook = $3 and due_at = $4")
            .BindWithBucket(due.Key.Item).Bind(due.Key.Webhook).Bind(due.DueAt).Bind((long)DeliveryState.Sending).Bind(until).Run() > 0;

    /// <summary>What was being sent when the program ended is due at once. Only where no other program uses the store.</summary>
    public int ReleaseAll(Session tx, long now) =>
        tx.Sql("update deliveries set state = $1, due_at = $2 where due_at is not null and state = $3").Bind((long)DeliveryState.Waiting).Bind(now).Bind((long)DeliveryState.Sending).Run();

    /// <summary>Writes down an attempt and what follows from it. Nothing, when the delivery is gone.</summary>
    public void Record(Session tx, DeliveryKey key, StoredAttempt attempt, DeliveryState state, int tries, long? dueAt)
    {
        var there = tx.Sql("update deliveries set state = $4, tries = $5, attempts = $6, due_at = $7, attempted_at = $8, status = $9 where bucket = $1 and item = $2 and webhook = $3")
            .BindWithBucket(key.Item).Bind(key.Webhook).Bind((long)state).Bind(tries).Bind(attempt.Attempt).Bind(dueAt).Bind(attempt.At).Bind((long?)attempt.Status).Run();
        if (there == 0) return;
        var insert = tx.Sql("insert into attempts (bucket, item, webhook, attempt, at, milliseconds, outcome, status, answer) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .BindWithBucket(key.Item).Bind(key.Webhook).Bind(attempt.Attempt).Bind(attempt.At).Bind(attempt.Milliseconds).Bind((long)attempt.Outcome).Bind((long?)attempt.Status);
        (attempt.Answer is null ? insert.BindNull() : insert.Bind(attempt.Answer)).Run();
    }

    /// <summary>Puts a delivery back to the start of its schedule; its message keeps its id.</summary>
    public bool Restart(Session tx, DeliveryKey key, long now) =>
        tx.Sql("update deliveries set state = $4, tries = 0, due_at = $5 where bucket = $1 and item = $2 and webhook = $3")
            .BindWithBucket(key.Item).Bind(key.Webhook).Bind((long)DeliveryState.Waiting).Bind(now).Run() > 0;

    /// <summary>Takes from the schedule all that waits for a webhook which is no more.</summary>
    public void Abandon(Session tx, int webhook) =>
        tx.Sql("update deliveries set state = $2, due_at = null where webhook = $1 and due_at is not null").Bind(webhook).Bind((long)DeliveryState.Failed).Run();

    public List<StoredAttempt> Attempts(Session session, DeliveryKey key)
    {
        var attempts = new List<StoredAttempt>();
        using var rows = session.Sql("select attempt, at, milliseconds, outcome, status, answer from attempts where bucket = $1 and item = $2 and webhook = $3 order by attempt")
            .BindWithBucket(key.Item).Bind(key.Webhook);
        while (rows.Step())
        {
            attempts.Add(new StoredAttempt(rows.Int(0), rows.Long(1), rows.Int(2), (AttemptOutcome)rows.Int(3), (int?)rows.LongOrNull(4), rows.IsNull(5) ? null : rows.Blob(5).ToArray()));
        }
        return attempts;
    }

    /// <summary>How many wait to be sent, or sent again.</summary>
    public long Waiting(Session session)
    {
        using var row = session.Sql("select count(*) from deliveries where due_at is not null");
        return row.Step() ? row.Long(0) : 0;
    }

    internal static StoredDelivery Read(Statement row, int first = 0) => new(
        new DeliveryKey(row.Id(first), row.Int(first + 1)), (DeliveryState)row.Int(first + 2), row.Int(first + 3), row.Int(first + 4),
        row.LongOrNull(first + 5), row.Long(first + 6), row.LongOrNull(first + 7), (int?)row.LongOrNull(first + 8));
}
