using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Plans;

/// <summary>One version of a plan, as it was written. Versions count from 1 and are never changed.</summary>
/// <param name="Number">The plan's number in rows of scores.</param>
/// <param name="Format">yaml or json.</param>
/// <param name="Raises">Whether what differs because the plan was published is raised, or taken in without a word.</param>
public sealed record StoredPlan(string Plan, int Number, int Version, bool Active, string Format, string Document, long CreatedAt, string CreatedBy, bool Raises = false);

/// <summary>The plans of the deployment, all their versions, and which of them scores.</summary>
public sealed class PlanStore
{
    private const string Columns = "select p.plan, p.number, v.version, v.version = p.active_version, v.format, v.document, v.created_at, v.created_by, p.raises "
        + "from plans p join plan_versions v on v.plan = p.plan ";
    private const string EpochName = "plan epoch";

    /// <summary>
    /// Grows with every change of what scores. A lead's row holds the epoch of its last scoring; one that is behind is scored again.
    /// </summary>
    public long Epoch(Session session)
    {
        using var row = session.Sql("select value from counters where bucket = 0 and name = $1").Bind(EpochName);
        return row.Step() ? row.Long(0) : 0;
    }

    /// <summary>Adds a version, and makes it the one that scores unless it is a draft.</summary>
    public StoredPlan Add(Session tx, string plan, string format, string document, string createdBy, long now, bool activate, bool raises = false)
    {
        var number = NumberOf(tx, plan) ?? AddPlan(tx, plan);
        var version = NewestVersion(tx, plan) + 1;
        tx.Sql("insert into plan_versions (plan, version, format, document, created_at, created_by) values ($1, $2, $3, $4, $5, $6)")
            .Bind(plan).Bind(version).Bind(format).Bind(document).Bind(now).Bind(createdBy).Run();
        if (activate) Activate(tx, plan, version, raises);
        return new StoredPlan(plan, number, version, activate, format, document, now, createdBy, raises);
    }

    /// <summary>Makes a version the one that scores. False when there is no such version.</summary>
    public bool Activate(Session tx, string plan, int version, bool raises = false)
    {
        if (Find(tx, plan, version) is null) return false;
        tx.Sql("update plans set active_version = $2, raises = $3 where plan = $1").Bind(plan).Bind(version).Bind(raises ? 1 : 0).Run();
        BumpEpoch(tx);
        return true;
    }

    /// <summary>From now on the plan scores nobody; its versions stay.</summary>
    public bool Deactivate(Session tx, string plan)
    {
        var changed = tx.Sql("update plans set active_version = null where plan = $1 and active_version is not null").Bind(plan).Run();
        if (changed > 0) BumpEpoch(tx);
        return changed > 0;
    }

    /// <summary>The versions that score, by plan.</summary>
    public IReadOnlyList<StoredPlan> Active(Session session)
    {
        using var rows = session.Sql(Columns + "where v.version = p.active_version order by p.plan");
        return ReadAll(rows);
    }

    /// <summary>Every plan in its active version, or its newest where none is active.</summary>
    public IReadOnlyList<StoredPlan> All(Session session)
    {
        using var rows = session.Sql(Columns + "where v.version = coalesce(p.active_version, (select max(n.version) from plan_versions n where n.plan = p.plan)) order by p.plan");
        return ReadAll(rows);
    }

    /// <summary>The plan's versions, the newest first.</summary>
    public IReadOnlyList<StoredPlan> Versions(Session session, string plan)
    {
        using var rows = session.Sql(Columns + "where p.plan = $1 order by v.version desc").Bind(plan);
        return ReadAll(rows);
    }

    public StoredPlan? Find(Session session, string plan, int version)
    {
        using var rows = session.Sql(Columns + "where p.plan = $1 and v.version = $2").Bind(plan).Bind(version);
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>The number by which rows of scores know the plan; null when there is no such plan.</summary>
    public int? NumberOf(Session session, string plan)
    {
        using var row = session.Sql("select number from plans where plan = $1").Bind(plan);
        return row.Step() ? row.Int(0) : null;
    }

    private static int AddPlan(Session tx, string plan)
    {
        int number;
        using (var row = tx.Sql("select coalesce(max(number), 0) + 1 from plans"))
        {
            row.Step();
            number = row.Int(0);
        }
        tx.Sql("insert into plans (plan, number) values ($1, $2)").Bind(plan).Bind(number).Run();
        return number;
    }

    private static int NewestVersion(Session tx, string plan)
    {
        using var row = tx.Sql("select coalesce(max(version), 0) from plan_versions where plan = $1").Bind(plan);
        row.Step();
        return row.Int(0);
    }

    /// <summary>Nothing about the plans has changed, but what they gave may no longer hold.</summary>
    public void ScoreAllAgain(Session tx) => BumpEpoch(tx);

    private static void BumpEpoch(Session tx) =>
        tx.Sql("insert into counters (bucket, name, value) values (0, $1, 1) on conflict (bucket, name) do update set value = counters.value + 1").Bind(EpochName).Run();

    private static List<StoredPlan> ReadAll(Statement rows)
    {
        var plans = new List<StoredPlan>();
        while (rows.Step()) plans.Add(Read(rows));
        return plans;
    }

    private static StoredPlan Read(Statement row) =>
        new(row.Text(0), row.Int(1), row.Int(2), row.Int(3) == 1, row.Text(4), row.Text(5), row.Long(6), row.Text(7), row.Int(8) == 1);
}
