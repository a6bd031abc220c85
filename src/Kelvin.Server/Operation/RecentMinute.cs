namespace Kelvin.Server.Operation;

/// <summary>How often something happened in the last minute, and how long it took.</summary>
/// <param name="PerSecond">On average over the minute.</param>
/// <param name="Median">Milliseconds; null when nothing happened.</param>
/// <param name="Percentile99">Milliseconds, too.</param>
internal sealed record Pace(double PerSecond, double? Median, double? Percentile99);

/// <summary>
/// Counts durations in steps of a fifth, for a minute, in pieces of five seconds that take each other's place: a few kilobytes
/// however much happens.
/// </summary>
internal sealed class RecentMinute(TimeProvider clock)
{
    private const int Pieces = 12;
    private const int PieceSeconds = 5;

    /// <summary>From a hundredth of a millisecond up to minutes.</summary>
    private const int Steps = 96;
    private const double Smallest = 0.01;
    private const double Step = 1.2;

    private readonly Lock counting = new();
    private readonly int[,] counts = new int[Pieces, Steps];
    private readonly long[] numbers = new long[Pieces];

    public void Add(TimeSpan duration)
    {
        var step = Math.Clamp((int)Math.Ceiling(Math.Log(Math.Max(duration.TotalMilliseconds, Smallest) / Smallest, Step)), 0, Steps - 1);
        var number = Number;
        var piece = (int)(number % Pieces);
        lock (counting)
        {
            if (numbers[piece] != number) Clear(piece, number);
            counts[piece, step]++;
        }
    }

    public Pace Read()
    {
        var number = Number;
        var sums = new long[Steps];
        long all = 0;
        lock (counting)
        {
            for (var piece = 0; piece < Pieces; piece++)
            {
                if (number - numbers[piece] >= Pieces) continue;
                for (var step = 0; step < Steps; step++) (sums[step], all) = (sums[step] + counts[piece, step], all + counts[piece, step]);
            }
        }
        return new Pace(all / (double)(Pieces * PieceSeconds), At(sums, all, 0.5), At(sums, all, 0.99));
    }

    private long Number => clock.GetTimestamp() / clock.TimestampFrequency / PieceSeconds;

    private static double? At(long[] sums, long all, double share)
    {
        if (all == 0) return null;
        var (step, seen) = (0, sums[0]);
        while (seen < share * all) seen += sums[++step];
        return Math.Round(Smallest * Math.Pow(Step, step), 2);
    }

    private void Clear(int piece, long number)
    {
        for (var step = 0; step < Steps; step++) counts[piece, step] = 0;
        numbers[piece] = number;
    }
}
