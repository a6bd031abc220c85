namespace Kelvin.Storage.Catalogue;

/// <summary>What a row of the catalogue is of.</summary>
public enum CatalogueKind { Event, Property, Trait, AccountTrait }

/// <summary>One name or path that comes in.</summary>
/// <param name="Name">Of the event; empty of traits.</param>
/// <param name="Path">Of the property or trait; empty of events.</param>
/// <param name="Types">A bit for each kind of value that was met.</param>
/// <param name="Registers">A sketch of how many different values there are.</param>
/// <param name="Examples">A JSON array of values that many leads have; none that only a few have.</param>
public sealed record CatalogueRow(CatalogueKind Kind, string Name, string Path, long Count, long FirstSeen, long LastSeen, int Types, byte[] Registers, string Examples);

/// <summary>The names of events, properties and traits that come in. Rarely written, and never by the way of an event itself.</summary>
public sealed class CatalogueStore
{
    private const string Columns = "select kind, name, path, count, first_seen, last_seen, types, registers, examples from catalogue ";

    public CatalogueRow? Find(Session session, CatalogueKind kind, string name, string path)
    {
        using var row = session.Sql(Columns + "where kind = $1 and name = $2 and path = $3").Bind((int)kind).Bind(name).Bind(path);
        return row.Step() ? Read(row) : null;
    }

    public IReadOnlyList<CatalogueRow> All(Session session)
    {
        var all = new List<CatalogueRow>();
        using var rows = session.Sql("/*many*/ " + Columns + "order by kind, name, path");
        while (rows.Step()) all.Add(Read(rows));
        return all;
    }

    public void Put(Session tx, CatalogueRow row) =>
        tx.Sql("insert into catalogue (kind, name, path, count, first_seen, last_seen, types, registers, examples) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
            + "on conflict (kind, name, path) do update set count = excluded.count, first_seen = excluded.first_seen, last_seen = excluded.last_seen, types = excluded.types, "
            + "registers = excluded.registers, examples = excluded.examples")
            .Bind((int)row.Kind).Bind(row.Name).Bind(row.Path).Bind(row.Count).Bind(row.FirstSeen).Bind(row.LastSeen).Bind(row.Types).Bind(row.Registers).Bind(row.Examples).Run();

    private static CatalogueRow Read(Statement row) => new(
        (CatalogueKind)row.Int(0), row.Text(1), row.Text(2), row.Long(3), row.Long(4), row.Long(5), row.Int(6), row.Blob(7).ToArray(), row.Text(8));
}
