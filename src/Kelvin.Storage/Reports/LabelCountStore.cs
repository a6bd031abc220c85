using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Reports;

/// <summary>How many scores of a plan have the same grade, level and verdict.</summary>
public sealed record LabelCount(int Plan, string? Grade, string? Level, string? Verdict, long Count);

/// <summary>Counts scores by their labels: of all plans in one pass, because it reads every row.</summary>
public sealed class LabelCountStore
{
    public IReadOnlyList<LabelCount> Leads(Session session) => Count(session, "select plan, grade, level, verdict, count(*) from scores group by plan, grade, level, verdict");

    public IReadOnlyList<LabelCount> Accounts(Session session) => Count(session, "select plan, grade, level, verdict, count(*) from account_scores group by plan, grade, level, verdict");

    private static List<LabelCount> Count(Session session, string sql)
    {
        var counts = new List<LabelCount>();
        using var rows = session.Sql(sql);
        while (rows.Step()) counts.Add(new LabelCount(rows.Int(0), rows.TextOrNull(1), rows.TextOrNull(2), rows.TextOrNull(3), rows.Long(4)));
        return counts;
    }
}
