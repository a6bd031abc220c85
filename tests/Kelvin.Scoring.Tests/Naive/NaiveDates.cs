using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime;

namespace Kelvin.Scoring.Tests.Naive;

/// <summary>Section 2: durations, dates and calendar units, all in milliseconds.</summary>
public static class NaiveDates
{
    /// <summary><c>90s</c>, <c>15m</c>, <c>12h</c>, <c>30d</c>, <c>8w</c>.</summary>
    public static long Duration(JsonNode? duration)
    {
        var text = duration!.GetValue<string>();
        var count = long.Parse(text[..^1], CultureInfo.InvariantCulture);
        return text[^1] switch
        {
            's' => count * 1_000,
            'm' => count * 60_000,
            'h' => count * 3_600_000,
            'd' => count * 86_400_000,
            'w' => count * 604_800_000,
            _ => throw new ArgumentException($"{text} is no duration", nameof(duration)),
        };
    }

    /// <summary>The instant of a date written as text; null if the value is no date.</summary>
    public static long? Date(JsonNode? value, DateTimeZone zone) =>
        NaiveValues.IsText(value) ? Date(NaiveValues.Text(value!), zone) : null;

    public static long? Date(string text, DateTimeZone zone)
    {
        var match = Regex.Match(
            text,
            @"\A([0-9]{4})-([0-9]{2})-([0-9]{2})([T ]([0-9]{2}):([0-9]{2})(:([0-9]{2})(\.([0-9]+))?)?(Z|([+-])([0-9]{2}):([0-9]{2}))?)?\z");
        if (!match.Success)
        {
            return null;
        }

        int Part(int group) => match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;

        var (year, month, day) = (Part(1), Part(2), Part(3));
        var (hour, minute, second) = (Part(5), Part(6), Part(8));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return null;
        }

        var millisecond = match.Groups[10].Success
            ? int.Parse((match.Groups[10].Value + "00")[..3], CultureInfo.InvariantCulture)
            : 0;
        var local = new LocalDateTime(year, month, day, hour, minute, second, millisecond);
        var asIfUtc = Period.DaysBetween(new LocalDate(1970, 1, 1), local.Date) * 86_400_000L
            + local.NanosecondOfDay / 1_000_000;

        if (match.Groups[11].Value == "Z")
        {
            return asIfUtc;
        }

        if (match.Groups[11].Success)
        {
            var (offsetHours, offsetMinutes) = (Part(13), Part(14));
            if (offsetHours > 14 || offsetMinutes > 59)
            {
                return null;
            }

            var offset = (offsetHours * 60 + offsetMinutes) * 60_000L;
            return match.Groups[12].Value == "+" ? asIfUtc - offset : asIfUtc + offset;
        }

        // The offset before a change of the clocks: it moves a skipped time forward by the gap, and is the first of a repeated one.
        return asIfUtc - zone.MapLocal(local).EarlyInterval.WallOffset.Milliseconds;
    }

    /// <summary>The calendar unit of <c>limit.per</c> in which an instant lies, as text.</summary>
    public static string CalendarUnit(long timestamp, string per, DateTimeZone zone)
    {
        var date = Instant.FromUnixTimeMilliseconds(timestamp).InZone(zone).Date;
        return per switch
        {
            "day" => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
            "week" => date.PlusDays(1 - (int)date.DayOfWeek).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
            "month" => date.ToString("uuuu-MM", CultureInfo.InvariantCulture),
            "lifetime" => "",
            _ => throw new ArgumentException($"{per} is no unit", nameof(per)),
        };
    }

    public static DateTimeZone Zone(JsonNode plan) =>
        DateTimeZoneProviders.Tzdb[plan["timezone"]?.GetValue<string>() ?? "UTC"];
}
