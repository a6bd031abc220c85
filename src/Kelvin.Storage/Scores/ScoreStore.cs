using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Scores;

/// <summary>The score that each active plan gives each lead of its audience: one row a lead and plan, written over as it changes.</summary>
public sealed class ScoreStore
{
    private const string Columns = "select lead, plan, version, fit, engagement, score, grade, level, label, verdict, at, next_change_at from scores ";

    public List<StoredScore> Of(Session session, StreamId lead)
    {
        var scores = new List<StoredScore>();
        using var rows = session.Sql(Columns + "where bucket = $1 and lead = $2 order by plan").BindWithBucket(lead);
        while (rows.Step()) scores.Add(Read(rows));
        return scores;
    }

    /// <summary>Writes a score over the one that was there. What is equal but for its instant leaves the index on the score alone.</summary>
    public void Put(Session tx, StoredScore score, StoredScore? was)
    {
        if (was is not null && was.Score == score.Score)
        {
            tx.Sql("update scores set version = $4, fit = $5, engagement = $6, grade = $7, level = $8, label = $9, verdict = $10, at = $11, next_change_at = $12 where bucket = $1 and lead = $2 and plan = $3")
                .BindWithBucket(score.Subject).Bind(score.Plan).Bind(score.Version).Bind(score.Fit).Bind(score.Engagement)
                .BindTextOrNull(score.Grade).BindTextOrNull(score.Level).BindTextOrNull(score.Label).BindTextOrNull(score.Verdict).Bind(score.At).Bind(score.NextChangeAt).Run();
            return;
        }
        tx.Sql("insert into scores (bucket, lead, plan, version, fit, engagement, score, grade, level, label, verdict, at, next_change_at) "
            + "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (bucket, lead, plan) do update set version = excluded.version, fit = excluded.fit, "
            + "engagement = excluded.engagement, score = excluded.score, grade = excluded.grade, level = excluded.level, label = excluded.label, verdict = excluded.verdict, "
            + "at = excluded.at, next_change_at = excluded.next_change_at")
            .BindWithBucket(score.Subject).Bind(score.Plan).Bind(score.Version).Bind(score.Fit).Bind(score.Engagement).Bind(score.Score)
            .BindTextOrNull(score.Grade).BindTextOrNull(score.Level).BindTextOrNull(score.Label).BindTextOrNull(score.Verdict).Bind(score.At).Bind(score.NextChangeAt).Run();
    }

    public void Delete(Session tx, StreamId lead, int plan) =>
        tx.Sql("delete from scores where bucket = $1 and lead = $2 and plan = $3").BindWithBucket(lead).Bind(plan).Run();

    public void DeleteAll(Session tx, StreamId lead) =>
        tx.Sql("delete from scores where bucket = $1 and lead = $2").BindWithBucket(lead).Run();

    internal static StoredScore Read(Statement row) =>
        new(row.Id(0), row.Int(1), row.Int(2), row.Long(3), row.Long(4), row.Long(5), row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8), row.TextOrNull(9), row.Long(10), row.LongOrNull(11));
}
