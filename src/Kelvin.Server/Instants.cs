using Kelvin.Scoring.Values;

namespace Kelvin.Server;

/// <summary>Instants in addresses and bodies: ISO 8601, UTC where no offset is given.</summary>
internal static class Instants
{
    public static bool TryRead(string text, out long milliseconds) => Dates.TryRead(text, PlanZone.Utc, out milliseconds);

    public static DateTimeOffset Of(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? Of(long? milliseconds) => milliseconds is { } at ? Of(at) : null;
}
