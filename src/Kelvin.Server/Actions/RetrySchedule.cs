using Kelvin.Scoring.Values;

namespace Kelvin.Server.Actions;

/// <summary>When a message is tried: the wait before each attempt. After the last one it is not tried again by itself.</summary>
internal sealed class RetrySchedule
{
    /// <summary>As the Standard Webhooks propose it.</summary>
    public const string Standard = "0s,5s,5m,30m,2h,5h,10h,14h,20h,24h";

    /// <summary>A receiver may ask for a wait of up to so long.</summary>
    public const long RetryAfterMost = 24 * 3_600_000L;

    /// <summary>How much earlier or later than planned, so that a herd does not come back as a herd.</summary>
    private const double Jitter = 0.1;

    private const int AttemptsMost = 100;

    private readonly long[] waits;

    private RetrySchedule(long[] waits) => this.waits = waits;

    public int Attempts => waits.Length;

    public static bool TryRead(string text, out RetrySchedule schedule)
    {
        var waits = new List<long>();
        schedule = new RetrySchedule([]);
        foreach (var part in text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var wait = 0L;
            if (part != "0" && !Durations.TryRead(part.Replace(" ", "", StringComparison.Ordinal), out wait)) return false;
            waits.Add(wait);
        }
        if (waits.Count is 0 or > AttemptsMost) return false;
        schedule = new RetrySchedule([.. waits]);
        return true;
    }

    public static RetrySchedule Read(string text) => TryRead(text, out var schedule) ? schedule : throw new ArgumentException("Not a schedule: " + text, nameof(text));

    /// <summary>Milliseconds from now to the next attempt; null when there is none.</summary>
    /// <param name="tries">Attempts already made.</param>
    /// <param name="retryAfter">The wait that the receiver asked for; it can only be longer than planned.</param>
    /// <param name="chance">From 0, included, to 1, excluded.</param>
    public long? WaitAfter(int tries, long? retryAfter, double chance)
    {
        if (tries >= waits.Length) return null;
        var planned = (long)(waits[tries] * (1 - Jitter + (2 * Jitter * chance)));
        return Math.Max(planned, Math.Clamp(retryAfter ?? 0, 0, RetryAfterMost));
    }
}
