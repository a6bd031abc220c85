namespace Kelvin.Scoring.Evaluation;

/// <summary>
/// Where a search for the first change looks next. Any place between its two ends gives the same answer in the end; a good
/// one gives it after a few looks instead of fifty, and each look adds up the whole history.
/// </summary>
internal static class Guess
{
    private const double Nearest = 60_000;

    /// <param name="from">Where the search began.</param>
    /// <param name="low">Where nothing has changed yet, and the engagement there before it was rounded.</param>
    /// <param name="high">Where something has, or may have.</param>
    /// <param name="looks">How often it has looked.</param>
    public static long Between(long from, (long At, double Engagement) low, (long At, double Engagement) high, int looks)
    {
        var middle = low.At + ((high.At - low.At) / 2);
        if (high.At - low.At <= 4) return middle;
        // What rounds to another number lies half a point away.
        var half = Math.Round(low.Engagement, MidpointRounding.AwayFromZero) + (high.Engagement < low.Engagement ? -0.5 : 0.5);
        var share = (low.Engagement - half) / (low.Engagement - high.Engagement);
        if (!(share > 0 && share < 1)) return middle;

        // Points fade in hours or in years: while not even that is known, the size of the time is halved.
        double near = Math.Max(low.At - from, Nearest), far = high.At - from;
        if (far > 4 * near) return Math.Clamp(from + (long)Math.Sqrt(near * far), low.At + 1, high.At - 1);

        // Within that they fade nearly in a straight line. A curve that does not is halved now and then.
        if (looks % 4 == 3) return middle;
        var line = low.At + (long)((high.At - low.At) * share);
        long left = line - low.At, right = high.At - line;
        // So near to one end, the other end is brought as near, to have the change between them.
        if (Math.Min(left, right) < (high.At - low.At) / 8) line += left < right ? left + 1 : -(right + 1);
        return Math.Clamp(line, low.At + 1, high.At - 1);
    }
}
