using System.Text;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Identity;

/// <summary>That two identities belong together, by somebody's word, with the earliest time at which it was said.</summary>
/// <param name="Kind">In the words of the identity rules, as is the power of the key behind it.</param>
public readonly record struct StoredLink(StreamId From, StreamId To, byte Kind, byte Power, long Timestamp, string MessageId);

/// <summary>The links between identities. Each lies under both of its ends, so that what hangs together is found from anywhere.</summary>
public sealed class LinkStore
{
    /// <summary>The stamp under which the link is known; null when it is not.</summary>
    public (long Timestamp, string MessageId)? StampOf(Session session, StreamId from, StreamId to, byte kind, byte power)
    {
        using var row = session.Sql("select timestamp, message from links where bucket = $1 and identity = $2 and other = $3 and kind = $4 and power = $5 and outgoing = 1")
            .BindWithBucket(from).Bind(to).Bind((long)kind).Bind((long)power);
        return row.Step() ? (row.Long(0), Encoding.UTF8.GetString(row.Blob(1))) : null;
    }

    /// <summary>Adds the link, or gives it its new stamp.</summary>
    public void Put(Session tx, StoredLink link)
    {
        var message = Encoding.UTF8.GetBytes(link.MessageId);
        PutEnd(tx, link.From, link.To, true, link, message);
        PutEnd(tx, link.To, link.From, false, link, message);
    }

    /// <summary>All links of an identity, whichever end it is.</summary>
    public void Of(Session session, StreamId identity, List<StoredLink> into)
    {
        using var rows = session.Sql("select other, kind, power, outgoing, timestamp, message from links where bucket = $1 and identity = $2").BindWithBucket(identity);
        while (rows.Step())
        {
            var (other, isFrom) = (rows.Id(0), rows.Int(3) == 1);
            into.Add(new StoredLink(isFrom ? identity : other, isFrom ? other : identity, (byte)rows.Int(1), (byte)rows.Int(2), rows.Long(4), Encoding.UTF8.GetString(rows.Blob(5))));
        }
    }

    public int CountOf(Session session, StreamId identity)
    {
        using var row = session.Sql("select count(*) from links where bucket = $1 and identity = $2").BindWithBucket(identity);
        return row.Step() ? row.Int(0) : 0;
    }

    /// <summary>Takes a link away at both of its ends.</summary>
    public void Remove(Session tx, StoredLink link)
    {
        RemoveEnd(tx, link.From, link.To, true, link);
        RemoveEnd(tx, link.To, link.From, false, link);
    }

    private static void PutEnd(Session tx, StreamId identity, StreamId other, bool outgoing, StoredLink link, byte[] message) =>
        tx.Sql("insert into links (bucket, identity, other, kind, power, outgoing, timestamp, message) values ($1, $2, $3, $4, $5, $6, $7, $8) "
            + "on conflict (bucket, identity, other, kind, power, outgoing) do update set timestamp = excluded.timestamp, message = excluded.message")
            .BindWithBucket(identity).Bind(other).Bind((long)link.Kind).Bind((long)link.Power).Bind(outgoing ? 1 : 0).Bind(link.Timestamp).Bind(message).Run();

    private static void RemoveEnd(Session tx, StreamId identity, StreamId other, bool outgoing, StoredLink link) =>
        tx.Sql("delete from links where bucket = $1 and identity = $2 and other = $3 and kind = $4 and power = $5 and outgoing = $6")
            .BindWithBucket(identity).Bind(other).Bind((long)link.Kind).Bind((long)link.Power).Bind(outgoing ? 1 : 0).Run();
}
