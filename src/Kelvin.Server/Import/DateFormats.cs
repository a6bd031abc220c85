using System.Globalization;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Import;

/// <summary>Finds out how a column writes its dates.</summary>
internal static class DateFormats
{
    /// <summary>Month first before day first: where every cell fits both, nobody can tell, and the guess is shown.</summary>
    private static readonly string[] Days = ["M/d/yyyy", "d/M/yyyy", "d.M.yyyy", "d-M-yyyy", "yyyy/M/d", "M/d/yy", "d/M/yy", "d.M.yy", "d MMM yyyy", "MMM d, yyyy"];
    private static readonly string[] Hours = ["", " H:mm", " H:mm:ss", " h:mm tt", ", h:mm tt", ", H:mm", " h:mm:ss tt"];
    private static readonly string[] Known = [.. Days.SelectMany(day => Hours.Select(hour => day + hour))];

    /// <summary>A column of dates; null where some cell is none, or all are empty.</summary>
    public static TimeMapping? Of(string column, IReadOnlyList<string> cells)
    {
        if (cells.Count == 0) return null;
        if (cells.All(cell => Dates.TryRead(cell, PlanZone.Utc, out _))) return new TimeMapping(column);
        return Known.FirstOrDefault(format => cells.All(cell => Fits(cell, format))) is { } found ? new TimeMapping(column, found) : null;
    }

    /// <summary>The other reading of a format that was guessed, if every cell fits that too.</summary>
    public static string? Ambiguous(string? format, IReadOnlyList<string> cells)
    {
        if (format is null || !format.StartsWith("M/d/", StringComparison.Ordinal)) return null;
        var other = "d/M/" + format[4..];
        return cells.All(cell => Fits(cell, other)) ? other : null;
    }

    private static bool Fits(string cell, string format) => DateTime.TryParseExact(cell.Trim(), format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out _);
}
