using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Scores;

/// <summary>What a list of scores is narrowed to; what is null narrows nothing.</summary>
public sealed record ScoreFilter(string? Grade = null, string? Level = null, string? Label = null, string? Verdict = null, long? Least = null, long? Most = null);

/// <summary>Where a list goes on: after this score and subject.</summary>
public readonly record struct ScorePlace(long Score, StreamId Subject);

/// <summary>The scores of one plan in the order of their size, a page at a time, those of leads or those of accounts.</summary>
public sealed class ScoreList
{
    private const string Columns = "plan, version, fit, engagement, score, grade, level, label, verdict, at, next_change_at ";
    private const string Filters = "and (grade = $4 or $4 is null) and (level = $5 or $5 is null) and (label = $6 or $6 is null) and (verdict = $7 or $7 is null) ";
    private const string HighestFirst = "where plan = $1 and score <= $2 and score >= $8 and (score < $2 or {0} > $3) " + Filters + "order by score desc, {0} limit $9";
    private const string LowestFirst = "where plan = $1 and score >= $2 and score <= $8 and (score > $2 or {0} < $3) " + Filters + "order by score, {0} desc limit $9";

    private static readonly string[] Statements =
    [
        Sql("scores", "lead", HighestFirst), Sql("scores", "lead", LowestFirst),
        Sql("account_scores", "account", HighestFirst), Sql("account_scores", "account", LowestFirst),
    ];

    public List<StoredScore> Leads(Session session, int plan, ScoreFilter filter, ScorePlace? after, bool lowestFirst, int most) =>
        Read(session, Statements[lowestFirst ? 1 : 0], plan, filter, after, lowestFirst, most);

    public List<StoredScore> Accounts(Session session, int plan, ScoreFilter filter, ScorePlace? after, bool lowestFirst, int most) =>
        Read(session, Statements[lowestFirst ? 3 : 2], plan, filter, after, lowestFirst, most);

    private static List<StoredScore> Read(Session session, string sql, int plan, ScoreFilter filter, ScorePlace? after, bool lowestFirst, int most)
    {
        // Without a place the list begins before the first subject that could be.
        var start = lowestFirst ? filter.Least ?? long.MinValue : filter.Most ?? long.MaxValue;
        var end = lowestFirst ? filter.Most ?? long.MaxValue : filter.Least ?? long.MinValue;
        var place = after ?? new ScorePlace(start, default);
        var scores = new List<StoredScore>();
        using var rows = session.Sql(sql).Bind(plan).Bind(place.Score);
        if (after is null) rows.Bind(lowestFirst ? Beyond : []);
        else rows.Bind(place.Subject);
        rows.BindTextOrNull(filter.Grade).BindTextOrNull(filter.Level).BindTextOrNull(filter.Label).BindTextOrNull(filter.Verdict).Bind(end).Bind(most);
        while (rows.Step()) scores.Add(ScoreStore.Read(rows));
        return scores;
    }

    /// <summary>Bytes that are greater than those of any subject.</summary>
    private static ReadOnlySpan<byte> Beyond => [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255];

    private static string Sql(string table, string subject, string rest) =>
        $"select {subject}, {Columns} from {table} " + string.Format(System.Globalization.CultureInfo.InvariantCulture, rest, subject);
}
