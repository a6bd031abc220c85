using Kelvin.Scoring.Plans.Reading;

namespace Kelvin.Scoring.Plans.Documents;

/// <summary>Looks at the characters of a plan before any reader does: some of them would be misread in silence.</summary>
internal static class SourceText
{
    /// <summary>Control characters (the YAML reader takes U+0000 for the end of the text) and halves of surrogate pairs.</summary>
    public static bool FindRefused(string text, Problems problems)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) { i++; continue; }
            if (c >= ' ' ? !char.IsSurrogate(c) : c is '\t' or '\n' or '\r') continue;
            Refuse(text, i, problems, char.IsSurrogate(c) ? "half of a surrogate pair" : "a control character");
            return true;
        }
        return false;
    }

    /// <summary>Characters that end a line in YAML 1.1, and so for the reader, but not in YAML 1.2.</summary>
    public static bool FindForeignBreaks(string text, Problems problems)
    {
        var at = text.AsSpan().IndexOfAny('\u0085', '\u2028', '\u2029');
        if (at < 0) return false;
        Refuse(text, at, problems, "a line break of YAML 1.1");
        return true;
    }

    private static void Refuse(string text, int at, Problems problems, string what)
    {
        var (line, column) = Place(text, at);
        problems.Add(line, column, "", $"U+{(int)text[at]:X4}, {what}, cannot stand in a plan.", $"\"\\u{(int)text[at]:x4}\", an escape in a quoted text");
    }

    /// <summary>Line and column, from 1, of a character.</summary>
    public static (int Line, int Column) Place(string text, int at)
    {
        int line = 1, start = 0;
        for (var i = 0; i < at; i++)
        {
            if (text[i] != '\n' && !(text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'))) continue;
            line++;
            start = i + 1;
        }
        return (line, at - start + 1);
    }
}
