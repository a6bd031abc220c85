namespace Kelvin.Scoring.Values;

/// <summary>Dates as texts: <c>YYYY-MM-DD</c>, with an optional time and offset. Anything else is no date, and never an error.</summary>
public static class Dates
{
    /// <summary>The first and the last instant that a date without an offset can name, in milliseconds since 1970, UTC.</summary>
    public const long First = -62_135_596_800_000;
    public const long Last = 253_402_300_799_999;

    /// <summary>The instant of a date text (trimmed); a date without an offset is in the zone.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, PlanZone zone, out long instant)
    {
        instant = 0;
        text = text.Trim();
        if (text.Length < 10 || text[4] != '-' || text[7] != '-') return false;
        if (!Number(text[..4], out var year) || !Number(text[5..7], out var month) || !Number(text[8..10], out var day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        var local = (new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
        var rest = text[10..];
        if (rest.IsEmpty)
        {
            instant = zone.ToInstant(local);
            return true;
        }
        if (rest[0] is not ('T' or ' ') || !Time(rest[1..], out var time, out var offset)) return false;
        instant = offset is { } known ? local + time - known : zone.ToInstant(local + time);
        return true;
    }

    /// <summary><c>hh:mm[:ss[.f]]</c> and an optional <c>Z</c> or <c>±hh:mm</c>.</summary>
    private static bool Time(ReadOnlySpan<char> text, out long time, out long? offset)
    {
        time = 0;
        offset = null;
        if (text.Length < 5 || text[2] != ':' || !Number(text[..2], out var hour) || !Number(text[3..5], out var minute)) return false;
        if (hour > 23 || minute > 59) return false;
        text = text[5..];
        int second = 0, milliseconds = 0;
        if (!text.IsEmpty && text[0] == ':')
        {
            if (text.Length < 3 || !Number(text[1..3], out second) || second > 59) return false;
            text = text[3..];
            if (!text.IsEmpty && text[0] == '.' && !Fraction(ref text, out milliseconds)) return false;
        }
        time = ((((hour * 60L) + minute) * 60) + second) * 1000 + milliseconds;
        return text.IsEmpty || Offset(text, out offset);
    }

    private static bool Fraction(ref ReadOnlySpan<char> text, out int milliseconds)
    {
        milliseconds = 0;
        var length = 1;
        for (var scale = 100; length < text.Length && char.IsAsciiDigit(text[length]); length++, scale /= 10)
        {
            milliseconds += (text[length] - '0') * scale;
        }
        var digits = length - 1;
        text = text[length..];
        return digits > 0;
    }

    private static bool Offset(ReadOnlySpan<char> text, out long? offset)
    {
        offset = 0;
        if (text is "Z") return true;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':') return false;
        if (!Number(text[1..3], out var hours) || !Number(text[4..6], out var minutes) || hours > 14 || minutes > 59) return false;
        var magnitude = ((hours * 60L) + minutes) * 60_000;
        offset = text[0] == '-' ? -magnitude : magnitude;
        return true;
    }

    private static bool Number(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c)) return false;
            number = (number * 10) + (c - '0');
        }
        return true;
    }

    /// <summary>An instant as ISO 8601 in UTC with milliseconds.</summary>
    public static string ToText(long instant) =>
        DateTime.UnixEpoch.AddMilliseconds(Math.Clamp(instant, First, Last)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
