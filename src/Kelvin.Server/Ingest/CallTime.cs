using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Ingest;

/// <summary>
/// Reads the instants of a call: ISO 8601 texts (UTC where no offset is given), and numbers of milliseconds or seconds
/// since 1970 where it is plain which of the two they are (docs/decisions/0030).
/// </summary>
internal static class CallTime
{
    /// <summary>Fewer seconds than this since 1970 could as well be milliseconds, so they are refused.</summary>
    private const double LeastSeconds = 100_000_000;

    /// <summary>From here on a number is milliseconds: as seconds it would be the year 5138.</summary>
    private const double LeastMilliseconds = 100_000_000_000;


    public static bool TryRead(ReadOnlySpan<byte> utf8, JsonTokenType kind, out long instant)
    {
        if (kind == JsonTokenType.Number) return TryReadNumber(utf8, out instant);
        return TryReadUsual(utf8, out instant) || TryReadText(utf8, out instant);
    }

    /// <summary>
    /// The form that nearly every client sends, <c>2025-03-01T09:30:00[.f]Z</c>, without making a string of it.
    /// The years are those in which the arithmetic on days needs no care; all else takes the other way.
    /// </summary>
    private static bool TryReadUsual(ReadOnlySpan<byte> text, out long instant)
    {
        instant = 0;
        if (text.Length is < 20 or > 24 || text[^1] != 'Z' || text[10] != 'T' || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return false;
        int year = (Two(text, 0) * 100) + Two(text, 2), month = Two(text, 5), day = Two(text, 8);
        int hour = Two(text, 11), minute = Two(text, 14), second = Two(text, 17);
        if (year is < 1970 or > 2999 || (month | day | hour | minute | second) < 0) return false;
        if (month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        var milliseconds = 0;
        if (text.Length > 20)
        {
            if (text[19] != '.' || text.Length == 21) return false;
            for (int i = 20, scale = 100; i < text.Length - 1; i++, scale /= 10)
            {
                var digit = text[i] - '0';
                if ((uint)digit > 9) return false;
                milliseconds += digit * scale;
            }
        }
        // Days since 1970 in a calendar whose year begins in March, so that the leap day comes last.
        int y = month <= 2 ? year - 1 : year, m = month <= 2 ? month + 9 : month - 3;
        var days = (365 * y) + (y / 4) - (y / 100) + (y / 400) + (((153 * m) + 2) / 5) + day - 1 - 719_468;
        instant = (((((days * 24L) + hour) * 60) + minute) * 60 + second) * 1000 + milliseconds;
        return true;
    }

    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        int tens = text[at] - '0', ones = text[at + 1] - '0';
        return (uint)tens > 9 || (uint)ones > 9 ? int.MinValue / 1000 : (tens * 10) + ones;
    }

    private static bool TryReadText(ReadOnlySpan<byte> utf8, out long instant)
    {
        instant = 0;
        if (utf8.Length > 100) return false;
        var text = Encoding.UTF8.GetString(utf8).Trim();
        if (text.Length > 11 && text[10] is 't') text = string.Concat(text.AsSpan(0, 10), "T", text.AsSpan(11));
        if (text.Length > 11 && text[^1] is 'z') text = string.Concat(text.AsSpan(0, text.Length - 1), "Z");
        return Dates.TryRead(WithColonInOffset(text), PlanZone.Utc, out instant) && instant is >= Dates.First and <= Dates.Last;
    }

    /// <summary>ISO 8601 also writes offsets as <c>+0100</c> and <c>+01</c>; the scoring library reads only <c>+01:00</c>.</summary>
    private static string WithColonInOffset(string text)
    {
        var sign = text.LastIndexOfAny(['+', '-']);
        if (sign < 16 || text.AsSpan(sign + 1).IndexOfAnyExceptInRange('0', '9') >= 0) return text;
        return (text.Length - sign) switch
        {
            3 => text + ":00",
            5 => text.Insert(sign + 3, ":"),
            _ => text,
        };
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> utf8, out long instant)
    {
        instant = 0;
        if (!Utf8Parser.TryParse(utf8, out double number, out _) || number < LeastSeconds) return false;
        var milliseconds = Math.Floor(number < LeastMilliseconds ? number * 1000 : number);
        if (milliseconds > Dates.Last) return false;
        instant = (long)milliseconds;
        return true;
    }
}
