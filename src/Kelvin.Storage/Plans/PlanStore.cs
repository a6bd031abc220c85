using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage.Plans;

/// <summary>One version of a plan, as it was written. Versions count from 1 and are never changed.</summary>
/// <param name="Number">The plan's number in rows of scores.</param>
/// <param name="Format">yaml or json.</param>
/// <param name="Raises">Whether what differs because the plan was published is raised, or taken in without a word.</param>
/// <param name="Message">Why it was made, in its author's words.</param>
public sealed record StoredPlan(
    string Plan, int Number, int Version, bool Active, string Format, string Document, long CreatedAt, string CreatedBy, bool Raises = false, string? Message = null);

/// <summary>Who changes what scores, when and why.</summary>
/// <param name="Raises">Whether what differs because of it is raised.</param>
public sealed record Publisher(string Name, long Now, bool Raises = false, string? Message = null);

/// <summary>One change of what scores.</summary>
/// <param name="Number">Counts the changes of the plan.</param>
/// <param name="Version">Which scores from then on; null: none.</param>
/// <param name="Before">Which did until then; null: none.</param>
public sealed record Publication(int Number, int? Version, int? Before, long At, string By, bool Raises, string? Message);

/// <summary>The plans of the deployment, all their versions, and which of them scores.</summary>
public sealed class PlanStore
{
    private const string Columns = "select p.plan, p.number, v.version, v.version = p.active_version, v.format, v.document, v.created_at, v.created_by, p.raises, v.message "
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

    /// <summary>Something else than plans has changed that leads are asked for: all are to be looked at again. Gives the new epoch.</summary>
    public long Renew(Session tx)
    {
        BumpEpoch(tx);
        return Epoch(tx);
    }

    /// <summary>Adds a version, and makes it the one that scores unless it is a draft.</summary>
    public StoredPlan Add(Session tx, string plan, string format, string document, string createdBy, long now, bool activate, bool raises = false, string? message = null)
    {
        var number = NumberOf(tx, plan) ?? AddPlan(tx, plan);
        var version = NewestVersion(tx, plan) + 1;
        tx.Sql("insert into plan_versions (plan, version, format, document, created_at, created_by, message) values ($1, $2, $3, $4, $5, $6, $7)")
            .Bind(plan).Bind(version).Bind(format).Bind(document).Bind(now).Bind(createdBy).BindTextOrNull(message).Run();
        if (activate) Activate(tx, plan, version, new Publisher(createdBy, now, raises, message));
        return new StoredPlan(plan, number, version, activate, format, document, now, createdBy, raises, message);
    }

    /// <summary>Makes a version the one that scores. False when there is no such version.</summary>
    public bool Activate(Session tx, string plan, int version, Publisher by)
    {
        if (Find(tx, plan, version) is null) return false;
        NotePublication(tx, plan, version, by);
        tx.Sql("update plans set active_version = $2, raises = $3 where plan = $1").Bind(plan).Bind(version).Bind(by.Raises ? 1 : 0).Run();
        BumpEpoch(tx);
        return true;
    }

    /// <summary>From now on the plan scores nobody; its versions stay.</summary>
    public bool Deactivate(Session tx, string plan, Publisher by)
    {
        if (ActiveVersion(tx, plan) is null) return false;
        NotePublication(tx, plan, null, by);
        tx.Sql("update plans set active_version = null where plan = $1").Bind(plan).Run();
        BumpEpoch(tx);
        return true;
    }

    /// <summary>Every change of what scored, the newest first.</summary>
    public IReadOnlyList<Publication> Publications(Session session, string plan)
    {
        using var rows = session.Sql("select number, version, version_before, published_at, published_by, raises, message from publications where plan = $1 order by number desc").Bind(plan);
        var publications = new List<Publication>();
        while (rows.Step())
        {
            publications.Add(new Publication(
                rows.Int(0), (int?)rows.LongOrNull(1), (int?)rows.LongOrNull(2), rows.Long(3), rows.Text(4), rows.Int(5) == 1, rows.TextOrNull(6)));
        }
        return publications;
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

    private static void NotePublication(Session tx, string plan, int? version, Publisher by)
    {
        int number;
        using (var row = tx.Sql("select coalesce(max(number), 0) + 1 from publications where plan = $1").Bind(plan))
        {
            row.Step();
            number = row.Int(0);
        }
        tx.Sql("insert into publications (plan, number, version, version_before, published_at, published_by, raises, message) values ($1, $2, $3, $4, $5, $6, $7, $8)")
            .Bind(plan).Bind(number).Bind((long?)version).Bind((long?)ActiveVersion(tx, plan)).Bind(by.Now).Bind(by.Name).Bind(by.Raises ? 1 : 0).BindTextOrNull(by.Message).Run();
    }

    private static int? ActiveVersion(Session session, string plan)
    {
        using var row = session.Sql("select active_version from plans where plan = $1").Bind(plan);
        return row.Step() ? (int?)row.LongOrNull(0) : null;
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
        new(row.Text(0), row.Int(1), row.Int(2), row.Int(3) == 1, row.Text(4), row.Text(5), row.Long(6), row.Text(7), row.Int(8) == 1, row.TextOrNull(9));
}
