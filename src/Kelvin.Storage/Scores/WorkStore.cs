using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Scores;

/// <summary>What is to be scored again. The numbers are in the store and never change.</summary>
public enum WorkKind : byte { Lead = 1, Account = 2 }

/// <summary>
/// Leads and accounts that are to be scored again because of others: an account's members, a member's account. A queue
/// of its own, so that no transaction needs an account and its members together.
/// </summary>
public sealed class WorkStore
{
    public void Queue(Session tx, WorkKind kind, StreamId subject, long now) =>
        tx.Sql("insert into work (bucket, kind, subject, queued_at) values ($1, $2, $3, $4) on conflict (bucket, kind, subject) do nothing")
            .Bind((long)subject.Bucket).Bind((long)kind).Bind(subject).Bind(now).Run();

    /// <summary>Some that wait, from a bucket on, then from the first.</summary>
    public List<(WorkKind Kind, StreamId Subject)> Take(Session session, int fromBucket, int most)
    {
        var work = new List<(WorkKind, StreamId)>();
        using (var rows = session.Sql("select kind, subject from work where bucket >= $1 order by bucket, kind, subject limit $2").Bind((long)fromBucket).Bind(most))
        {
            while (rows.Step()) work.Add(((WorkKind)rows.Int(0), rows.Id(1)));
        }
        return work.Count > 0 || fromBucket == 0 ? work : Take(session, 0, most);
    }

    public void Done(Session tx, WorkKind kind, StreamId subject) =>
        tx.Sql("delete from work where bucket = $1 and kind = $2 and subject = $3").Bind((long)subject.Bucket).Bind((long)kind).Bind(subject).Run();

    public bool Any(Session session)
    {
        using var row = session.Sql("select 1 from work limit 1");
        return row.Step();
    }
}
