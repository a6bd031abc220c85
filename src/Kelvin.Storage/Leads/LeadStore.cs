using Kelvin.Storage.Ledgers;
using Kelvin.Storage.Sqlite;
using Kelvin.Storage.Timelines;

namespace Kelvin.Storage.Leads;

/// <summary>A lead: the streams that are its, and what lists show of it without reading them.</summary>
/// <param name="Events">How many events it has, each messageId once. None: it is known by name only.</param>
/// <param name="Epoch">That of the plans with which it was last scored.</param>
/// <param name="ScoredAt">The instant as of which it was last scored by all plans.</param>
/// <param name="Stage">Where in the funnel it is.</param>
/// <param name="DueAt">When it is to be scored again: not later than the first change of its scores by time alone. Null: never.</param>
/// <param name="Ledger">What was announced of it; null when it was never evaluated.</param>
/// <param name="Segments">A bit for each segment's slot that it is in.</param>
public sealed record StoredLead(
    StreamId Id, IReadOnlyList<StreamTally> Streams, int Events, long? FirstSeen, long? LastSeen, long Epoch, long? ScoredAt,
    string? Stage = null, long? DueAt = null, KeptLedger? Ledger = null, ulong Segments = 0);

public sealed class LeadStore
{
    private const string Columns = "select lead, streams, events, first_seen, last_seen, epoch, scored_at, stage, due_at, ledger, segments from leads ";

    public StoredLead? Find(Session session, StreamId lead)
    {
        using var row = session.Sql(Columns + "where bucket = $1 and lead = $2").BindWithBucket(lead);
        return row.Step() ? Read(row) : null;
    }

    /// <summary>Writes a lead over the row that was there. One that is due when it was before leaves the index on that alone.</summary>
    public void Put(Session tx, StoredLead lead, long? wasDueAt, bool isStored)
    {
        const string Changes = "streams = $3, events = $4, first_seen = $5, last_seen = $6, epoch = $7, scored_at = $8, stage = $9, ledger = $10, segments = $11";
        var row = !isStored
            ? tx.Sql("insert into leads (bucket, lead, streams, events, first_seen, last_seen, epoch, scored_at, stage, ledger, segments, due_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
            : lead.DueAt == wasDueAt
                ? tx.Sql("update leads set " + Changes + " where bucket = $1 and lead = $2")
                : tx.Sql("update leads set " + Changes + ", due_at = $12 where bucket = $1 and lead = $2");
        row.BindWithBucket(lead.Id).Bind(StreamTally.Write(lead.Streams)).Bind(lead.Events).Bind(lead.FirstSeen).Bind(lead.LastSeen).Bind(lead.Epoch).Bind(lead.ScoredAt).BindTextOrNull(lead.Stage);
        if (lead.Ledger is { } ledger) row.Bind(ledger.Write());
        else row.BindNull();
        row.Bind((long)lead.Segments);
        if (!isStored || lead.DueAt != wasDueAt) row.Bind(lead.DueAt);
        row.Run();
    }

    /// <summary>The leads that are due by an instant, in the order in which they are.</summary>
    public List<StreamId> Due(Session session, long by, int most)
    {
        var due = new List<StreamId>();
        using var rows = session.Sql("select lead from leads where due_at <= $1 order by due_at, bucket, lead limit $2").Bind(by).Bind(most);
        while (rows.Step()) due.Add(rows.Id(0));
        return due;
    }

    /// <summary>When the first lead is due; null: none ever.</summary>
    public long? FirstDue(Session session)
    {
        using var row = session.Sql("select due_at from leads where due_at is not null order by due_at limit 1");
        return row.Step() ? row.Long(0) : null;
    }

    public void Delete(Session tx, StreamId lead) =>
        tx.Sql("delete from leads where bucket = $1 and lead = $2").BindWithBucket(lead).Run();

    /// <summary>The leads after one, in the order of their ids; those known by name only are among them.</summary>
    public IEnumerable<StoredLead> After(Session session, StreamId? last, int most)
    {
        // Where every bucket lies in one file, the order of the key is the order of the ids.
        var from = last ?? default;
        using var rows = session.Sql(Columns + "where (bucket, lead) > ($1, $2) order by bucket, lead limit $3").BindWithBucket(from).Bind(most);
        while (rows.Step()) yield return Read(rows);
    }

    /// <summary>The leads of a bucket that have events, in the order of their ids.</summary>
    public List<StoredLead> OfBucket(Session session, int bucket)
    {
        var leads = new List<StoredLead>();
        using var rows = session.Sql("/*many*/ " + Columns + "where bucket = $1 and events > 0 order by lead").Bind((long)bucket);
        while (rows.Step()) leads.Add(Read(rows));
        return leads;
    }

    /// <summary>How many leads are in the same segments, for all that are in any.</summary>
    public List<(ulong Segments, long Leads)> CountSegments(Session session)
    {
        var counts = new List<(ulong, long)>();
        using var rows = session.Sql("select segments, count(*) from leads where segments <> 0 and events > 0 group by segments");
        while (rows.Step()) counts.Add(((ulong)rows.Long(0), rows.Long(1)));
        return counts;
    }

    /// <summary>Only the ids of the leads with events after one, in their order.</summary>
    public List<StreamId> IdsAfter(Session session, StreamId last, int most)
    {
        var ids = new List<StreamId>();
        using var rows = session.Sql("select lead from leads where (bucket, lead) > ($1, $2) and events > 0 order by bucket, lead limit $3").BindWithBucket(last).Bind(most);
        while (rows.Step()) ids.Add(rows.Id(0));
        return ids;
    }

    private static StoredLead Read(Statement row) =>
        new(row.Id(0), StreamTally.Read(row.Blob(1)), row.Int(2), row.LongOrNull(3), row.LongOrNull(4), row.Long(5), row.LongOrNull(6),
            row.TextOrNull(7), row.LongOrNull(8), row.IsNull(9) ? null : KeptLedger.Read(row.Blob(9)), (ulong)row.Long(10));
}
