using System.Globalization;
using System.Text;

namespace Kelvin.Scoring.Values;

/// <summary>Numbers as texts: JSON's grammar in, ECMAScript's writing out.</summary>
public static class Numbers
{
    /// <summary>Reads a text that is, trimmed, a finite JSON number: <c>-1.5e3</c>, but neither <c>007</c> nor <c>+1</c>.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out double number)
    {
        text = text.Trim();
        number = 0;
        if (text.IsEmpty || !(char.IsAsciiDigit(text[^1])) || !IsJsonNumber(text)) return false;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    /// <summary>The number that a value counts as where a number is asked for: itself, or a text that is one.</summary>
    public static bool TryRead(Value value, out double number)
    {
        switch (value.Kind)
        {
            case ValueKind.Number:
                number = value.AsNumber;
                return true;
            case ValueKind.Text:
                return TryRead(value.AsText, out number);
            default:
                number = 0;
                return false;
        }
    }

    /// <summary>The number itself, or of an array its first number.</summary>
    public static bool TryReadFirst(Value value, out double number)
    {
        if (value.Kind != ValueKind.Array) return TryRead(value, out number);
        foreach (var element in value.AsArray)
        {
            if (TryRead(element, out number)) return true;
        }
        number = 0;
        return false;
    }

    private static bool IsJsonNumber(ReadOnlySpan<char> text)
    {
        var i = 0;
        if (text[i] == '-' && ++i == text.Length) return false;
        if (text[i] == '0') i++;
        else if (!Digits(text, ref i)) return false;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            if (!Digits(text, ref i)) return false;
        }
        if (i < text.Length && text[i] is 'e' or 'E')
        {
            i++;
            if (i < text.Length && text[i] is '+' or '-') i++;
            if (!Digits(text, ref i)) return false;
        }
        return i == text.Length;
    }

    private static bool Digits(ReadOnlySpan<char> text, ref int i)
    {
        var start = i;
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
        return i > start;
    }

    /// <summary>As ECMAScript writes it (Number::toString, radix 10): the shortest digits that read back as the same number.</summary>
    public static string ToText(double number)
    {
        if (number == 0) return "0";
        if (number == Math.Floor(number) && Math.Abs(number) < 1e15) return ((long)number).ToString(CultureInfo.InvariantCulture);
        var (digits, point) = ShortestDigits(Math.Abs(number));
        var text = new StringBuilder(number < 0 ? "-" : "");
        if (point is > 0 and <= 21)
        {
            if (digits.Length <= point) text.Append(digits).Append('0', point - digits.Length);
            else text.Append(digits, 0, point).Append('.').Append(digits, point, digits.Length - point);
        }
        else if (point is > -6 and <= 0)
        {
            text.Append("0.").Append('0', -point).Append(digits);
        }
        else
        {
            text.Append(digits[0]);
            if (digits.Length > 1) text.Append('.').Append(digits, 1, digits.Length - 1);
            text.Append('e').Append(point > 0 ? '+' : '-').Append(Math.Abs(point - 1));
        }
        return text.ToString();
    }

    /// <summary>The digits without leading or trailing zeros, and where the decimal point stands relative to the first of them.</summary>
    private static (string Digits, int Point) ShortestDigits(double number)
    {
        var written = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = 0;
        var e = written.IndexOf('E');
        if (e >= 0)
        {
            exponent = int.Parse(written.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            written = written[..e];
        }
        var dot = written.IndexOf('.');
        var point = (dot < 0 ? written.Length : dot) + exponent;
        var digits = dot < 0 ? written : written.Remove(dot, 1);
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), point - leading);
    }
}
