namespace Kelvin.Server.Demo;

/// <summary>The year that ends now: when people are at work, and when the company writes to them.</summary>
internal sealed class Calendar(long now)
{
    public const long Minute = 60_000, Hour = 60 * Minute, Day = 24 * Hour;
    public const int Days = 365;

    private readonly long midnight = now - now % Day;

    public long Now => now;
    public long Start => midnight - (Days - 1) * Day;

    /// <summary>An instant of that day at which somebody sits at a desk. Day 0 is the first, 364 is today.</summary>
    public long AtWork(Dice dice, double day)
    {
        var start = Start + (long)day * Day;
        // Few read about bearings at the weekend: most of it is put off to Monday.
        var weekday = DateTimeOffset.FromUnixTimeMilliseconds(start).DayOfWeek;
        if (weekday is DayOfWeek.Saturday or DayOfWeek.Sunday && dice.Chance(0.88)) start += (weekday == DayOfWeek.Saturday ? 2 : 1) * Day;
        var hour = dice.Weighed((5.5, 3), (7.2, 20), (8.6, 26), (10.4, 15), (12.2, 22), (14.0, 16), (18.5, 8));
        return start + (long)((hour + dice.Between(0, 1.9)) * Hour);
    }

    /// <summary>Every fourth Tuesday morning: the newsletter, by number.</summary>
    public IEnumerable<(int Number, long At)> Newsletters()
    {
        var first = Start + 8 * Hour;
        while (DateTimeOffset.FromUnixTimeMilliseconds(first).DayOfWeek != DayOfWeek.Tuesday) first += Day;
        for (var number = 0; first + number * 28 * Day < now; number++) yield return (number + 41, first + number * 28 * Day);
    }
}
