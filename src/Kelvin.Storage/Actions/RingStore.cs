using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Actions;

/// <summary>When a webhook was last told of a lead's or account's line. Only for those that asked not to be told each time.</summary>
public sealed class RingStore
{
    public long? Last(Session session, StreamId subject, int webhook, string line)
    {
        using var row = session.Sql("select at from rings where bucket = $1 and subject = $2 and webhook = $3 and line = $4").BindWithBucket(subject).Bind(webhook).Bind(line);
        return row.Step() ? row.Long(0) : null;
    }

    public void Put(Session tx, StreamId subject, int webhook, string line, long at) =>
        tx.Sql("insert into rings (bucket, subject, webhook, line, at) values ($1, $2, $3, $4, $5) on conflict (bucket, subject, webhook, line) do update set at = excluded.at")
            .BindWithBucket(subject).Bind(webhook).Bind(line).Bind(at).Run();
}
