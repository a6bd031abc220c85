using System.Globalization;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>
/// Estimates what a regular expression costs to compile, before it is compiled. .NET's non-backtracking engine writes repeats
/// out, and compares every character set with every other: nine hundred different letters in a row take it ten seconds.
/// It is no parser: for a pattern that the engine refuses anyway its answer does not matter.
/// </summary>
internal static class PatternWeight
{
    private const int EachPattern = 10;

    public static double Of(string pattern)
    {
        var sums = new Stack<double>();
        double sum = 0, last = 0;
        var sets = 0;
        var letters = new HashSet<char>();
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '(':
                    sums.Push(sum);
                    (sum, last) = (0, 0);
                    break;
                case ')' when sums.Count > 0:
                    last = sum + 1;
                    sum = sums.Pop() + last;
                    break;
                case '{' when Repeat(pattern, ref i) is { } times:
                    sum += last * (times - 1);
                    last *= times;
                    break;
                case '*' or '+' or '?' or '|':
                    break;
                default:
                    if (pattern[i] >= 0x80) letters.Add(pattern[i]);
                    if (pattern[i] == '[') sets++;
                    i = EndOfOne(pattern, i);
                    (sum, last) = (sum + 1, 1);
                    break;
            }
        }
        while (sums.Count > 0) sum += sums.Pop();
        double different = sets + letters.Count;
        return EachPattern + sum + (different * different / 4);
    }

    /// <summary>Where an escape or a character class ends; a character ends where it is.</summary>
    private static int EndOfOne(string pattern, int at)
    {
        if (pattern[at] == '\\')
        {
            var named = at + 2 < pattern.Length && pattern[at + 1] is 'p' or 'P' && pattern[at + 2] == '{';
            var close = named ? pattern.IndexOf('}', at) : -1;
            return close > 0 ? close : at + 1;
        }
        if (pattern[at] != '[') return at;
        // A bracket right behind the opening one, or behind its negation, is a member of the class.
        var end = at + 1;
        if (end < pattern.Length && pattern[end] == '^') end++;
        for (end++; end < pattern.Length && pattern[end] != ']'; end++)
        {
            if (pattern[end] == '\\') end++;
        }
        return end;
    }

    /// <summary>The greater number of <c>{2}</c>, <c>{2,}</c> or <c>{2,5}</c>, and moves to its end; null if that is no repeat.</summary>
    private static double? Repeat(string pattern, ref int at)
    {
        var close = pattern.IndexOf('}', at);
        if (close < 0) return null;
        var numbers = pattern[(at + 1)..close].Split(',');
        if (numbers.Length > 2 || !Number(numbers[0], out var least)) return null;
        if (numbers.Length == 1 || !Number(numbers[1], out var most)) most = least;
        at = close;
        return Math.Max(1, Math.Max(least, most));
    }

    private static bool Number(string digits, out double number) => double.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
