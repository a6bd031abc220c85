using System.Reflection;

namespace Kelvin.Storage;

/// <summary>Brings the schema up to date, one numbered step after the other, each in a transaction of its own.</summary>
internal static class Migrations
{
    private const string Folder = "Kelvin.Storage.Migrations.";

    /// <summary>The number of the newest schema that this program knows.</summary>
    public static int Newest => All().Count;

    public static void Apply(Connection connection) => Apply(connection, Newest);

    /// <summary>Goes no further than that schema.</summary>
    public static void Apply(Connection connection, int last)
    {
        var current = connection.Schema();
        if (current > Newest) throw new StoreException($"The store has schema {current}; this version of Kelvin knows schemas up to {Newest}. Use the version that wrote it, or a newer one.");
        for (var number = current + 1; number <= last; number++)
        {
            connection.Begin();
            try
            {
                foreach (var statement in Statements(number)) connection.Execute(connection.Dialect(statement));
                connection.SetSchema(number);
                connection.Commit();
            }
            catch
            {
                connection.RollBack();
                throw;
            }
        }
    }

    private static List<string> All()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        })];
    }

    /// <summary>What leads to that schema from the one before it.</summary>
    internal static IReadOnlyList<string> Statements(int number) =>
        string.Join('\n', All()[number - 1].Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal)))
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
