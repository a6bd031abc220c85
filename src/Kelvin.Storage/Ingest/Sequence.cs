namespace Kelvin.Storage.Ingest;

/// <summary>
/// Numbers of acceptance: they only grow, and say which of two copies of an event came first. They follow the clock
/// (milliseconds times 2^20), so that several programs can make them, but never go back with it.
/// </summary>
internal sealed class Sequence(long last)
{
    private const int ClockShift = 20;

    public long Last { get; private set; } = last;

    /// <summary>Takes so many numbers in a row, and gives the first.</summary>
    public long Take(int count, long now)
    {
        var first = Math.Max(Last + 1, now << ClockShift);
        Last = first + count - 1;
        return first;
    }
}
