using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Actions;

/// <summary>Lists of deliveries for people, and the end of those that were kept long enough. One webhook at a time, by the index on it and time.</summary>
public sealed class DeliveryLists
{
    private const string Columns =
        "select d.item, d.webhook, d.state, d.tries, d.attempts, d.due_at, d.created_at, d.attempted_at, d.status, o.type, o.subject, o.at, o.recorded_at, o.plan, o.kind, o.direction, o.line, o.fell_back "
        + "from deliveries d join outbox o on o.bucket = d.bucket and o.item = d.item ";

    /// <summary>A webhook's deliveries, the newest first, after a place.</summary>
    public List<ListedDelivery> Of(Session session, int webhook, DeliveryFilter filter, DeliveryPlace? after, int most)
    {
        var list = new List<ListedDelivery>();
        var place = after ?? new DeliveryPlace(long.MaxValue, default);
        // Of the same instant those come later in the list whose item is greater, then those of a greater webhook.
        using var rows = session.Sql(Columns + "where d.webhook = $1 and d.created_at <= $2 and d.created_at >= $3 and d.created_at < $4 "
            + "and (d.created_at < $2 or d.item > $5 or (d.item = $5 and d.webhook > $6)) "
            + "and (d.state = $7 or $7 is null) and (o.type = $8 or $8 is null) and (o.subject = $9 or $9 is null) order by d.created_at desc, d.item limit $10")
            .Bind(webhook).Bind(place.CreatedAt).Bind(filter.From ?? long.MinValue).Bind(filter.To ?? long.MaxValue).Bind(place.Key.Item).Bind(place.Key.Webhook);
        rows.Bind((long?)filter.State).Bind((long?)filter.Type);
        (filter.Subject is { } subject ? rows.Bind(subject) : rows.BindNull()).Bind(most);
        while (rows.Step()) list.Add(Read(rows));
        return list;
    }

    /// <summary>The keys of a webhook's deliveries made in a period that includes its start and excludes its end, oldest first, after one.</summary>
    public List<DeliveryPlace> MadeBetween(Session session, int webhook, long from, long to, DeliveryPlace? after, int most)
    {
        var keys = new List<DeliveryPlace>();
        var place = after ?? new DeliveryPlace(long.MinValue, default);
        using var rows = session.Sql("select created_at, item from deliveries where webhook = $1 and created_at >= $2 and created_at < $3 and (created_at > $4 or (created_at = $4 and item > $5)) order by created_at, item limit $6")
            .Bind(webhook).Bind(from).Bind(to).Bind(place.CreatedAt).Bind(place.Key.Item).Bind(most);
        while (rows.Step()) keys.Add(new DeliveryPlace(rows.Long(0), new DeliveryKey(rows.Id(1), webhook)));
        return keys;
    }

    /// <summary>Deletes some of the webhook's deliveries that are older than an instant, and the messages that nobody else has. Gives how many.</summary>
    public int Trim(Session tx, int webhook, long before, int most)
    {
        var old = MadeBetween(tx, webhook, long.MinValue, before, null, most);
        foreach (var (_, (item, _)) in old)
        {
            tx.Sql("delete from attempts where bucket = $1 and item = $2 and webhook = $3").BindWithBucket(item).Bind(webhook).Run();
            tx.Sql("delete from deliveries where bucket = $1 and item = $2 and webhook = $3").BindWithBucket(item).Bind(webhook).Run();
            tx.Sql("delete from outbox where bucket = $1 and item = $2 and not exists (select 1 from deliveries where bucket = $1 and item = $2)").BindWithBucket(item).Run();
        }
        return old.Count;
    }

    private static ListedDelivery Read(Statement row) => new(DeliveryStore.Read(row), new StoredMessage(
        row.Id(0), (MessageType)row.Int(9), row.Id(10), row.Long(11), row.Long(12), OutboxStore.TopicOf(row, 13)));
}
