using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Leads;

/// <summary>
/// The summaries of leads, each sealed with a key made from the salt of the identity that the lead is named after: when the
/// person is erased, nobody can open it any more. A lead without one is read from its history.
/// </summary>
public sealed class SummaryStore(ServerKey key)
{
    public LeadSummary? Find(Session session, StreamId lead)
    {
        using var row = session.Sql("select s.detail, i.salt from summaries s join identities i on i.bucket = s.bucket and i.identity = s.lead where s.bucket = $1 and s.lead = $2").BindWithBucket(lead);
        return row.Step() ? Open(lead, row.Blob(0), row.Blob(1)) : null;
    }

    /// <summary>Gives the summaries after a lead, in the order of their ids.</summary>
    public List<(StreamId Lead, LeadSummary Summary)> After(Session session, StreamId last, int most)
    {
        var next = new List<(StreamId, LeadSummary)>();
        using var rows = session.Sql("select s.lead, s.detail, i.salt from summaries s join identities i on i.bucket = s.bucket and i.identity = s.lead where (s.bucket, s.lead) > ($1, $2) order by s.bucket, s.lead limit $3")
            .BindWithBucket(last).Bind(most);
        while (rows.Step()) next.Add((rows.Id(0), Open(rows.Id(0), rows.Blob(1), rows.Blob(2))));
        return next;
    }

    /// <param name="salt">That of the identity that the lead is named after.</param>
    public void Put(Session tx, StreamId lead, LeadSummary summary, ReadOnlySpan<byte> salt)
    {
        using var seal = key.SummarySeal(lead, salt);
        tx.Sql("insert into summaries (bucket, lead, detail) values ($1, $2, $3) on conflict (bucket, lead) do update set detail = excluded.detail")
            .BindWithBucket(lead).Bind(seal.Close(summary.Write())).Run();
    }

    public void Delete(Session tx, StreamId lead) =>
        tx.Sql("delete from summaries where bucket = $1 and lead = $2").BindWithBucket(lead).Run();

    private LeadSummary Open(StreamId lead, ReadOnlySpan<byte> detail, ReadOnlySpan<byte> salt)
    {
        using var seal = key.SummarySeal(lead, salt);
        return LeadSummary.Read(seal.Open(detail));
    }
}
