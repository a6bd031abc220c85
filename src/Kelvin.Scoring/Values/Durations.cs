namespace Kelvin.Scoring.Values;

/// <summary>Durations as texts: whole seconds, minutes, hours, days of 24 h or weeks of 7 days. In milliseconds.</summary>
public static class Durations
{
    /// <summary>The longest that is read: ten thousand years, so that sums of an instant and a duration never overflow.</summary>
    public const long Longest = 10_000L * 366 * PlanZone.MillisecondsPerDay;

    public const string Allowed = "a whole number with s, m, h, d or w, such as 90s, 15m, 12h, 30d, 8w";

    /// <summary>Reads <c>90s</c>, <c>15m</c>, <c>12h</c>, <c>30d</c>, <c>8w</c>.</summary>
    public static bool TryRead(string text, out long milliseconds)
    {
        milliseconds = 0;
        if (text.Length < 2) return false;
        long unit = text[^1] switch
        {
            's' => 1000,
            'm' => 60_000,
            'h' => 3_600_000,
            'd' => PlanZone.MillisecondsPerDay,
            'w' => 7 * PlanZone.MillisecondsPerDay,
            _ => 0,
        };
        if (unit == 0) return false;
        foreach (var c in text.AsSpan(0, text.Length - 1))
        {
            if (!char.IsAsciiDigit(c)) return false;
            milliseconds = (milliseconds * 10) + (c - '0');
            if (milliseconds > Longest / unit) return false;
        }
        milliseconds *= unit;
        return true;
    }
}
