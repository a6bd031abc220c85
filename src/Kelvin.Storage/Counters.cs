using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage;

/// <summary>The names of what is counted; they are in the store.</summary>
public static class Counter
{
    /// <summary>Calls that were answered as accepted, duplicates among them.</summary>
    public const string Accepted = "accepted";

    /// <summary>Calls that were refused, each with its reason.</summary>
    public const string Rejected = "rejected";

    /// <summary>Accepted calls whose messageId their stream had already.</summary>
    public const string Duplicates = "duplicates";

    /// <summary>Accepted calls of erased people, of which nothing is kept.</summary>
    public const string Suppressed = "suppressed";

    /// <summary>Accepted calls that could not be processed, kept aside.</summary>
    public const string SetAside = "setAside";

    /// <summary>Events in the store.</summary>
    public const string Events = "events";

    /// <summary>Leads with at least one event.</summary>
    public const string Leads = "leads";

    /// <summary>The names of the counts of leads in a stage begin so.</summary>
    private const string StagePrefix = "stage:";

    /// <summary>Leads in a stage.</summary>
    public static string OfStage(string stage) => StagePrefix + stage;

    /// <summary>The last number of acceptance that was given out.</summary>
    public const string Sequence = "sequence";
}

/// <summary>Counts that are kept as they change, so that nobody has to count rows.</summary>
public sealed class CounterStore
{
    public void Add(Session tx, string name, long amount)
    {
        if (amount == 0) return;
        tx.Sql("insert into counters (bucket, name, value) values (0, $1, $2) on conflict (bucket, name) do update set value = counters.value + excluded.value")
            .Bind(name).Bind(amount).Run();
    }

    internal void Set(Session tx, string name, long value) =>
        tx.Sql("insert into counters (bucket, name, value) values (0, $1, $2) on conflict (bucket, name) do update set value = excluded.value").Bind(name).Bind(value).Run();

    /// <summary>Every stage that a lead was ever in, with how many are in it.</summary>
    public Dictionary<string, long> ReadStages(Session session)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var prefix = Counter.OfStage("");
        using var rows = session.Sql("select name, sum(value) from counters where name like $1 group by name").Bind(prefix + "%");
        while (rows.Step()) counts.Add(rows.Text(0)[prefix.Length..], rows.Long(1));
        return counts;
    }

    public long Read(Session session, string name)
    {
        using var row = session.Sql("select sum(value) from counters where name = $1").Bind(name);
        return row.Step() ? row.Long(0) : 0;
    }
}
