namespace Kelvin.Scoring.Evaluation;

/// <summary>Clamps and rounding of points.</summary>
internal static class Bounds
{
    /// <summary>Scores larger than this, either way, stand at it: every whole number up to it is exact in a double.</summary>
    public const long Largest = 1_000_000_000_000_000;

    public static double Clamp(double points, double? min, double? max)
    {
        if (max is { } most && points > most) points = most;
        return min is { } least && points < least ? least : points;
    }

    /// <summary>Whole points, halves away from zero; a value within 1e-9 of a half counts as the half.</summary>
    public static long Round(double points)
    {
        if (double.IsNaN(points)) return 0;
        var size = Math.Abs(points);
        if (size >= Largest) return points < 0 ? -Largest : Largest;
        var whole = Math.Floor(size);
        if (size - whole >= 0.5 - 1e-9) whole++;
        return points < 0 ? -(long)whole : (long)whole;
    }
}
