using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kelvin.Scoring.Tests.Naive;

/// <summary>Section 2, "Conditions": how texts, numbers and booleans of the outside world are read and compared.</summary>
public static class NaiveValues
{
    /// <summary>All characters with the Unicode property White_Space.</summary>
    private const string WhiteSpace =
        "\u0009\u000A\u000B\u000C\u000D\u0020\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
        + "\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000";

    public static bool IsText(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String;

    public static bool IsBoolean(JsonNode? value) => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False;

    /// <summary>The text as Kelvin sees it: trimmed and in NFC.</summary>
    public static string Text(JsonNode text) => Text(text.GetValue<string>());

    public static string Text(string text) => text.Trim(WhiteSpace.ToCharArray()).Normalize(NormalizationForm.FormC);

    public static bool SameText(string a, string b) => string.Equals(Text(a), Text(b), StringComparison.OrdinalIgnoreCase);

    /// <summary>A number, or a text that is, trimmed, a finite JSON number; of anything else null.</summary>
    public static double? Number(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => Finite(value.ToJsonString()),
        JsonValueKind.String => NumberOfText(Text(value)),
        _ => null,
    };

    public static double? NumberOfText(string text) =>
        Regex.IsMatch(text, @"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z") ? Finite(text) : null;

    private static double? Finite(string digits)
    {
        var number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? number : null;
    }

    /// <summary>Where a number is asked for, an array stands for its first number.</summary>
    public static double? FirstNumber(JsonNode? value)
    {
        if (value is not JsonArray array)
        {
            return Number(value);
        }

        foreach (var element in array)
        {
            if (Number(element) is { } number)
            {
                return number;
            }
        }

        return null;
    }

    /// <summary>A boolean, or a text that says one in any case.</summary>
    private static bool? Boolean(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when SameText(value.GetValue<string>(), "true") => true,
        JsonValueKind.String when SameText(value.GetValue<string>(), "false") => false,
        _ => null,
    };

    /// <summary>As <c>is</c> compares. Arrays and objects are equal to nothing.</summary>
    public static bool AreEqual(JsonNode? a, JsonNode? b)
    {
        if (a is null or JsonArray or JsonObject || b is null or JsonArray or JsonObject)
        {
            return false;
        }

        if (IsText(a) && IsText(b))
        {
            return SameText(a.GetValue<string>(), b.GetValue<string>());
        }

        if (IsBoolean(a) || IsBoolean(b))
        {
            return Boolean(a) is { } left && Boolean(b) is { } right && left == right;
        }

        return Number(a) is { } x && Number(b) is { } y && x == y;
    }

    /// <summary>A text, or a number or boolean as its JSON text; of anything else null.</summary>
    public static string? AsText(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => Text(value),
        JsonValueKind.Number => Number(value) is { } number ? EcmaScript(number) : null,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>ECMAScript's Number::toString with radix 10.</summary>
    public static string EcmaScript(double x)
    {
        if (x == 0)
        {
            return "0";
        }

        if (x < 0)
        {
            return "-" + EcmaScript(-x);
        }

        // The shortest digits that read back as x, and n such that x = 0.digits · 10^n.
        var scientific = x.ToString("E16", CultureInfo.InvariantCulture);
        for (var precision = 0; precision <= 16; precision++)
        {
            var shorter = x.ToString("E" + precision, CultureInfo.InvariantCulture);
            if (double.Parse(shorter, CultureInfo.InvariantCulture) == x)
            {
                scientific = shorter;
                break;
            }
        }

        var parts = scientific.Split('E');
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        var n = int.Parse(parts[1], CultureInfo.InvariantCulture) + 1;
        var k = digits.Length;

        if (k <= n && n <= 21)
        {
            return digits + new string('0', n - k);
        }

        if (0 < n && n <= 21)
        {
            return digits[..n] + "." + digits[n..];
        }

        if (-6 < n && n <= 0)
        {
            return "0." + new string('0', -n) + digits;
        }

        var exponent = (n - 1 < 0 ? "-" : "+") + Math.Abs(n - 1).ToString(CultureInfo.InvariantCulture);
        return (k == 1 ? digits : digits[..1] + "." + digits[1..]) + "e" + exponent;
    }

    /// <summary>Equal as JSON values, as <c>unique_by</c> asks: numbers by value, text exactly.</summary>
    public static bool SameJson(JsonNode? a, JsonNode? b)
    {
        if (a is null || b is null)
        {
            return a is null && b is null;
        }

        if (a.GetValueKind() != b.GetValueKind())
        {
            return false;
        }

        return a switch
        {
            JsonArray x => x.Count == b.AsArray().Count && x.Zip(b.AsArray()).All(pair => SameJson(pair.First, pair.Second)),
            JsonObject x => x.Count == b.AsObject().Count
                && x.All(pair => b.AsObject().ContainsKey(pair.Key) && SameJson(pair.Value, b[pair.Key])),
            _ when IsText(a) => string.Equals(a.GetValue<string>(), b.GetValue<string>(), StringComparison.Ordinal),
            _ when a.GetValueKind() == JsonValueKind.Number => Number(a) == Number(b),
            _ => true,
        };
    }

    /// <summary>Missing, null, blank text, or an array of nothing else.</summary>
    public static bool IsUnknown(JsonNode? value) =>
        IsNothing(value) || (value is JsonArray array && array.All(IsNothing));

    private static bool IsNothing(JsonNode? value) => value is null || (IsText(value) && Text(value).Length == 0);
}
