using Kelvin.Storage.Identity;
using Kelvin.Storage.Keys;

namespace Kelvin.Storage.Actions;

/// <summary>How far a task is. The numbers are in the store.</summary>
public enum TaskState : byte { Open = 1, Accepted = 2, Done = 3, Rejected = 4 }

/// <summary>Something that a rep is asked to do with a lead.</summary>
/// <param name="Kind">Such as <c>call</c>: a lead has one open task of a kind at a time.</param>
/// <param name="Data">What it says, a JSON object; sealed in the store with the lead's own key.</param>
public sealed record StoredTask(StreamId Id, StreamId Lead, TaskState State, string Kind, long CreatedAt, long? SnoozedUntil, long? ClosedAt, byte[] Data);

public sealed class TaskStore(ServerKey key, IdentityStore identities)
{
    private const string Columns = "select task, lead, state, kind, created_at, snoozed_until, closed_at, data from tasks ";

    /// <summary>Nothing, when the lead was erased.</summary>
    public bool Put(Session tx, StoredTask task)
    {
        if (identities.Find(tx, task.Lead) is not { } person) return false;
        using var seal = key.MessageSeal(task.Lead, person.Salt);
        tx.Sql("insert into tasks (bucket, task, lead, state, kind, created_at, snoozed_until, closed_at, data) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
            + "on conflict (bucket, task) do update set state = excluded.state, snoozed_until = excluded.snoozed_until, closed_at = excluded.closed_at, data = excluded.data")
            .BindWithBucket(task.Id).Bind(task.Lead).Bind((long)task.State).Bind(task.Kind).Bind(task.CreatedAt).Bind(task.SnoozedUntil).Bind(task.ClosedAt).Bind(seal.Close(task.Data)).Run();
        return true;
    }

    public StoredTask? Find(Session session, StreamId task)
    {
        Row? found;
        using (var row = session.Sql(Columns + "where bucket = $1 and task = $2").BindWithBucket(task)) found = row.Step() ? Read(row) : null;
        return found is { } one ? Open(session, one) : null;
    }

    /// <summary>All of a lead under one of its ids, the oldest first.</summary>
    public List<StoredTask> Of(Session session, StreamId lead)
    {
        var found = new List<Row>();
        using (var rows = session.Sql(Columns + "where bucket = $1 and lead = $2 order by task").BindWithBucket(lead))
        {
            while (rows.Step()) found.Add(Read(rows));
        }
        return [.. found.Select(row => Open(session, row)).OfType<StoredTask>()];
    }

    /// <summary>Those in a state, the newest first.</summary>
    public List<StoredTask> In(Session session, TaskState state, int most)
    {
        var found = new List<Row>();
        using (var rows = session.Sql(Columns + "where state = $1 order by created_at desc, bucket, task limit $2").Bind((long)state).Bind(most))
        {
            while (rows.Step()) found.Add(Read(rows));
        }
        return [.. found.Select(row => Open(session, row)).OfType<StoredTask>()];
    }

    /// <summary>A person is erased: the stream is one of theirs.</summary>
    public void Forget(Session tx, StreamId stream) => tx.Sql("delete from tasks where bucket = $1 and lead = $2").BindWithBucket(stream).Run();

    private StoredTask? Open(Session session, Row row)
    {
        if (identities.Find(session, row.Lead) is not { } person) return null;
        using var seal = key.MessageSeal(row.Lead, person.Salt);
        return new StoredTask(row.Id, row.Lead, row.State, row.Kind, row.CreatedAt, row.SnoozedUntil, row.ClosedAt, seal.Open(row.Sealed));
    }

    private static Row Read(Statement row) =>
        new(row.Id(0), row.Id(1), (TaskState)row.Int(2), row.Text(3), row.Long(4), row.LongOrNull(5), row.LongOrNull(6), row.Blob(7).ToArray());

    private sealed record Row(StreamId Id, StreamId Lead, TaskState State, string Kind, long CreatedAt, long? SnoozedUntil, long? ClosedAt, byte[] Sealed);
}
