using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads a plan's time zone, before anything that has dates in it.</summary>
internal static class Zones
{
    /// <summary>The zone; UTC if none is given, or after a problem.</summary>
    public static PlanZone Read(PlanNode root, Problems problems)
    {
        if ((root as PlanMapping)?["timezone"] is not { } node) return PlanZone.Utc;
        var scope = new PlanScope(problems, PlanKind.Lead, PlanZone.Utc);
        if (Scalars.Name(scope, node) is not { } id) return PlanZone.Utc;
        if (PlanZone.Ids.Contains(id) && PlanZone.Find(id) is { } zone) return zone;
        problems.Add(node, $"'{Shown.Short(id)}' is no time zone.", "an IANA id, such as UTC, Europe/Warsaw, America/New_York", Meant(id));
        return PlanZone.Utc;
    }

    /// <summary><c>Warsaw</c> and <c>europe/warsaw</c> are as near as <c>Europe/Warsow</c>.</summary>
    private static string? Meant(string id) =>
        PlanZone.Ids.FirstOrDefault(known => known.EndsWith("/" + id.Replace(' ', '_'), StringComparison.OrdinalIgnoreCase)) ?? Nearest.To(id, PlanZone.Ids);
}
