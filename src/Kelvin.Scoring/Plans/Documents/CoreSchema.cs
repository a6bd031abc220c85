using System.Globalization;

namespace Kelvin.Scoring.Plans.Documents;

/// <summary>What the core schema of YAML 1.2 makes of a plain scalar (its chapter 10.3.2).</summary>
internal static class CoreSchema
{
    /// <param name="number">The number, if the kind is one; infinite or not a number for <c>.inf</c> and <c>.nan</c>, and beyond the range of a double.</param>
    public static ScalarKind Resolve(string text, out double number)
    {
        number = 0;
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL": return ScalarKind.Null;
            case "true" or "True" or "TRUE": return ScalarKind.True;
            case "false" or "False" or "FALSE": return ScalarKind.False;
            case ".nan" or ".NaN" or ".NAN":
                number = double.NaN;
                return ScalarKind.Float;
        }
        var unsigned = text[0] is '-' or '+' ? text.AsSpan(1) : text;
        if (unsigned is ".inf" or ".Inf" or ".INF")
        {
            number = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return ScalarKind.Float;
        }
        if (text.StartsWith("0x", StringComparison.Ordinal)) return Based(text.AsSpan(2), 16, ref number);
        if (text.StartsWith("0o", StringComparison.Ordinal)) return Based(text.AsSpan(2), 8, ref number);
        return Decimal(unsigned, out var whole) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            ? (whole ? ScalarKind.Whole : ScalarKind.Float)
            : ScalarKind.Text;
    }

    private static ScalarKind Based(ReadOnlySpan<char> digits, int @base, ref double number)
    {
        if (digits.IsEmpty) return ScalarKind.Text;
        double sum = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : @base;
            if (digit >= @base) return ScalarKind.Text;
            sum = (sum * @base) + digit;
        }
        number = sum;
        return ScalarKind.Whole;
    }

    /// <summary><c>[0-9]+</c>, or <c>(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?</c>.</summary>
    private static bool Decimal(ReadOnlySpan<char> text, out bool whole)
    {
        var before = Digits(ref text);
        whole = before > 0 && text.IsEmpty;
        if (whole) return true;
        if (!text.IsEmpty && text[0] == '.')
        {
            text = text[1..];
            if (Digits(ref text) + before == 0) return false;
        }
        else if (before == 0)
        {
            return false;
        }
        if (text.IsEmpty) return true;
        if (text[0] is not ('e' or 'E')) return false;
        text = text[1..];
        if (!text.IsEmpty && text[0] is ('-' or '+')) text = text[1..];
        return Digits(ref text) > 0 && text.IsEmpty;
    }

    private static int Digits(ref ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiDigit(text[length])) length++;
        text = text[length..];
        return length;
    }
}
