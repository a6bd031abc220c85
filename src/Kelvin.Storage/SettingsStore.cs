using Kelvin.Storage.Sqlite;

namespace Kelvin.Storage;

/// <summary>What the deployment keeps about itself, by name.</summary>
public sealed class SettingsStore
{
    public byte[]? Read(Session session, string name)
    {
        using var row = session.Sql("select value from settings where name = $1").Bind(name);
        return row.Step() ? row.Blob(0).ToArray() : null;
    }

    public void Write(Session tx, string name, ReadOnlySpan<byte> value) =>
        tx.Sql("insert into settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value").Bind(name).Bind(value).Run();

    public void Remove(Session tx, string name) => tx.Sql("delete from settings where name = $1").Bind(name).Run();
}
