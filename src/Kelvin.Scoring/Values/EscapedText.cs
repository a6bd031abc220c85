using System.Text;

namespace Kelvin.Scoring.Values;

/// <summary>
/// Reads the inside of a JSON string that .NET's reader refuses because it holds lone surrogates or broken UTF-8;
/// each becomes U+FFFD. The escapes themselves are valid: the reader has checked them.
/// </summary>
internal static class EscapedText
{
    public static string Read(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        var built = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                built.Append(text[i]);
                continue;
            }
            i++;
            if (text[i] == 'u' && i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var unit))
            {
                built.Append((char)unit);
                i += 4;
            }
            else
            {
                built.Append(text[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var c => c });
            }
        }
        return Texts.WellFormed(built.ToString());
    }
}
