using System.Globalization;
using NodaTime;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>The part of the calendar in which a case plays: around a change of the clocks or the turn of a day, week, month and year.</summary>
public sealed class Season(Dice dice)
{
    private static readonly string[] Anchors =
    [
        "2025-03-30T01:00Z", "2025-10-26T01:00Z", "2026-03-29T01:00Z", "2026-10-25T01:00Z", // Warsaw
        "2025-03-09T07:00Z", "2025-11-02T06:00Z", "2026-03-08T07:00Z", "2026-11-01T06:00Z", // New York
        "2025-04-05T15:00Z", "2025-10-04T15:30Z", // Lord Howe, by half an hour
        "2025-12-31T23:00Z", "2026-06-01T00:00Z", "2024-02-29T12:00Z",
        "2025-06-29T22:00Z", "2025-07-01T04:00Z", "2025-08-31T13:30Z", // midnights of Warsaw, New York and Lord Howe
    ];

    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    public long Anchor { get; } =
        DateTimeOffset.Parse(dice.One<string>(Anchors), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();

    /// <summary>An instant near the anchor, often just at a whole distance from it.</summary>
    public long Instant() =>
        Anchor
        + dice.One(0L, 0L, 30 * Minute, Hour, 12 * Hour, Day, Day, 2 * Day, 7 * Day, 30 * Day, -Hour, -Day, -2 * Day, -7 * Day, -30 * Day, -60 * Day)
        + dice.One(0L, 0L, 0L, 1L, -1L, 90_000L, 15 * Minute, 30 * Minute, dice.Between(0, Day));

    /// <summary>A little later, or at the same time: what makes visits, ties and full days.</summary>
    public long After(long instant) => instant + dice.One(
            0L, 0L, 1L, 999L, 90_000L, (15 * Minute) - 1, 15 * Minute, (30 * Minute) - 1, 30 * Minute, Hour, 2 * Hour, 6 * Hour, 12 * Hour, Day - 1, Day, 2 * Day, dice.Between(0, Day));

    /// <summary>A date as the outside world writes it, with or without an offset; now and then at a time that some zone skips or repeats.</summary>
    public string Date()
    {
        var offset = dice.One(-5, -4, 0, 1, 2, 11);
        var local = NodaTime.Instant.FromUnixTimeMilliseconds(Instant() + (offset * Hour)).InUtc().LocalDateTime;
        var sign = offset < 0 ? '-' : '+';
        return dice.Between(0, 6) switch
        {
            0 or 1 => Format(local, "uuuu-MM-dd"),
            2 => Format(local, "uuuu-MM-dd'T'HH:mm"),
            3 => Format(local, "uuuu-MM-dd HH:mm:ss"),
            4 => Format(local, "uuuu-MM-dd'T'HH:mm:ss.fffffff"),
            5 => Format(local, "uuuu-MM-dd'T'HH:mm:ss.fff") + $"{sign}{Math.Abs(offset):00}:{dice.One("00", "30")}",
            _ => Format(local, "uuuu-MM-dd HH:mm") + "Z",
        };
    }

    private static string Format(LocalDateTime local, string pattern) => local.ToString(pattern, CultureInfo.InvariantCulture);
}
