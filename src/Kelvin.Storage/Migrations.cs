using System.Reflection;

namespace Kelvin.Storage;

/// <summary>Brings the schema up to date, one numbered step after the other, each in a transaction of its own.</summary>
internal static class Migrations
{
    private const string Folder = "Kelvin.Storage.Migrations.";

    /// <summary>The number of the newest schema that this program knows.</summary>
    public static int Newest => All().Count;

    public static void Apply(Connection connection)
    {
        var steps = All();
        var current = connection.Schema();
        if (current > steps.Count) throw new StoreException($"The store has schema {current}; this version of Kelvin knows schemas up to {steps.Count}. Use the version that wrote it, or a newer one.");
        for (var number = current + 1; number <= steps.Count; number++)
        {
            connection.Begin();
            try
            {
                foreach (var statement in Statements(steps[number - 1])) connection.Execute(connection.Dialect(statement));
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

    private static IEnumerable<string> Statements(string script) =>
        string.Join('\n', script.Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal)))
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
