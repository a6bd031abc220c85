namespace Kelvin.Server.Demo;

/// <summary>A plan of the demo, and for how many days the company has been using it.</summary>
internal sealed record DemoPlan(string Id, string Document, int DaysOld);

/// <summary>The demo's plans, from samples/plans/demo; they are part of the program, so that it runs from anywhere.</summary>
internal static class DemoPlans
{
    private const string Prefix = "demo-plan/";

    public static IEnumerable<DemoPlan> All()
    {
        var assembly = typeof(DemoPlans).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var id = Path.GetFileNameWithoutExtension(name);
            yield return new DemoPlan(id, reader.ReadToEnd(), DaysOld(id));
        }
    }

    /// <summary>They began with one plan, as one does, and added the others as they learnt.</summary>
    private static int DaysOld(string id) => id switch
    {
        "sales-readiness" => Calendar.Days,
        "interest-in-flow" => 120,
        "cold-leads" => 75,
        _ => 30,
    };
}
