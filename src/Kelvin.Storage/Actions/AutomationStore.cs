namespace Kelvin.Storage.Actions;

/// <summary>What acts by itself. The numbers are in the store.</summary>
public enum AutomationKind : byte { Rule = 1, Track = 2 }

/// <summary>Whether it does. The numbers are in the store.</summary>
public enum AutomationState : byte { Active = 1, Paused = 2 }

/// <summary>A rule or a track as it was written last.</summary>
/// <param name="Document">The server's own JSON.</param>
public sealed record StoredAutomation(int Automation, AutomationKind Kind, int Version, string Document, AutomationState State, long CreatedAt, string CreatedBy);

public sealed record StoredAutomationVersion(int Version, string Document, long CreatedAt, string CreatedBy);

/// <summary>Rules and tracks, and their versions, which never change. Small tables that are rarely written.</summary>
public sealed class AutomationStore
{
    private const string Columns = "select automation, kind, version, document, state, created_at, created_by from automations ";

    /// <summary>Grows with every change, on whatever node.</summary>
    public long Revision(Session session)
    {
        using var row = session.Sql("select coalesce(sum(revision), 0) from automations");
        return row.Step() ? row.Long(0) : 0;
    }

    /// <summary>Whether there are any: without, nothing need be looked at.</summary>
    public bool Any(Session session)
    {
        using var row = session.Sql("select 1 from automations where deleted_at is null limit 1");
        return row.Step();
    }

    public StoredAutomation Add(Session tx, AutomationKind kind, string document, string by, long now)
    {
        int number;
        using (var row = tx.Sql("select coalesce(max(automation), 0) + 1 from automations"))
        {
            row.Step();
            number = row.Int(0);
        }
        tx.Sql("insert into automations (automation, kind, revision, version, document, state, created_at, created_by) values ($1, $2, 1, 1, $3, $4, $5, $6)")
            .Bind(number).Bind((long)kind).Bind(document).Bind((long)AutomationState.Active).Bind(now).Bind(by).Run();
        AddVersion(tx, number, 1, document, by, now);
        return new StoredAutomation(number, kind, 1, document, AutomationState.Active, now, by);
    }

    /// <summary>Those that were not removed.</summary>
    public List<StoredAutomation> All(Session session)
    {
        var all = new List<StoredAutomation>();
        using var rows = session.Sql(Columns + "where deleted_at is null order by automation");
        while (rows.Step()) all.Add(Read(rows));
        return all;
    }

    public StoredAutomation? Find(Session session, int automation)
    {
        using var row = session.Sql(Columns + "where automation = $1 and deleted_at is null").Bind(automation);
        return row.Step() ? Read(row) : null;
    }

    public void Change(Session tx, StoredAutomation before, string document, string by, long now)
    {
        tx.Sql("update automations set document = $2, version = $3, revision = revision + 1 where automation = $1").Bind(before.Automation).Bind(document).Bind(before.Version + 1).Run();
        AddVersion(tx, before.Automation, before.Version + 1, document, by, now);
    }

    public void SetState(Session tx, int automation, AutomationState state) =>
        tx.Sql("update automations set state = $2, revision = revision + 1 where automation = $1 and deleted_at is null").Bind(automation).Bind((long)state).Run();

    public bool Remove(Session tx, int automation, long now) =>
        tx.Sql("update automations set deleted_at = $2, revision = revision + 1 where automation = $1 and deleted_at is null").Bind(automation).Bind(now).Run() > 0;

    /// <summary>The newest first.</summary>
    public List<StoredAutomationVersion> Versions(Session session, int automation)
    {
        var versions = new List<StoredAutomationVersion>();
        using var rows = session.Sql("select version, document, created_at, created_by from automation_versions where automation = $1 order by version desc").Bind(automation);
        while (rows.Step()) versions.Add(new StoredAutomationVersion(rows.Int(0), rows.Text(1), rows.Long(2), rows.Text(3)));
        return versions;
    }

    private static void AddVersion(Session tx, int automation, int version, string document, string by, long now) =>
        tx.Sql("insert into automation_versions (automation, version, document, created_at, created_by) values ($1, $2, $3, $4, $5)")
            .Bind(automation).Bind(version).Bind(document).Bind(now).Bind(by).Run();

    private static StoredAutomation Read(Statement row) =>
        new(row.Int(0), (AutomationKind)row.Int(1), row.Int(2), row.Text(3), (AutomationState)row.Int(4), row.Long(5), row.Text(6));
}
