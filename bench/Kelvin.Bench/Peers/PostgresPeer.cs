using System.Globalization;

namespace Kelvin.Bench.Peers;

/// <summary>PostgreSQL as one kind of person would have it: <c>user</c>, <c>clustered</c> or <c>expert</c>.</summary>
internal sealed class PostgresPeer(PostgresCluster cluster, string kind, string sqlFolder, long at) : IPeer
{
    public string Name => $"PostgreSQL, {PeerText.OfKind(kind)}";

    public long? DiskBytes => long.Parse(cluster.Sql(command: kind == "user"
        ? "select pg_total_relation_size('public.events') + pg_total_relation_size('public.leads')"
        : $"select sum(pg_total_relation_size(c.oid)) from pg_class c where relnamespace = '{kind}'::regnamespace and relkind = 'r'"), CultureInfo.InvariantCulture);

    public static void Load(PostgresCluster cluster, string sqlFolder, string dump)
    {
        foreach (var kind in PeerText.Kinds)
            cluster.Sql(Path.Combine(sqlFolder, $"load-{kind}.sql"), null, ("leads", Dump.Leads(dump)), ("accounts", Dump.Accounts(dump)), ("events", Dump.Events(dump)));
    }

    public PeerRun Score(string rowsTo)
    {
        cluster.Sql(command: $"drop table if exists scores_{kind}");
        cluster.Sql(command: "checkpoint");
        var took = cluster.Measured(Path.Combine(sqlFolder, $"score-{kind}.sql"), ("instant", PeerText.Instant(at)), ("instant_ms", at.ToString(CultureInfo.InvariantCulture)));
        File.WriteAllText(rowsTo, cluster.Sql(command: $"select lead, fit, engagement, score, grade, level, label, verdict from scores_{kind} order by lead"));
        return took;
    }
}
