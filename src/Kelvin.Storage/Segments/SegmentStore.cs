namespace Kelvin.Storage.Segments;

/// <summary>A saved condition over leads.</summary>
/// <param name="Slot">The bit of the leads' rows that says who is in it, from 0.</param>
/// <param name="Document">Its name and what is asked of a lead, as JSON.</param>
/// <param name="Since">The epoch of the plans with which it began or was last changed: leads that were scored before have not been asked yet.</param>
public sealed record StoredSegment(int Segment, int Slot, string Document, long Since, long CreatedAt, string CreatedBy);

/// <summary>The segments of the deployment.</summary>
public sealed class SegmentStore
{
    /// <summary>As many as a lead's row has bits.</summary>
    public const int SegmentsMost = 64;

    private const string Columns = "select segment, slot, document, since, created_at, created_by from segments ";

    public List<StoredSegment> All(Session session)
    {
        using var rows = session.Sql(Columns + "where removed is null order by segment");
        var all = new List<StoredSegment>();
        while (rows.Step()) all.Add(Read(rows));
        return all;
    }

    public StoredSegment? Find(Session session, int segment)
    {
        using var row = session.Sql(Columns + "where removed is null and segment = $1").Bind(segment);
        return row.Step() ? Read(row) : null;
    }

    /// <summary>Slots whose bits may still be set by a segment that was removed: with the epoch from which on they are not.</summary>
    public List<(int Slot, long Removed)> Emptying(Session session)
    {
        using var rows = session.Sql("select slot, removed from segments where removed is not null");
        var slots = new List<(int, long)>();
        while (rows.Step()) slots.Add((rows.Int(0), rows.Long(1)));
        return slots;
    }

    public StoredSegment Add(Session tx, int slot, string document, long since, long now, string by)
    {
        int number;
        using (var newest = tx.Sql("select coalesce(max(segment), 0) from segments"))
        {
            newest.Step();
            number = newest.Int(0) + 1;
        }
        tx.Sql("insert into segments (segment, slot, document, since, created_at, created_by) values ($1, $2, $3, $4, $5, $6)")
            .Bind(number).Bind(slot).Bind(document).Bind(since).Bind(now).Bind(by).Run();
        return new StoredSegment(number, slot, document, since, now, by);
    }

    public void Change(Session tx, int segment, string document, long since) =>
        tx.Sql("update segments set document = $2, since = $3 where segment = $1").Bind(segment).Bind(document).Bind(since).Run();

    /// <param name="epoch">From which on no lead that is scored has the bit any more.</param>
    public void Remove(Session tx, int segment, long epoch) =>
        tx.Sql("update segments set removed = $2 where segment = $1").Bind(segment).Bind(epoch).Run();

    private static StoredSegment Read(Statement row) => new(row.Int(0), row.Int(1), row.Text(2), row.Long(3), row.Long(4), row.Text(5));
}
