using System.Text;

namespace Kelvin.Scoring.Values;

/// <summary>How texts are compared: trimmed of White_Space, in NFC, ordinal ignoring case (scoring.md 2, "Conditions").</summary>
public static class Texts
{
    /// <summary>The text trimmed and in NFC: what every comparison looks at.</summary>
    public static string Canonical(string text)
    {
        var trimmed = text.AsSpan().Trim();
        foreach (var c in trimmed)
        {
            if (c >= 0x80) return WellFormed(trimmed.ToString()).Normalize(NormalizationForm.FormC);
        }
        return trimmed.Length == text.Length ? text : trimmed.ToString();
    }

    /// <summary>Both texts are canonical already.</summary>
    public static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    public static bool IsBlank(string text) => text.AsSpan().Trim().IsEmpty;

    /// <summary>The text with each lone surrogate replaced by U+FFFD.</summary>
    public static string WellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) { i++; continue; }
            return Replaced(text);
        }
        return text;
    }

    private static string Replaced(string text)
    {
        var built = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) built.Append(rune.ToString());
        return built.ToString();
    }

    /// <summary>Order by the bytes of UTF-8, as message ids and lead ids are ordered. It is the order of code points.</summary>
    public static int CompareUtf8(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            char a = left[i], b = right[i];
            if (a == b) continue;
            // UTF-16 puts surrogates below U+E000 to U+FFFF; UTF-8 puts the code points they stand for above.
            var aSurrogate = char.IsSurrogate(a);
            return aSurrogate != char.IsSurrogate(b) ? (aSurrogate ? 1 : -1) : a.CompareTo(b);
        }
        return left.Length.CompareTo(right.Length);
    }
}
