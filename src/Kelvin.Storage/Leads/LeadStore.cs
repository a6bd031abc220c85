using Kelvin.Storage.Sqlite;
using Kelvin.Storage.Timelines;

namespace Kelvin.Storage.Leads;

/// <summary>A lead: the streams that are its, and what lists show of it without reading them.</summary>
/// <param name="Events">How many events it has, each messageId once. None: it is known by name only.</param>
/// <param name="Epoch">That of the plans with which it was last scored.</param>
/// <param name="ScoredAt">The instant as of which it was last scored by all plans.</param>
public sealed record StoredLead(StreamId Id, IReadOnlyList<StreamTally> Streams, int Events, long? FirstSeen, long? LastSeen, long Epoch, long? ScoredAt);

public sealed class LeadStore
{
    private const string Columns = "select lead, streams, events, first_seen, last_seen, epoch, scored_at from leads ";

    public StoredLead? Find(Session session, StreamId lead)
    {
        using var row = session.Sql(Columns + "where bucket = $1 and lead = $2").BindWithBucket(lead);
        return row.Step() ? Read(row) : null;
    }

    public void Put(Session tx, StoredLead lead) =>
        tx.Sql("insert into leads (bucket, lead, streams, events, first_seen, last_seen, epoch, scored_at) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (bucket, lead) do update set "
            + "streams = excluded.streams, events = excluded.events, first_seen = excluded.first_seen, last_seen = excluded.last_seen, epoch = excluded.epoch, scored_at = excluded.scored_at")
            .BindWithBucket(lead.Id).Bind(StreamTally.Write(lead.Streams)).Bind(lead.Events).Bind(lead.FirstSeen).Bind(lead.LastSeen).Bind(lead.Epoch).Bind(lead.ScoredAt).Run();

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

    private static StoredLead Read(Statement row) =>
        new(row.Id(0), StreamTally.Read(row.Blob(1)), row.Int(2), row.LongOrNull(3), row.LongOrNull(4), row.Long(5), row.LongOrNull(6));
}
