namespace Kelvin.Server.Actions.Outgoing;

/// <summary>
/// How fast and how widely one webhook is sent to. It grows while the receiver is well and shrinks while it is not, so that
/// a hundred receivers that never answer hold few places, and one that comes back is not run over. Times are in seconds
/// of a clock that never jumps.
/// </summary>
internal sealed class Pace(int perSecond, int widest)
{
    private const int WidthAtFirst = 2;

    /// <summary>An answer that takes so long, in milliseconds, is a sign of strain.</summary>
    private const int Slow = 5_000;

    /// <summary>After so many failures in a row it is only looked at now and then, one message at a time.</summary>
    private const int FailuresInRow = 5;

    private const double LongestGap = 30;

    /// <summary>Of the requests of a second, those that may come at once.</summary>
    private readonly double burst = Math.Max(1, perSecond * 0.1);
    private readonly double fastest = Math.Max(0.5, perSecond * 0.9);
    private double rate = Math.Max(0.5, perSecond * 0.9);
    private double tokens = Math.Max(1, perSecond * 0.1);
    private double tokensAt;
    private int width = Math.Min(WidthAtFirst, widest);
    private int failures;
    private double pausedUntil;

    /// <summary>How many requests may begin now, when so many are under way.</summary>
    public int Room(int underWay, double now)
    {
        Fill(now);
        return now < pausedUntil ? 0 : Math.Max(0, Math.Min(width - underWay, (int)tokens));
    }

    /// <summary>When there is next room, as far as it depends on time.</summary>
    public double NextRoom(double now)
    {
        Fill(now);
        return Math.Max(pausedUntil, tokens >= 1 ? now : now + ((1 - tokens) / rate));
    }

    public void Began() => tokens -= 1;

    public void Ended(Sent sent, double now)
    {
        if (sent.IsDelivered)
        {
            failures = 0;
            rate = Math.Min(fastest, (rate * 1.1) + 0.1);
            width = sent.Milliseconds > Slow ? Math.Max(1, width / 2) : Math.Min(widest, width + 1);
            return;
        }
        failures++;
        width = sent.AsksForLess || failures >= FailuresInRow ? 1 : Math.Max(1, width / 2);
        if (sent.AsksForLess) rate = Math.Max(0.5, rate / 2);
        var gap = failures < FailuresInRow ? 0 : Math.Min(LongestGap, Math.Pow(2, Math.Min(10, failures - FailuresInRow)));
        if (sent.AsksForLess && sent.RetryAfter is { } asked) gap = Math.Max(gap, asked / 1000.0);
        pausedUntil = Math.Max(pausedUntil, now + gap);
    }

    /// <summary>A person says that it may go on.</summary>
    public void Resume() => (failures, pausedUntil) = (0, 0);

    private void Fill(double now)
    {
        tokens = Math.Min(burst, tokens + (Math.Max(0, now - tokensAt) * rate));
        tokensAt = now;
    }
}
