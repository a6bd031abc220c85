using NodaTime;
using NodaTime.TimeZones;

namespace Kelvin.Scoring.Values;

/// <summary>A plan's time zone, from the time zone data of the release. Instants are milliseconds since 1970, UTC.</summary>
public sealed class PlanZone
{
    public const long MillisecondsPerDay = 86_400_000;

    private static readonly ZoneLocalMappingResolver SkippedMovesForward =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);

    private readonly DateTimeZone zone;

    // Stretches asked for lately, found by the instant: each half-year and more of the clocks is asked for millions of times.
    private readonly Kept?[] lately = new Kept?[16];

    private PlanZone(DateTimeZone zone) => this.zone = zone;

    public static PlanZone Utc { get; } = new(DateTimeZone.Utc);

    /// <summary>Such as <c>TZDB: 2025b</c>: which time zone data this release brings.</summary>
    public static string DataVersion => DateTimeZoneProviders.Tzdb.VersionId;

    /// <summary>Every IANA id of the time zone data.</summary>
    public static IReadOnlyCollection<string> Ids => DateTimeZoneProviders.Tzdb.Ids;

    public string Id => zone.Id;

    /// <summary>Null when the time zone data has no such id.</summary>
    public static PlanZone? Find(string id) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } zone ? new PlanZone(zone) : null;

    /// <summary>
    /// The instant of a local time. One that the zone skips is moved forward by the gap; of one that it repeats, the first.
    /// </summary>
    /// <param name="local">Milliseconds since 1970 on the zone's own clocks.</param>
    public long ToInstant(long local)
    {
        var at = LocalDateTime.FromDateTime(DateTime.UnixEpoch).PlusMilliseconds(local);
        return zone.ResolveLocal(at, SkippedMovesForward).ToInstant().ToUnixTimeMilliseconds();
    }

    /// <summary>The stretch of time around an instant in which the zone's clocks run undisturbed.</summary>
    public Stretch StretchAt(long instant)
    {
        ref var kept = ref lately[(int)(instant >> 31) & 15];
        if (Volatile.Read(ref kept) is { } known && known.Stretch.Contains(instant)) return known.Stretch;
        var stretch = FindStretch(instant);
        Volatile.Write(ref kept, new Kept(stretch));
        return stretch;
    }

    private Stretch FindStretch(long instant)
    {
        var interval = zone.GetZoneInterval(Instant.FromUnixTimeMilliseconds(instant));
        return new Stretch(
            interval.HasStart ? interval.Start.ToUnixTimeMilliseconds() : long.MinValue,
            interval.HasEnd ? interval.End.ToUnixTimeMilliseconds() : long.MaxValue,
            interval.WallOffset.Milliseconds);
    }

    private sealed record Kept(Stretch Stretch);

    /// <param name="Start">Includes this instant.</param>
    /// <param name="End">Excludes this instant.</param>
    /// <param name="Offset">Local time less UTC, in milliseconds.</param>
    public readonly record struct Stretch(long Start, long End, long Offset)
    {
        public bool Contains(long instant) => Start <= instant && instant < End;

        /// <summary>The local day of an instant, counted from 1970-01-01.</summary>
        public long DayOf(long instant) => Math.DivRem(instant + Offset, MillisecondsPerDay) is var (day, rest) && rest < 0 ? day - 1 : day;
    }
}
