namespace Kelvin.Storage.Actions;

/// <summary>How a run stands. The numbers are in the store.</summary>
public enum RunState : byte { Underway = 1, Ended = 2 }

/// <summary>One lead's way through a track, or a rule that waits to act.</summary>
/// <param name="Lead">Its id when it entered.</param>
/// <param name="Step">The id of the step that comes next.</param>
/// <param name="DueAt">When; null: it has ended.</param>
/// <param name="Outcome">Why it ended: finished, or what stopped it.</param>
/// <param name="Cause">What it began with: the message's id, where it was one.</param>
public sealed record StoredRun(
    StreamId Id, StreamId Lead, int Automation, int Version, string Step, RunState State, long? DueAt, long EnteredAt, long? EndedAt, string? Outcome, StreamId? Cause);

/// <summary>Who is where in tracks, and what came of it.</summary>
public sealed class RunStore
{
    private const string Columns = "select run, lead, automation, version, step, state, due_at, entered_at, ended_at, outcome, cause from runs ";

    public void Put(Session tx, StoredRun run)
    {
        var row = tx.Sql("insert into runs (bucket, lead, run, automation, version, step, state, due_at, entered_at, ended_at, outcome, cause) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
            + "on conflict (bucket, lead, run) do update set step = excluded.step, state = excluded.state, due_at = excluded.due_at, ended_at = excluded.ended_at, outcome = excluded.outcome")
            .BindWithBucket(run.Lead).Bind(run.Id).Bind(run.Automation).Bind(run.Version).Bind(run.Step).Bind((long)run.State).Bind(run.DueAt).Bind(run.EnteredAt).Bind(run.EndedAt).BindTextOrNull(run.Outcome);
        (run.Cause is { } cause ? row.Bind(cause) : row.BindNull()).Run();
    }

    /// <summary>Those whose time has come, the longest due first.</summary>
    public List<StoredRun> Due(Session session, long now, int most)
    {
        var due = new List<StoredRun>();
        using var rows = session.Sql(Columns + "where due_at <= $1 order by due_at limit $2").Bind(now).Bind(most);
        while (rows.Step()) due.Add(Read(rows));
        return due;
    }

    /// <summary>When the first is due; null: none is underway.</summary>
    public long? FirstDue(Session session)
    {
        using var row = session.Sql("select due_at from runs where due_at is not null order by due_at limit 1");
        return row.Step() ? row.Long(0) : null;
    }

    /// <summary>All of a lead under one of its ids.</summary>
    public List<StoredRun> Of(Session session, StreamId lead)
    {
        var found = new List<StoredRun>();
        using var rows = session.Sql(Columns + "where bucket = $1 and lead = $2 order by run").BindWithBucket(lead);
        while (rows.Step()) found.Add(Read(rows));
        return found;
    }

    /// <summary>Those of a track that entered before an instant (excluded), the newest first.</summary>
    public List<StoredRun> OfAutomation(Session session, int automation, long before, int most)
    {
        var found = new List<StoredRun>();
        using var rows = session.Sql(Columns + "where automation = $1 and entered_at < $2 order by entered_at desc, bucket, lead, run limit $3").Bind(automation).Bind(before).Bind(most);
        while (rows.Step()) found.Add(Read(rows));
        return found;
    }

    /// <summary>How many are at each step, and how many ended how.</summary>
    public List<(string Step, string? Outcome, long Runs)> Counts(Session session, int automation)
    {
        var counts = new List<(string, string?, long)>();
        using var rows = session.Sql("select step, outcome, count(*) from runs where automation = $1 group by step, outcome order by step, outcome").Bind(automation);
        while (rows.Step()) counts.Add((rows.Text(0), rows.TextOrNull(1), rows.Long(2)));
        return counts;
    }

    /// <summary>How many entered since an instant.</summary>
    public long Since(Session session, int automation, long since)
    {
        using var row = session.Sql("select count(*) from runs where automation = $1 and entered_at >= $2").Bind(automation).Bind(since);
        return row.Step() ? row.Long(0) : 0;
    }

    /// <summary>A person is erased: the stream is one of theirs.</summary>
    public void Forget(Session tx, StreamId stream) => tx.Sql("delete from runs where bucket = $1 and lead = $2").BindWithBucket(stream).Run();

    private static StoredRun Read(Statement row) => new(
        row.Id(0), row.Id(1), row.Int(2), row.Int(3), row.Text(4), (RunState)row.Int(5), row.LongOrNull(6), row.Long(7), row.LongOrNull(8), row.TextOrNull(9), row.IsNull(10) ? null : row.Id(10));
}
