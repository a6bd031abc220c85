namespace Kelvin.Server;

/// <summary>
/// The one clock of the server. It never goes back: where the machine's does, time stands still until that has caught up.
/// Otherwise every event later than the new time would cease to exist, and every score with it.
/// </summary>
internal sealed class SteadyClock(TimeProvider machine) : TimeProvider
{
    private long latest = long.MinValue;

    /// <summary>By how much the machine's clock lies behind the time that was reached. Milliseconds.</summary>
    public long Behind => machine.GetUtcNow().ToUnixTimeMilliseconds() is var now && Volatile.Read(ref latest) is var reached && reached > now ? reached - now : 0;

    public override long TimestampFrequency => machine.TimestampFrequency;
    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    /// <summary>Time had come this far before the server was started.</summary>
    public void NotBefore(long milliseconds) => Reach(milliseconds);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Reach(machine.GetUtcNow().ToUnixTimeMilliseconds()));
    public override long GetTimestamp() => machine.GetTimestamp();
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => machine.CreateTimer(callback, state, dueTime, period);

    private long Reach(long now)
    {
        while (true)
        {
            var known = Volatile.Read(ref latest);
            if (known >= now) return known;
            if (Interlocked.CompareExchange(ref latest, now, known) == known) return now;
        }
    }
}
