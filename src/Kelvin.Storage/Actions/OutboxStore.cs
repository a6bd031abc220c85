using Kelvin.Storage.Identity;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Actions;

/// <summary>A message of the outbox without what it says.</summary>
public sealed record StoredMessage(StreamId Id, MessageType Type, StreamId Subject, long At, long RecordedAt, Topic? Topic);

/// <summary>
/// Messages for the world. They are recorded in the transaction that makes them true, so neither is there without the
/// other. What a message about a person says is sealed with a key that goes when the person is erased.
/// </summary>
public sealed class OutboxStore(ServerKey key, IdentityStore identities)
{
    private const string Columns = "select item, type, subject, at, recorded_at, plan, kind, direction, line, fell_back from outbox ";

    public void Append(Session tx, params IEnumerable<OutboxItem> items)
    {
        var (subject, personal) = (default(StreamId), default(Seal));
        foreach (var item in items)
        {
            if (item.Id.Bucket != item.Subject.Bucket) throw new ArgumentException("A message lies in the bucket of its subject.", nameof(items));
            // Of an erased person there is nothing more to say.
            if (item.Type.IsPersonal() && (personal is null || item.Subject != subject))
            {
                personal?.Dispose();
                (subject, personal) = (item.Subject, SealOf(tx, item.Type, item.Subject));
            }
            if ((item.Type.IsPersonal() ? personal : key.Messages) is not { } seal) continue;
            tx.Sql("insert into outbox (bucket, item, type, subject, at, recorded_at, plan, kind, direction, line, fell_back, data) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
                .BindWithBucket(item.Id).Bind((long)item.Type).Bind(item.Subject).Bind(item.At).Bind(item.RecordedAt)
                .BindTextOrNull(item.Topic?.Plan).BindTextOrNull(item.Topic?.Kind).BindTextOrNull(item.Topic?.Direction).BindTextOrNull(item.Topic?.Line).Bind(item.Topic?.FellBack)
                .Bind(seal.Close(item.Data.Span)).Run();
        }
        personal?.Dispose();
    }

    /// <summary>Those that are not yet given to whoever asked for them, in the order of their buckets.</summary>
    public List<StoredMessage> Unrouted(Session session, int most)
    {
        var items = new List<StoredMessage>();
        using var rows = session.Sql(Columns + "where routed_at is null order by bucket, item limit $1").Bind(most);
        while (rows.Step()) items.Add(Read(rows));
        return items;
    }

    public void Routed(Session tx, StreamId item, long now) =>
        tx.Sql("update outbox set routed_at = $3 where bucket = $1 and item = $2").BindWithBucket(item).Bind(now).Run();

    public StoredMessage? Find(Session session, StreamId item)
    {
        using var row = session.Sql(Columns + "where bucket = $1 and item = $2").BindWithBucket(item);
        return row.Step() ? Read(row) : null;
    }

    /// <summary>What the message says; null when it is gone, or its person was erased.</summary>
    public byte[]? DataOf(Session session, StoredMessage message)
    {
        if (SealOf(session, message.Type, message.Subject) is not { } seal) return null;
        using var row = session.Sql("select data from outbox where bucket = $1 and item = $2").BindWithBucket(message.Id);
        var data = row.Step() ? seal.Open(row.Blob(0)) : null;
        Release(message.Type, seal);
        return data;
    }

    /// <summary>Seals what a receiver answered, which may repeat the message; null when the person was erased meanwhile.</summary>
    public byte[]? SealAnswer(Session session, StoredMessage message, ReadOnlySpan<byte> answer)
    {
        if (SealOf(session, message.Type, message.Subject) is not { } seal) return null;
        var closed = seal.Close(answer);
        Release(message.Type, seal);
        return closed;
    }

    public byte[]? OpenAnswer(Session session, StoredMessage message, ReadOnlySpan<byte> closed)
    {
        if (SealOf(session, message.Type, message.Subject) is not { } seal) return null;
        var open = seal.Open(closed);
        Release(message.Type, seal);
        return open;
    }

    public void Delete(Session tx, StreamId item) => tx.Sql("delete from outbox where bucket = $1 and item = $2").BindWithBucket(item).Run();

    /// <summary>Forgets every message about a person, with all that was done to deliver it. The stream is one of the person's.</summary>
    public void Forget(Session tx, StreamId stream)
    {
        tx.Sql("delete from attempts where bucket = $1 and item in (select item from outbox where bucket = $1 and subject = $2)").BindWithBucket(stream).Run();
        tx.Sql("delete from deliveries where bucket = $1 and item in (select item from outbox where bucket = $1 and subject = $2)").BindWithBucket(stream).Run();
        tx.Sql("delete from outbox where bucket = $1 and subject = $2").BindWithBucket(stream).Run();
        tx.Sql("delete from rings where bucket = $1 and subject = $2").BindWithBucket(stream).Run();
    }

    /// <summary>What seals a message and the answers to it; null when its person was erased.</summary>
    private Seal? SealOf(Session session, MessageType type, StreamId subject)
    {
        if (!type.IsPersonal()) return key.Messages;
        return identities.Find(session, subject) is { } person ? key.MessageSeal(subject, person.Salt) : null;
    }

    /// <summary>The key of one person is thrown away after use; that of the deployment is not.</summary>
    private static void Release(MessageType type, Seal seal)
    {
        if (type.IsPersonal()) seal.Dispose();
    }

    private static StoredMessage Read(Statement row) => new(
        row.Id(0), (MessageType)row.Int(1), row.Id(2), row.Long(3), row.Long(4),
        TopicOf(row, 5));

    /// <summary>Plan, kind, direction, line and how far it fell back, from a column on.</summary>
    internal static Topic? TopicOf(Statement row, int first) =>
        row.IsNull(first + 1) ? null : new Topic(row.TextOrNull(first), row.Text(first + 1), row.Text(first + 2), row.Text(first + 3), row.LongOrNull(first + 4));
}
